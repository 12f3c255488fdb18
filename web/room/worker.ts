// The room's worker: each act is a visit of its own.
import { Failed } from '../shared/failed';
import { ask, core, serve, today, visit, walk } from '../shared/worker';
import type { RoomQuestions, Shown } from './asked';
import { fetchTables, tableOf } from './tables';

let firstDay = Infinity; // of the tables that a visit reads, once it is known

const shown = (session: number): Shown => JSON.parse(core.shown(session)) as Shown;

const othersThere = (error: unknown): boolean => error instanceof Failed && (error.err === 'ERR_READERS' || error.err === 'ERR_PERSON');

serve<RoomQuestions>({
  visit: ({ words, line }, early) => {
    const day = today();
    if (words !== '') fetchTables(firstDay, day, ask); // on their way while the words are made into keys
    return visit('room_new', words, async (session) => {
      if (words !== '') core.check(core.call('session_do', session, JSON.stringify(line)));
      try {
        await walk(session, { known: (path) => tableOf(path, day, ask) });
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
