// The room's worker: each act is a visit of its own.
import { Failed } from '../shared/failed';
import { ask, core, serve, today, visit, walk } from '../shared/worker';
import { type Line, OTHERS_READ, type RoomQuestions, type Shown } from './asked';
import * as shim from './shim';
import { fetchTables, tableOf } from './tables';

let firstDay = Infinity; // of the tables that a visit reads, once it is known

const found = (session: number): Shown => JSON.parse(core.shown(session)) as Shown;

// Before the first step. With the shim goes the other half of both.
function plan(session: number, line: Line): void {
  if (core.offers('session_do')) core.check(core.call('session_do', session, JSON.stringify(line)));
  else shim.plan(session, line);
}

const shown = (session: number): Shown => (core.offers('session_do') ? found(session) : shim.completed(found(session)));

// Nothing is sent to others than the page has named.
function asNamed(session: number, line: Line, named: readonly string[]): void {
  if (line.do !== 'say' || line.to !== undefined) return;
  const free = shown(session).readers?.free ?? [];
  if (free.some((id) => !named.includes(id))) throw new Failed(OTHERS_READ);
}

const othersThere = (error: unknown): boolean => error instanceof Failed && (error.err === OTHERS_READ || error.err === 'ERR_PERSON');

serve<RoomQuestions>({
  visit: ({ words, line, named }, early) => {
    const day = today();
    if (words !== '') fetchTables(firstDay, day, ask); // on their way while the words are made into keys
    return visit('room_new', words, async (session) => {
      const before = (method: string): void => {
        if (method === 'POST') asNamed(session, line, named);
      };
      if (words !== '') plan(session, line);
      try {
        await walk(session, { known: (path) => tableOf(path, day, ask), before });
      } catch (error) {
        if (othersThere(error)) early(shown(session));
        throw error;
      }
      const now = shown(session);
      firstDay = now.office.day - now.office.retention_days;
      return now;
    });
  },
});
