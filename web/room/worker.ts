// Holds the core and performs what it asks for, one visit after another, away from the page so that this stays quick.
import { type Act, type Checked, GIVEN_UP, NOT_LOADED, type Nudge, type Question, type Shown, type Told } from './asked';
import { Core } from './core';
import { Failed } from './failed';
import { type Answer, fetchTables, tableOf } from './tables';

const METHODS = ['GET', 'POST', 'PUT'];
const ANSWER_WITHIN_MS = 60_000;
const PAUSE_MS = 1000;
const PAUSE_MAX_MS = 30_000;
const DAY_MS = 86_400_000;

const tell = (told: Told): void => self.postMessage(told);

let core: Core;
let fingerprint = '';
let nudge: (kind: Nudge['kind']) => void = () => undefined;

// ---- requests ----

async function ask(path: string, method = 'GET', body?: Uint8Array<ArrayBuffer>): Promise<Answer> {
  const answer = await fetch(path, {
    method,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/octet-stream' } }),
  });
  return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
}

// Until the next try, or until the visitor or the browser says that it is worth one now.
function pause(ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      self.removeEventListener('online', go);
      nudge = () => undefined;
    };
    const go = (): void => {
      done();
      resolve();
    };
    const timer = setTimeout(go, ms);
    self.addEventListener('online', go);
    nudge = (kind) => {
      if (kind === 'again') return go();
      done();
      tell({ kind: 'found' });
      reject(new Failed(GIVEN_UP));
    };
  });
}

// The same bytes again for as long as it takes: what has arrived already is not stored twice (docs/protocol.md).
async function askUntilAnswered(session: number, today: number): Promise<Answer> {
  const path = core.terminated(core.raw('step_path', session));
  const method = METHODS[core.raw('step_method', session)] ?? 'GET';
  const body = core.bytes(core.raw('step_body', session), core.raw('step_body_bytes', session));
  const max = core.raw('step_answer_max', session);
  for (let wait = PAUSE_MS, lost = false; ; wait = Math.min(2 * wait, PAUSE_MAX_MS)) {
    try {
      const answer = await (method === 'GET' ? (tableOf(path, today, ask) ?? ask(path)) : ask(path, method, body));
      if (lost) tell({ kind: 'found' });
      if (answer.body.length > max) throw new Failed('ERR_SERVER');
      return answer;
    } catch (error) {
      if (error instanceof Failed) throw error;
    }
    lost = true;
    tell({ kind: 'lost' });
    await pause(wait);
  }
}

// ---- visits ----

const unhex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

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

let firstDay = Infinity; // of the tables that a visit reads, once it is known

async function visit(words: string, act: Act): Promise<Shown> {
  const today = Math.floor(Date.now() / DAY_MS);
  if (words !== '') fetchTables(firstDay, today, ask); // on their way while the words are made into keys
  const session = core.call('room_new', self.location.origin, fingerprint, today);
  if (session === 0) throw new Failed('ERR_MEMORY');
  try {
    if (words !== '') core.check(core.call('session_enter', session, words));
    plan(session, act);
    for (;;) {
      core.check(core.raw('session_step', session));
      if (core.raw('step_kind', session) === core.constants['STEP_DONE']) break;
      const { status, body } = await askUntilAnswered(session, today);
      core.check(core.call('session_answer', session, status, body));
    }
    const shown = JSON.parse(core.shown(session)) as Shown;
    firstDay = shown.office.day - shown.office.retention_days;
    return shown;
  } finally {
    core.raw('session_free', session);
  }
}

// ---- questions ----

async function answer(question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'start':
      fingerprint = question.ask.fingerprint;
      core = await Core.load(question.ask.core);
      return { textMax: core.constants['TEXT_MAX'] };
    case 'wordsNew':
      return core.text('words_new');
    case 'wordsCheck':
      return JSON.parse(core.text('words_check', question.ask)) as Checked;
    case 'visit':
      return visit(question.ask.words, question.ask.act);
  }
}

let last: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Question | Nudge>) => {
  if (data.kind === 'again' || data.kind === 'giveUp') {
    nudge(data.kind);
    return;
  }
  last = last.then(async () => {
    try {
      tell({ kind: 'answer', id: data.id, value: await answer(data) });
    } catch (error) {
      tell({ kind: 'failed', id: data.id, err: error instanceof Failed ? error.err : data.kind === 'start' ? NOT_LOADED : 'ERR_INTERNAL' });
    }
  });
};
