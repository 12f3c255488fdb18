// The desk's worker: holds the words and the session while the desk is open. A look is a walk through the core's steps; what is
// done meanwhile is done at once.
import { Failed } from '../shared/failed';
import { unhex } from '../shared/hex';
import { core, type Given, fingerprint, serve, today, visit, walk } from '../shared/worker';
import {
  type Code, type DeskQuestions, type Done, type Figures, type Line, type Look, OLDER_VAULT, type Practice, type Role, type Shown, type Synced,
} from './asked';
import { alone, forget, keep, recall } from './kept';

// core/talk/roster.h
const ROLES: Readonly<Record<Role, number>> = { ombuds: 0, arranging: 1 };
const NOTHING: Given = { status: 200, body: new Uint8Array() };
const NO_HOME: Given = { status: 404, body: new Uint8Array() };

let words = '';
let open = 0; // the session
let home = ''; // the name of what this device keeps for it, once that is known
let keeps = true;

const shown = (session: number): Shown => JSON.parse(core.shown(session)) as Shown;

// A device that cannot keep anything still is a desk.
async function unless<T>(doing: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    const done = await doing();
    keeps = true;
    return done;
  } catch {
    keeps = false;
    return otherwise;
  }
}

async function device(kind: number): Promise<Given> {
  if (kind === core.constants['STEP_RECALL']) {
    const { office, self } = shown(open);
    home = `${office.id}-${self}`;
    return unless(async () => {
      await alone(home);
      return { status: 200, body: await recall(home) };
    }, NO_HOME);
  }
  const record = core.bytes(core.raw('step_body', open), core.raw('step_body_bytes', open));
  await unless(() => keep(home, record), undefined);
  return NOTHING;
}

// A look that ended badly: what is known of it says why.
function told(error: unknown): unknown {
  if (!(error instanceof Failed) || error.err !== 'ERR_OLDER') return error;
  const { kept_version, server_version, lost } = shown(open);
  return server_version < kept_version ? new Failed(OLDER_VAULT, lost) : error;
}

function opened(): number {
  if (open !== 0) return open;
  open = core.call('desk_new', self.location.origin, fingerprint, today());
  if (open === 0) throw new Failed('ERR_MEMORY');
  core.check(core.call('session_enter', open, words));
  return open;
}

async function look({ putBack, now }: Look, early: (found: Shown) => void): Promise<Synced> {
  const session = opened();
  let later = false;
  // Saving can take longer than reading: what there is to read need not wait for it.
  let saving = false;
  const before = (method: string, path: string): void => {
    if (saving || method !== 'PUT' || path !== '/v1/desk/vault') return;
    saving = true;
    early(shown(session));
  };
  core.raw('desk_today', session, today());
  core.raw('desk_look', session);
  if (now) core.raw('desk_send_now', session);
  if (putBack) core.raw('desk_put_back', session);
  try {
    await walk(session, { device, before });
  } catch (error) {
    // All is saved, and what has no place today goes out another day.
    later = error instanceof Failed && error.err === 'ERR_FULL';
    if (!later) throw told(error);
  }
  return { ...shown(session), whole: true, keeps, later, wait: core.raw('desk_wait_ms') };
}

// Shown first: sealing it for this device takes longer.
async function act(line: Line, early: (done: Shown) => void): Promise<Done> {
  const session = opened();
  core.check(core.call('desk_act', session, JSON.stringify(line)));
  early(shown(session));
  if (keeps) {
    core.check(core.raw('desk_record', session));
    const record = core.bytes(core.raw('desk_record_at', session), core.raw('desk_record_bytes', session));
    await unless(() => keep(home, record), undefined);
  }
  return { ...shown(session), keeps };
}

serve<DeskQuestions>({
  office: () =>
    visit('desk_new', '', async (session) => {
      await walk(session);
      return shown(session).office;
    }),
  unlock: (typed) => {
    if (open !== 0) core.raw('session_free', open);
    open = 0;
    words = typed;
    return null;
  },
  look,
  act,
  shown: () => shown(opened()),
  practice: () => JSON.parse(core.told('desk_practice', opened())) as Practice,
  codes: (typed) => JSON.parse(core.told('desk_codes', opened(), typed)) as readonly Code[],
  figures: (back) => JSON.parse(core.told('desk_figures', opened(), back)) as Figures,
  enrolCode: ({ words: theirs, office, role, name }) =>
    core.text('enrol_code', { at: unhex(office) }, theirs, ROLES[role], name),
  forgetKept: async () => {
    await forget();
    return null;
  },
}, ['act', 'shown', 'practice', 'codes', 'figures']);
