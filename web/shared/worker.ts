// Holds the core and performs what it asks for, one question after another, away from the page so that this stays quick.
import { type Checked, GIVEN_UP, NOT_LOADED, type Nudge, type Question, type Questions, type Told } from './asked';
import { Core } from './core';
import { Failed } from './failed';
import { hex } from './hex';

const METHODS = ['GET', 'POST', 'PUT'];
const ANSWER_WITHIN_MS = 60_000;
const PAUSE_MS = 1000;
const PAUSE_MAX_MS = 30_000;
const AGAIN_MAX_MS = 300_000; // she who waits can always say: now
const DAY_MS = 86_400_000;

const tell = (told: Told): void => self.postMessage(told);
// What nobody asked for: the page is told as it comes.
export const news = (value: unknown): void => tell({ kind: 'news', value });

export let core: Core;
export let fingerprint = '';
let nudge: (kind: Nudge['kind']) => void = () => undefined;

// ---- requests ----

// What a session takes as the answer to a step
export interface Given {
  readonly status: number;
  readonly body: Uint8Array;
}

export interface Answer extends Given {
  readonly type: string; // the Content-Type
  readonly again: number; // milliseconds after which it is worth asking again, as it says; 0: it does not say
}

// Nothing came back, or nothing of the office's: the one trouble that trying again may mend.
class Unanswered extends Error {
  constructor(readonly again = 0) {
    super();
  }
}

// By itself once; body: undefined for a GET; token: of a desk's login, in hex.
export async function ask(path: string, method = 'GET', body?: Uint8Array<ArrayBuffer>, token = ''): Promise<Answer> {
  const asked: RequestInit = {
    method,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/octet-stream' }),
      ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body }),
  };
  const lost = (): never => {
    throw new Unanswered();
  };
  const answer = await fetch(path, asked).catch(lost);
  const whole = new Uint8Array(await answer.arrayBuffer().catch(lost));
  const seconds = Number(answer.headers.get('Retry-After') ?? '');
  return { status: answer.status, type: answer.headers.get('Content-Type') ?? '', again: seconds > 0 ? 1000 * seconds : 0, body: whole };
}

// Until the next try, or until the page or the browser says that it is worth one now.
function pause(ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      self.removeEventListener('online', go);
      if (nudge === mine) nudge = () => undefined;
    };
    const go = (): void => {
      done();
      resolve();
    };
    const timer = setTimeout(go, ms);
    self.addEventListener('online', go);
    // Another session may wait by now, and this one's pause still ends.
    const mine = (kind: Nudge['kind']): void => {
      if (kind === 'again') return go();
      done();
      tell({ kind: 'found' });
      reject(new Failed(GIVEN_UP));
    };
    nudge = mine;
  });
}

const pathOf = (session: number): string => core.terminated(core.raw('step_path', session));
const methodOf = (session: number): string => METHODS[core.raw('step_method', session)] ?? 'GET';

// The same bytes again for as long as it takes, and as somebody waits for it: what has arrived already is not stored twice
// (docs/protocol.md).
export async function answered(session: number, known: Help['known'], waited: () => boolean = () => true): Promise<Answer> {
  const path = pathOf(session);
  const method = methodOf(session);
  const body = core.bytes(core.raw('step_body', session), core.raw('step_body_bytes', session));
  const at = core.raw('step_token', session);
  const token = at === 0 ? '' : hex(core.bytes(at, core.constants['TOKEN_BYTES'] ?? 0));
  for (let wait = PAUSE_MS, lost = false, again = 0; ; wait = Math.min(2 * wait, PAUSE_MAX_MS)) {
    try {
      const answer = await (method === 'GET' ? (known?.(path) ?? ask(path, method, undefined, token)) : ask(path, method, body, token));
      if (!waited()) throw new Failed(GIVEN_UP);
      // Whoever stands in between may answer in the office's place.
      if (core.call('step_answered', session, answer.status, answer.type, answer.body) === 0) throw new Unanswered(answer.again);
      if (lost) tell({ kind: 'found' });
      return answer;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      again = Math.min(error.again, AGAIN_MAX_MS);
    }
    if (!waited()) throw new Failed(GIVEN_UP);
    lost = true;
    tell({ kind: 'lost' });
    await pause(Math.max(wait, again));
    if (!waited()) throw new Failed(GIVEN_UP);
  }
}

// ---- visits ----

export const today = (): number => Math.floor(Date.now() / DAY_MS);

// One session of the core (make: its first call), which whoever began it ends. A session that is over and one begun after it
// can have the same number: who waits in between tells them apart by something of its own.
export function begin(make: string, words: string): number {
  const session = core.call(make, self.location.origin, fingerprint, today());
  if (session === 0) throw new Failed('ERR_MEMORY');
  try {
    if (words !== '') core.check(core.call('session_enter', session, words));
    return session;
  } catch (error) {
    end(session);
    throw error;
  }
}

export function end(session: number): void {
  core.raw('session_free', session);
}

// One from beginning to end
export async function visit<T>(make: string, words: string, during: (session: number) => Promise<T>): Promise<T> {
  const session = begin(make, words);
  try {
    return await during(session);
  } finally {
    end(session);
  }
}

export interface Help {
  readonly device?: (kind: number) => Promise<Given>; // performs the steps that are no request
  readonly before?: (method: string, path: string) => void; // is told of each request
  readonly known?: (path: string) => Promise<Answer> | undefined; // what need not be asked for again
}

// Step after step until the session is done.
export async function walk(session: number, { device, before, known }: Help = {}): Promise<void> {
  for (;;) {
    core.check(core.raw('session_step', session));
    const kind = core.raw('step_kind', session);
    if (kind === core.constants['STEP_DONE']) return;
    const here = kind !== core.constants['STEP_REQUEST'] && device !== undefined;
    if (!here) before?.(methodOf(session), pathOf(session));
    const { status, body } = await (here ? device(kind) : answered(session, known));
    core.check(core.call('session_answer', session, status, body));
  }
}

// ---- questions ----

type Early<R> = R extends { early: infer E } ? E : never;
export type Answers<Q> = {
  readonly [K in keyof Q]: Q[K] extends { ask: infer A; answer: infer R } ? (ask: A, early: (value: Early<Q[K]>) => void) => R | Promise<R> : never;
};

const common: Answers<Questions> = {
  start: async (ask) => {
    fingerprint = ask.fingerprint;
    core = await Core.load(ask.core);
    return { textMax: core.constants['TEXT_MAX'] ?? 0 };
  },
  wordsNew: () => core.text('words_new'),
  wordsCheck: (typed) => JSON.parse(core.text('words_check', typed)) as Checked,
};

// Answers the page from now on; own: what the page asks besides the common questions; atOnce: those that wait for no other.
export function serve<Q extends Questions>(own: Answers<Omit<Q, keyof Questions>>, atOnce: readonly string[] = []): void {
  const answers = { ...common, ...own } as unknown as Record<string, (ask: unknown, early: (value: unknown) => void) => unknown>;
  let last: Promise<void> = Promise.resolve();
  self.onmessage = ({ data }: MessageEvent<Question<Questions> | Nudge>) => {
    if (data.kind === 'again' || data.kind === 'giveUp') {
      nudge(data.kind);
      return;
    }
    const answer = async (): Promise<void> => {
      try {
        const early = (value: unknown): void => tell({ kind: 'early', id: data.id, value });
        tell({ kind: 'answer', id: data.id, value: await answers[data.kind]?.(data.ask, early) });
      } catch (error) {
        const failed = error instanceof Failed ? error : new Failed(data.kind === 'start' ? NOT_LOADED : 'ERR_INTERNAL');
        tell({ kind: 'failed', id: data.id, err: failed.err, n: failed.n });
      }
    };
    if (atOnce.includes(data.kind)) void answer();
    else last = last.then(answer);
  };
}
