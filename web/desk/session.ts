// The desk as it stands: what is shown of it, what is being done, what is typed. It speaks with the worker and draws nothing;
// the rules are the core's.
import type { DeskTexts } from 'texts';
import type { Checked, Nudge } from '../shared/asked';
import { Failed } from '../shared/failed';
import { fill, why } from '../shared/texts';
import { Watched } from '../shared/watched';
import { type Act, lastOf, type Line, type Matter, OLDER_VAULT, type Role, type Shown, type Synced } from './asked';
import { asking, draftOf, type Drafts, NOTHING_UNSENT, settled, type Unsent, withDraft } from './drafts';
import { NOTHING_SINCE, since, type Since } from './notices';
import type { Reach } from './reach';

export type View = 'locked' | 'join' | 'words' | 'code' | 'older' | 'desk' | 'about';
export type Busy = Line['do'] | 'put-back' | 'code';

export interface Coming {
  readonly name: string;
  readonly role: Role;
  readonly words: string; // until they are written down
  readonly code: string;
}

export interface State {
  readonly view: View;
  readonly shown: Synced | null;
  readonly at: Date | null; // when the desk was up to date last
  readonly chosen: string | null; // the name of a matter
  readonly seen: Readonly<Record<string, string>>; // of each matter, the message that was read last
  readonly kept: Readonly<Record<string, boolean>>; // of strangers: ticked or not, where somebody has said so
  readonly since: Since; // it was opened
  readonly drafts: Drafts;
  readonly coming: Coming | null;
  readonly busy: Busy | null;
  readonly said: string;
  readonly wrong: string;
  readonly lost: boolean;
  readonly wouldLose: number; // matters, if the kept vault is put back
}

const LOCKED: Omit<State, 'drafts'> = {
  view: 'locked', shown: null, at: null, chosen: null, seen: {}, kept: {}, since: NOTHING_SINCE, coming: null, busy: null, said: '', wrong: '', lost: false,
  wouldLose: 0,
};
const LOOK: Act = { line: { do: 'inbox' }, putBack: false };
const LOOK_EVERY_MS = 180_000;
const LOOK_SPREAD_MS = 120_000; // at most so much later, so that no clock is seen in it

// What goes on between one lock and the next. What a lock has cut short finds another one in its place, and ends.
interface Going {
  acting: boolean;
  looking: boolean;
  opening: Promise<unknown> | null;
}
const nothingGoing = (): Going => ({ acting: false, looking: false, opening: null });

export const isOpen = (view: View): boolean => view === 'desk' || view === 'about';
const sentence = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(' ');

export class Session extends Watched<State> {
  readonly textMax: number; // bytes
  private readonly t: DeskTexts;
  private readonly reach: Reach;
  private going = nothingGoing();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(t: DeskTexts, reach: Reach, textMax: number) {
    super({ ...LOCKED, drafts: {} });
    this.t = t;
    this.reach = reach;
    this.textMax = textMax;
  }

  // ---- what stands there ----

  get matter(): Matter | undefined {
    return this.state.shown?.matters.find((m) => m.name === this.state.chosen);
  }

  get draft(): Unsent {
    const { shown, chosen, drafts } = this.state;
    return shown === null || chosen === null ? NOTHING_UNSENT : draftOf(drafts, shown.self, chosen);
  }

  // Of the matter that is chosen
  write(some: Partial<Unsent>): void {
    const { shown, chosen } = this.state;
    if (shown !== null && chosen !== null) this.keep(shown.self, chosen, some);
  }

  private keep(self: string, matter: string, some: Partial<Unsent>): void {
    this.set({ drafts: withDraft(this.state.drafts, self, matter, some) });
  }

  choose(name: string): void {
    this.set({ chosen: name, said: '', wrong: '' });
    this.read();
  }

  back(): void {
    if (this.matter === undefined) this.write(NOTHING_UNSENT);
    this.set({ chosen: null });
    this.turn('desk');
  }

  private read(): void {
    const newest = this.matter === undefined ? undefined : lastOf(this.matter)?.id;
    const { chosen, seen } = this.state;
    if (chosen !== null && newest !== undefined && seen[chosen] !== newest) this.set({ seen: { ...seen, [chosen]: newest } });
  }

  turn(view: View): void {
    const was = this.state.view;
    this.set({ view });
    if (isOpen(was) !== isOpen(view)) this.lookLater();
  }

  join(): void {
    this.set({ said: '', wrong: '' });
    this.turn('join');
  }

  // ---- the worker ----

  nudge(kind: Nudge['kind']): void {
    this.reach.nudge(kind);
  }

  hear(lost: boolean): void {
    this.set({ lost });
  }

  // Words, talk and notes end with the worker and with what is drawn; what was typed and is sealed nowhere stays.
  lock(said: string): void {
    this.reach.anew();
    this.going = nothingGoing();
    clearTimeout(this.timer);
    this.set({ ...LOCKED, said });
  }

  // ---- syncs ----

  // What a sync brought, by the act of that id; what there is to say of it besides what it was for.
  private receive(now: Synced, id: string): string {
    const { drafts, answers, notes } = settled(this.state.drafts, now.self, now.done, id);
    this.set({ shown: now, at: new Date(), since: since(this.state.since, now), drafts });
    this.read();
    return sentence([now.put_back ? this.t.was_put_back : '', answers ? this.t.said_after_all : '', notes ? this.t.notes_saved : '']);
  }

  private fail(error: unknown, what: Busy, quiet: boolean): void {
    const err = error instanceof Failed ? error.err : '';
    if (err === OLDER_VAULT && error instanceof Failed) {
      this.set({ wouldLose: error.n });
      return this.turn('older');
    }
    // The words open the desk still, or a look says that they do not.
    if (err === 'ERR_PERSON' && what !== 'inbox') {
      this.set({ wrong: this.t.you_left });
      return void setTimeout(() => void this.look());
    }
    const gaveUp = err === 'GIVEN_UP' && what !== 'say' && what !== 'note';
    if (!(quiet && gaveUp)) this.set({ wrong: gaveUp ? this.t.error_stopped : why(this.t, error) });
  }

  // One act at a time; what it brought, or undefined when it failed, which is told. done: what to say of it.
  private async act(act: Act, done: (now: Synced) => string, early?: (found: Shown) => void): Promise<Synced | undefined> {
    const { going } = this;
    const what = act.putBack ? 'put-back' : act.line.do;
    // What opens the desk may still be saving when there is something to act on.
    if (going.opening !== null) {
      this.set({ busy: what });
      await going.opening;
    }
    if (going !== this.going || going.acting) return undefined;
    going.acting = true;
    this.set({ busy: what, said: '', wrong: '' });
    try {
      // A look that hangs would only hold it up: an act looks as well.
      if (going.looking) this.nudge('giveUp');
      const client = await this.reach.client();
      if (going !== this.going) return undefined;
      const now = await client.ask('sync', act, early);
      const besides = this.receive(now, 'id' in act.line ? act.line.id : '');
      this.set({ said: sentence([besides, done(now)]) });
      return now;
    } catch (error) {
      if (going === this.going) this.fail(error, what, false);
      return undefined;
    } finally {
      going.acting = false;
      if (going === this.going) {
        this.set({ busy: null });
        this.lookLater();
      }
    }
  }

  private do(line: Line, said: string): Promise<Synced | undefined> {
    return this.act({ line, putBack: false }, () => said);
  }

  // By itself, without holding anybody up
  private async look(): Promise<void> {
    const { going } = this;
    if (going.acting || going.looking) return;
    going.looking = true;
    try {
      const client = await this.reach.client();
      if (going !== this.going) return;
      const brought = this.receive(await client.ask('sync', LOOK), '');
      if (brought !== '') this.set({ said: brought });
    } catch (error) {
      if (going === this.going) this.fail(error, 'inbox', true);
    } finally {
      going.looking = false;
      if (going === this.going) this.lookLater();
    }
  }

  private lookLater(): void {
    clearTimeout(this.timer);
    if (!isOpen(this.state.view)) return;
    const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
    this.timer = setTimeout(() => void this.look(), LOOK_EVERY_MS + (random % LOOK_SPREAD_MS));
  }

  // ---- unlocking and joining ----

  async check(typed: string): Promise<Checked | null> {
    this.set({ said: '', wrong: '' });
    try {
      return await (await this.reach.client()).ask('wordsCheck', typed);
    } catch (error) {
      this.set({ wrong: why(this.t, error) });
      return null;
    }
  }

  async unlock(words: string): Promise<void> {
    const { going } = this;
    if (going.acting) return;
    try {
      await (await this.reach.client()).ask('unlock', words);
    } catch (error) {
      return this.set({ wrong: why(this.t, error) });
    }
    const opened = this.act(LOOK, () => '', (found) => {
      this.set({ shown: { ...found, whole: false, later: false, keeps: true }, at: new Date(), busy: null, said: this.t.looking });
      this.turn('desk');
    });
    going.opening = opened;
    const now = await opened;
    going.opening = null;
    if (now !== undefined && !isOpen(this.state.view)) this.turn('desk');
  }

  async putBack(): Promise<void> {
    if ((await this.act({ line: { do: 'inbox' }, putBack: true }, () => '')) !== undefined) this.turn('desk');
  }

  async named(name: string, role: Role): Promise<void> {
    try {
      this.set({ coming: { name, role, words: await (await this.reach.client()).ask('wordsNew', null), code: '' } });
      this.turn('words');
    } catch (error) {
      this.set({ wrong: why(this.t, error) });
    }
  }

  async makeCode(): Promise<void> {
    const { going, state: { coming } } = this;
    if (coming === null || going.acting) return;
    going.acting = true;
    this.set({ busy: 'code', wrong: '' });
    try {
      const client = await this.reach.client();
      const office = await client.ask('office', null);
      const code = await client.ask('enrolCode', { words: coming.words, office: office.id, role: coming.role, name: coming.name });
      this.set({ coming: { ...coming, words: '', code } });
      this.turn('code');
    } catch (error) {
      this.set({ wrong: why(this.t, error) });
    } finally {
      going.acting = false;
      this.set({ busy: null });
    }
  }

  // ---- acts ----

  async say(m: Matter): Promise<void> {
    const { shown } = this.state;
    const { said, answer } = this.draft;
    if (shown === null) return;
    // Asked for before, and nobody knows how it went: a look tells whether it was done.
    if (said?.text === answer) {
      const now = await this.do({ do: 'inbox' }, '');
      if (now === undefined || now.done.includes(said.id)) return;
    }
    const asked = asking(said, answer);
    const last = lastOf(m); // what comes meanwhile is not what is answered
    this.keep(shown.self, m.name, { said: asked });
    const now = await this.act(
      { line: { do: 'say', id: asked.id, matter: m.name, text: answer, ...(last && { seen: last.id }) }, putBack: false },
      ({ later }) => (later ? this.t.sent_later : this.t.sent),
    );
    if (now !== undefined) this.keep(shown.self, m.name, { answer: '', said: null });
  }

  async note(m: Matter): Promise<void> {
    const { shown } = this.state;
    const { noted, notes } = this.draft;
    if (shown === null || notes === null) return;
    const asked = asking(noted, notes.text);
    this.keep(shown.self, m.name, { noted: asked });
    const kept = (now: Synced): string | undefined => now.matters.find(({ name }) => name === m.name)?.notes;
    const now = await this.act(
      { line: { do: 'note', id: asked.id, matter: m.name, ...notes }, putBack: false },
      (brought) => (kept(brought) === notes.text ? this.t.notes_saved : this.t.notes_both),
    );
    if (now !== undefined) this.keep(shown.self, m.name, { notes: null, noted: null });
  }

  async close(m: Matter): Promise<void> {
    const now = await this.do({ do: 'close', matter: m.name, yes: true }, this.t.closed);
    if (now === undefined) return;
    this.keep(now.self, m.name, NOTHING_UNSENT);
    this.set({ chosen: null });
  }

  take(m: Matter): void {
    void this.do({ do: 'take', matter: m.name }, this.t.taken_told);
  }

  lookNow(): void {
    void this.do({ do: 'inbox' }, this.t.looked);
  }

  more(): void {
    void this.do({ do: 'more' }, '');
  }

  // Whom to keep: ticked, or opened since this desk was unlocked
  keeps(m: Matter): boolean {
    return this.state.kept[m.name] ?? this.state.seen[m.name] !== undefined;
  }

  tick(m: Matter): void {
    this.set({ kept: { ...this.state.kept, [m.name]: !this.keeps(m) } });
  }

  // Of those that stand on the screen, nobody else.
  async discard(lot: readonly Matter[]): Promise<void> {
    const keep = lot.filter((m) => this.keeps(m)).map(({ name }) => name);
    const matters = lot.filter((m) => !this.keeps(m)).map(({ name }) => name);
    if ((await this.do({ do: 'discard', matters, keep }, fill(this.t.discarded, { n: matters.length }))) !== undefined) this.set({ kept: {} });
  }

  renewSeeds(): void {
    void this.do({ do: 'renew-seeds' }, this.t.renewed);
  }

  async forgetKept(): Promise<void> {
    try {
      await (await this.reach.client()).ask('forgetKept', null);
      this.lock(this.t.forgot_kept);
    } catch {
      this.set({ wrong: this.t.error_forget_kept });
    }
  }
}
