// The room's worker: one session by time, whatever is done in it. What each exchange is for, and when it goes, the core says.
import { Failed } from '../shared/failed';
import { type Answer, answered, ask, begin, core, end, news, serve, today, visit, walk } from '../shared/worker';
import type { RoomQuestions, Shown } from './asked';

let words = '';
let session = 0;
let told = ''; // what the page was shown last
let waiting: { done: (shown: Shown) => void; failed: (error: unknown) => void } | null = null;

const shown = (of: number): Shown => JSON.parse(core.shown(of)) as Shown;
const until = (at: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, at - performance.now()));

// ---- what the page is told ----

function show(): void {
  const now = core.shown(session);
  if (now === told) return;
  told = now;
  news(JSON.parse(now));
}

// An act is over: whoever asked for it is answered.
function settle(): void {
  if (waiting === null || core.raw('room_acting', session) !== 0) return;
  const { done, failed } = waiting;
  waiting = null;
  try {
    core.check(core.raw('room_acted', session));
    done(shown(session));
  } catch (error) {
    failed(error);
  }
}

function close(error?: unknown): void {
  if (session !== 0) end(session);
  session = 0;
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

async function run(of: number): Promise<void> {
  const known = askedAhead();
  let slot = 0;
  while (session === of) {
    core.check(core.raw('session_step', of));
    if (core.raw('step_kind', of) === core.constants['STEP_WAIT']) {
      slot = nextSlot(slot === 0 ? performance.now() : slot, core.raw('step_wait_ms', of));
      await until(slot);
      if (session !== of) return;
      core.call('session_today', of, today());
      core.check(core.call('session_answer', of, 200, new Uint8Array()));
      continue;
    }
    const { status, body } = await answered(of, known);
    if (session !== of) return;
    core.check(core.call('session_answer', of, status, body));
    if (shown(of).office !== null) show();
    settle();
  }
}

function open(): void {
  const of = begin('room_new', words);
  core.raw('room_by_time', of);
  session = of;
  run(of).catch((error: unknown) => {
    if (session !== of) return;
    const told = waiting !== null;
    close(error);
    if (!told) news({ ended: error instanceof Failed ? error.err : 'ERR_INTERNAL' });
  });
}

serve<RoomQuestions>({
  meet: () => visit('room_new', '', async (of) => {
    await walk(of);
    return shown(of);
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
      if (session === 0) open();
      core.check(core.call('session_do', session, JSON.stringify(line)));
      waiting = { done, failed };
      // What waits for the next exchange is made ready for it now, so that it goes on time.
      if (core.raw('step_kind', session) === core.constants['STEP_WAIT']) core.check(core.raw('session_step', session));
      settle();
    }),
});
