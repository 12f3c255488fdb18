// The desk's worker: holds the words while the desk is open; each act is a sync of its own.
import { Failed } from '../shared/failed';
import { unhex } from '../shared/hex';
import { type Answer, core, serve, visit, walk } from '../shared/worker';
import { type Act, type DeskQuestions, OLDER_VAULT, type Role, type Shown, type Synced } from './asked';
import { forget, keep, recall } from './kept';

// core/talk/roster.h
const ROLES: Readonly<Record<Role, number>> = { ombuds: 0, arranging: 1 };
const NOTHING: Answer = { status: 200, body: new Uint8Array() };
const NO_HOME: Answer = { status: 404, body: new Uint8Array() };

let words = '';

const shown = (session: number): Shown => JSON.parse(core.shown(session)) as Shown;

// A sync that ended badly: what is known of it says why.
function told(error: unknown, session: number): unknown {
  if (!(error instanceof Failed) || error.err !== 'ERR_OLDER') return error;
  const { kept_version, server_version, lost } = shown(session);
  return server_version < kept_version ? new Failed(OLDER_VAULT, lost) : error;
}

async function sync(session: number, { line, putBack }: Act, early: (found: Shown) => void): Promise<Synced> {
  let name = '';
  let keeps = true;
  let later = false;
  // A device that cannot keep anything still is a desk.
  const unless = async <T>(doing: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await doing();
    } catch {
      keeps = false;
      return otherwise;
    }
  };
  const device = async (kind: number): Promise<Answer> => {
    if (kind === core.constants['STEP_RECALL']) {
      const { office, self } = shown(session);
      name = `${office.id}-${self}`;
      return unless(async () => ({ status: 200, body: await recall(name) }), NO_HOME);
    }
    const record = core.bytes(core.raw('step_body', session), core.raw('step_body_bytes', session));
    await unless(() => keep(name, record), undefined);
    return NOTHING;
  };
  // Saving can take longer than reading: what there is to read need not wait for it.
  let saving = false;
  const before = (method: string, path: string): void => {
    if (saving || method !== 'PUT' || path !== '/v1/desk/vault') return;
    saving = true;
    early(shown(session));
  };
  core.check(core.call('session_do', session, JSON.stringify(line)));
  if (putBack) core.raw('desk_put_back', session);
  try {
    await walk(session, { device, before });
  } catch (error) {
    // All is saved, and what has no place today goes out another day.
    later = error instanceof Failed && error.err === 'ERR_FULL';
    if (!later) throw told(error, session);
  }
  return { ...shown(session), whole: true, keeps, later };
}

serve<DeskQuestions>({
  office: () =>
    visit('desk_new', '', async (session) => {
      await walk(session);
      return shown(session).office;
    }),
  unlock: (typed) => {
    words = typed;
    return null;
  },
  sync: (act, early) => visit('desk_new', words, (session) => sync(session, act, early)),
  enrolCode: ({ words: theirs, office, role, name }) =>
    core.text('enrol_code', { at: unhex(office) }, theirs, ROLES[role], name),
  forgetKept: async () => {
    await forget();
    return null;
  },
});
