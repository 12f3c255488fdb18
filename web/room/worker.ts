// The room's worker: one session by time, whatever is done in it. What each exchange is for, and when it goes, the core says.
import { Failed } from '../shared/failed';
import { type Answer, answered, ask, begin, core, end, news, serve, today, visit, walk } from '../shared/worker';
import type { RoomQuestions, Shown } from './asked';

// at: where the core has it; the next session can be at the same place
interface Session {
  readonly at: number;
}

let words = '';
let session: Session | null = null;
let told = ''; // what the page was shown last
let waiting: { done: (shown: Shown) => void; failed: (error: unknown) => void } | null = null;

const shown = ({ at }: Session): Shown => JSON.parse(core.shown(at)) as Shown;
const until = (at: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, at - performance.now()));

// ---- what the page is told ----

function show({ at }: Session): void {
  const now = core.shown(at);
  if (now === told) return;
  told = now;
  news(JSON.parse(now));
}

// An act is over: whoever asked for it is answered.
function settle(of: Session): void {
  if (waiting === null || core.raw('room_acting', of.at) !== 0) return;
  const { done, failed } = waiting;
  waiting = null;
  try {
    core.check(core.raw('room_acted', of.at));
    done(shown(of));
  } catch (error) {
    failed(error);
  }
}

function close(error?: unknown): void {
  if (session !== null) end(session.at);
  session = null;
  told = '';
  waiting?.failed(error ?? new Failed('ERR_INTERNAL'));
  waiting = null;
}

// ---- the session ----

// Asked for at once, for every session alike: the core takes them one after another, and makes the words into keys meanwhile.
function askedAhead(): (path: string) => Promise<Answer> | undefined {
  const paths = ['/v1/office', `/v1/bundles/${today()}`, '/v1/tags'];
  const answers = new Map(paths.map((path) => [path, ask(path)]));
  for (const answer of answers.values()) answer.catch(() => undefined);
  return (path) => {
    const answer = answers.get(path);
    answers.delete(path); // and if it fails, it is asked for again by itself
    return answer;
  };
}

// The next time that is to come, of those that lie so many milliseconds apart.
function nextSlot(last: number, ms: number): number {
  return last + ms * Math.max(1, Math.ceil((performance.now() - last) / ms));
}

async function run(of: Session): Promise<void> {
  const known = askedAhead();
  const goesOn = (): boolean => session === of;
  const { at } = of;
  let slot = 0;
  while (goesOn()) {
    core.check(core.raw('session_step', at));
    if (core.raw('step_kind', at) === core.constants['STEP_WAIT']) {
      slot = nextSlot(slot === 0 ? performance.now() : slot, core.raw('step_wait_ms', at));
      await until(slot);
      if (!goesOn()) return;
      core.call('session_today', at, today());
      core.check(core.call('session_answer', at, 200, new Uint8Array()));
      continue;
    }
    const { status, body } = await answered(at, known, goesOn);
    if (!goesOn()) return;
    core.check(core.call('session_answer', at, status, body));
    if (shown(of).office !== null) show(of);
    settle(of);
  }
}

function open(): Session {
  const of = { at: begin('room_new', words) };
  core.raw('room_by_time', of.at);
  session = of;
  run(of).catch((error: unknown) => {
    if (session !== of) return;
    const told = waiting !== null;
    close(error);
    if (!told) news({ ended: error instanceof Failed ? error.err : 'ERR_INTERNAL' });
  });
  return of;
}

serve<RoomQuestions>({
  meet: () => visit('room_new', '', async (of) => {
    await walk(of);
    return shown({ at: of });
  }),
  open: (typed) => {
    close();
    ({ words } = typed);
    open();
  },
  close: () => {
    close();
    words = '';
  },
  act: ({ line }) =>
    new Promise((done, failed) => {
      const of = session ?? open();
      core.check(core.call('session_do', of.at, JSON.stringify(line)));
      waiting = { done, failed };
      // What waits for the next exchange is made ready for it now, so that it goes on time.
      if (core.raw('step_kind', of.at) === core.constants['STEP_WAIT']) core.check(core.raw('session_step', of.at));
      settle(of);
    }),
});
