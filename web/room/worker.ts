// The room's worker: each act is a visit of its own.
import { Failed } from '../shared/failed';
import { ask, core, serve, today, unhex, visit, walk } from '../shared/worker';
import { type Act, OTHERS_READ, type RoomQuestions, type Shown } from './asked';
import { whoeverIsFree } from './people';
import { fetchTables, tableOf } from './tables';

let firstDay = Infinity; // of the tables that a visit reads, once it is known

function plan(session: number, act: Act): void {
  switch (act.what) {
    case 'read':
      return;
    case 'say':
      return core.check(core.call('room_say', session, act.text, act.to));
    case 'takeBack':
      return void core.call('room_take_back', session, { at: unhex(act.message) });
    case 'forget':
      return void core.raw('room_forget', session);
    case 'renew':
      return core.check(core.call('room_renew', session, act.words));
  }
}

// Nothing is sent to others than the page has named.
function asNamed(session: number, act: Act): void {
  if (act.what !== 'say' || act.to !== '') return;
  const free = whoeverIsFree((JSON.parse(core.shown(session)) as Shown).office);
  if (free.some((name) => !act.free.includes(name))) throw new Failed(OTHERS_READ);
}

serve<RoomQuestions>({
  visit: ({ words, act }) => {
    const day = today();
    if (words !== '') fetchTables(firstDay, day, ask); // on their way while the words are made into keys
    return visit('room_new', words, async (session) => {
      plan(session, act);
      const before = (method: string): void => {
        if (method === 'POST') asNamed(session, act);
      };
      await walk(session, { known: (path) => tableOf(path, day, ask), before });
      const shown = JSON.parse(core.shown(session)) as Shown;
      firstDay = shown.office.day - shown.office.retention_days;
      return shown;
    });
  },
});
