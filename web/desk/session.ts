// The desk as it stands: what is shown of it, what is being done, what is typed. It speaks with the worker and draws nothing;
// the rules are the core's.
import type { DeskTexts } from 'texts';
import type { Checked, Nudge } from '../shared/asked';
import { Failed } from '../shared/failed';
import { fill, why } from '../shared/texts';
import { Watched } from '../shared/watched';
import { type DeskQuestions, lastOf, type Line, type Look, type Matter, OLDER_VAULT, type Role, type Shown, type Synced } from './asked';
import { Daily } from './daily';
import { draftOf, draftsOf, markOf, NO_MATTER, NOTHING_UNSENT, type Unsent, withDraft } from './drafts';
import { newId } from '../shared/hex';
import { since } from './notices';
import type { Reach } from './reach';
import { type Busy, isOpen, LOCKED, type State, type View } from './state';

const LOOK_AGAIN_MS = 240_000; // after one that failed
const LOCKS_WITHIN_MS = 20_000; // even if what waits cannot be sent

// What goes on between one lock and the next. What a lock has cut short finds another one in its place, and ends.
interface Going {
  acting: boolean;
  looking: Promise<void> | null;
  locking: boolean;
  readonly said: Map<string, { readonly matter: string; readonly text: string }>; // answers that are not saved on the server
  readonly noted: Map<string, string>; // notes that are not, by matter
}
const nothingGoing = (): Going => ({ acting: false, looking: null, locking: false, said: new Map(), noted: new Map() });

const sentence = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(' ');

export class Session extends Watched<State> {
  readonly textMax: number; // bytes
  readonly daily: Daily;
  private readonly t: DeskTexts;
  private readonly reach: Reach;
  private going = nothingGoing();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(t: DeskTexts, reach: Reach, textMax: number) {
    super({ ...LOCKED, drafts: {} });
    this.t = t;
    this.reach = reach;
    this.textMax = textMax;
    this.daily = new Daily(t, this);
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

  // Of a matter, whichever is open by now
  put(matter: string, some: Partial<Unsent>): void {
    const { shown } = this.state;
    if (shown !== null) this.keep(shown.self, matter, some);
  }

  // What is typed into a form that belongs to no matter
  field(name: string): string {
    const { shown, drafts } = this.state;
    return shown === null ? '' : draftOf(drafts, shown.self, NO_MATTER).fields[name] ?? '';
  }

  type(some: Readonly<Record<string, string>>): void {
    const { shown, drafts } = this.state;
    if (shown !== null) this.keep(shown.self, NO_MATTER, { fields: { ...draftOf(drafts, shown.self, NO_MATTER).fields, ...some } });
  }

  // What was tried and is not known to be done
  tried(matter: string): Unsent['tried'] {
    const { shown, drafts } = this.state;
    return shown === null ? null : draftOf(drafts, shown.self, matter).tried;
  }

  // What was typed of a matter that is no more goes with it, unless it stands on the screen (also) or may have to be given back.
  private forget({ self, matters }: Pick<Shown, 'self' | 'matters'>, also: string | null): void {
    const { said, noted } = this.going;
    const stays = [NO_MATTER, ...(also === null ? [] : [also]), ...matters.map(({ name }) => name), ...[...said.values()].map(({ matter }) => matter), ...noted.keys()];
    this.set({ drafts: draftsOf(this.state.drafts, self, new Set(stays)) });
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
  }

  quiet(): void {
    this.tell('');
  }

  tell(said: string): void {
    this.set({ said, wrong: '' });
  }

  private read(): void {
    const newest = this.matter === undefined ? undefined : lastOf(this.matter)?.id;
    const { chosen, seen } = this.state;
    if (chosen !== null && newest !== undefined && seen[chosen] !== newest) this.set({ seen: { ...seen, [chosen]: newest } });
  }

  turn(view: View): void {
    const was = this.state.view;
    this.set({ view });
    if (isOpen(was) === isOpen(view)) return;
    this.lookLater();
    if (isOpen(view)) void this.daily.learn();
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
    if (this.state.shown?.whole === true) this.forget(this.state.shown, null);
    clearTimeout(this.timer);
    this.daily.clear();
    this.set({ ...LOCKED, said });
  }

  // ---- looks and acts ----

  // What a look has brought; what there is to say of it besides what it was for.
  private receive(now: Synced): string {
    const goes = new Date(Date.now() + now.wait);
    this.set({ shown: now, at: new Date(), goes, since: since(this.state.since, now) });
    this.read();
    this.forget(now, this.state.chosen);
    return now.put_back ? this.t.was_put_back : '';
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
      return void setTimeout(() => void this.look({ putBack: false, now: false }));
    }
    const gaveUp = err === 'GIVEN_UP';
    if (!(quiet && gaveUp)) this.set({ wrong: gaveUp ? this.t.error_stopped : why(this.t, error) });
  }

  // What was done here and could not be done again in the vault of another device, is typed still.
  private giveBack(shown: Shown): void {
    for (const [id, { matter, text }] of this.going.said) {
      const stands = shown.matters.some(({ messages }) => messages.some((m) => m.id === id));
      if (stands && shown.unsaved > 0) continue;
      this.going.said.delete(id);
      const readable = matter === this.state.chosen || shown.matters.some((m) => m.name === matter);
      if (!stands && readable && draftOf(this.state.drafts, shown.self, matter).answer === '') this.keep(shown.self, matter, { answer: text });
    }
  }

  // Whether notes that were saved here met those of another device
  private notesMet(shown: Shown): boolean {
    const { noted } = this.going;
    const met = [...noted].some(([matter, text]) => shown.matters.some((m) => m.name === matter && m.notes !== text));
    if (shown.unsaved === 0) noted.clear();
    return met;
  }

  // One look at a time; what it brought, or undefined when it failed, which is told.
  private async look(how: Look, early?: (found: Shown) => void, what: Busy = 'inbox', quiet = true): Promise<Synced | undefined> {
    const { going } = this;
    clearTimeout(this.timer);
    while (going.looking !== null) await going.looking;
    if (going !== this.going) return undefined;
    let over: () => void = () => undefined;
    going.looking = new Promise((resolve) => { over = resolve; });
    try {
      const client = await this.reach.client();
      if (going !== this.going) return undefined;
      const now = await client.ask('look', how, early);
      if (going !== this.going) return undefined;
      const besides = sentence([this.receive(now), this.notesMet(now) ? this.t.notes_both : '']);
      this.giveBack(now);
      if (besides !== '') this.set({ said: besides });
      return now;
    } catch (error) {
      if (going === this.going) {
        this.fail(error, what, quiet);
        await this.seeAgain();
      }
      return undefined;
    } finally {
      going.looking = null;
      over();
      if (going === this.going) this.lookLater();
    }
  }

  // A look that failed may have changed what stands here.
  private async seeAgain(): Promise<void> {
    const { going, state: { shown } } = this;
    if (shown === null || !isOpen(this.state.view)) return;
    try {
      const now = await (await this.reach.client()).ask('shown', null);
      if (going !== this.going || now.matters === null) return;
      this.set({ shown: { ...shown, ...now } });
      this.giveBack(now);
    } catch {
      // it was told what is wrong
    }
  }

  // A look that somebody waits for
  private async lookFor(what: Busy, how: Look, done: (now: Synced) => string): Promise<Synced | undefined> {
    const { going } = this;
    if (this.state.busy !== null) return undefined;
    this.set({ busy: what, said: '', wrong: '' });
    // One that hangs would only hold it up.
    if (going.looking !== null && this.state.lost) this.nudge('giveUp');
    const now = await this.look(how, undefined, what, false);
    if (going !== this.going) return undefined;
    this.set({ busy: null, ...(now === undefined ? {} : { said: sentence([this.state.said, done(now)]) }) });
    return now;
  }

  // What the worker tells at once; undefined after the error was shown.
  async ask<K extends 'practice' | 'codes' | 'figures'>(kind: K, ask: DeskQuestions[K]['ask']): Promise<DeskQuestions[K]['answer'] | undefined> {
    const { going } = this;
    try {
      const client = await this.reach.client();
      const answer = await client.ask<'practice' | 'codes' | 'figures'>(kind, ask);
      return going === this.going ? (answer as DeskQuestions[K]['answer']) : undefined;
    } catch (error) {
      if (going === this.going) this.fail(error, 'act', false);
      return undefined;
    }
  }

  // Done at once, kept on this device, and saved on the server with the next look.
  async act(line: Line, done: (now: Shown) => string): Promise<boolean> {
    const { going } = this;
    this.set({ said: '', wrong: '' });
    const see = (now: Shown, keeps?: boolean): void => {
      const { shown } = this.state;
      if (going === this.going && shown !== null) this.set({ shown: { ...shown, ...now, ...(keeps === undefined ? {} : { keeps }) } });
    };
    try {
      const client = await this.reach.client();
      const now = await client.ask('act', line, see);
      if (going !== this.going) return false;
      see(now, now.keeps);
      this.set({ said: done(now) });
      return true;
    } catch (error) {
      if (going === this.going) this.fail(error, 'act', false);
      return false;
    }
  }

  private lookLater(): void {
    clearTimeout(this.timer);
    const { view, goes } = this.state;
    if (!isOpen(view)) return;
    const wait = goes === null ? 0 : goes.getTime() - Date.now();
    // One that failed is tried again after as long as any other.
    this.timer = setTimeout(() => void this.look({ putBack: false, now: false }), wait > 0 ? wait : LOOK_AGAIN_MS);
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
    if (going.acting || this.state.busy !== null) return;
    this.set({ busy: 'inbox', said: '', wrong: '' });
    try {
      await (await this.reach.client()).ask('unlock', words);
    } catch (error) {
      return this.set({ busy: null, wrong: why(this.t, error) });
    }
    const now = await this.look({ putBack: false, now: false }, (found) => {
      if (going !== this.going) return;
      this.set({ shown: { ...found, whole: false, later: false, keeps: true, wait: 0 }, at: new Date(), busy: null, said: this.t.looking });
      this.turn('desk');
    }, 'inbox', false);
    if (going !== this.going) return;
    this.set({ busy: null, ...(this.state.said === this.t.looking ? { said: '' } : {}) });
    if (now !== undefined && !isOpen(this.state.view)) this.turn('desk');
  }

  async putBack(): Promise<void> {
    if ((await this.lookFor('put-back', { putBack: true, now: false }, () => '')) !== undefined) this.turn('desk');
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

  // Answers that have not gone out whole
  get waiting(): number {
    const said = this.state.shown?.matters.flatMap(({ messages }) => messages.filter((m) => m.unsent)) ?? [];
    return said.length;
  }

  get waits(): boolean {
    return (this.state.shown?.unsaved ?? 0) > 0 || this.waiting > 0;
  }

  async say(m: Matter): Promise<void> {
    const { going, state: { shown } } = this;
    const { answer } = this.draft;
    if (shown === null) return;
    const last = lastOf(m); // what comes meanwhile is not what is answered
    const id = newId();
    this.keep(shown.self, m.name, { answer: '' });
    going.said.set(id, { matter: m.name, text: answer });
    if (await this.act({ do: 'say', id, matter: m.name, text: answer, ...(last && { seen: last.id }) }, () => this.t.said_here)) return;
    going.said.delete(id);
    if (draftOf(this.state.drafts, shown.self, m.name).answer === '') this.keep(shown.self, m.name, { answer });
  }

  async unsay(m: Matter, id: string, text: string): Promise<void> {
    const { going, state: { shown } } = this;
    if (shown === null || !(await this.act({ do: 'unsay', matter: m.name, message: id }, () => this.t.unsaid))) return;
    going.said.delete(id);
    if (draftOf(this.state.drafts, shown.self, m.name).answer === '') this.keep(shown.self, m.name, { answer: text });
  }

  async note(m: Matter): Promise<void> {
    const { going, state: { shown } } = this;
    const { notes } = this.draft;
    if (shown === null || notes === null) return;
    const kept = (now: Shown): string | undefined => now.matters.find(({ name }) => name === m.name)?.notes;
    // Of notes that are others by now it is only known that they are: both are kept.
    const base = markOf(m.notes) === notes.base ? m.notes : '';
    const line: Line = { do: 'note', id: newId(), matter: m.name, base, text: notes.text };
    if (await this.act(line, (now) => (kept(now) === notes.text ? this.t.notes_saved : this.t.notes_both))) {
      // What was typed meanwhile goes on from what is saved now.
      const { notes: typed } = draftOf(this.state.drafts, shown.self, m.name);
      const more = typed !== null && typed.text !== notes.text;
      this.keep(shown.self, m.name, { notes: more ? { base: markOf(notes.text), text: typed.text } : null });
      going.noted.set(m.name, notes.text);
    }
  }

  // One that waits for its last word to go out stays open.
  async ended(m: Matter, line: Line, said: string): Promise<boolean> {
    const { shown } = this.state;
    if (shown === null || !(await this.act(line, () => said))) return false;
    this.keep(shown.self, m.name, NOTHING_UNSENT);
    this.set({ chosen: null });
    return true;
  }

  take(m: Matter): void {
    void this.act({ do: 'take', matter: m.name }, () => this.t.taken_told);
  }

  lookNow(): void {
    void this.lookFor('inbox', { putBack: false, now: false }, () => this.t.looked);
  }

  // What comes back is in that look.
  async more(): Promise<void> {
    if (await this.act({ do: 'more' }, () => '')) await this.lookFor('more', { putBack: false, now: false }, () => '');
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
    const done = fill(this.t.discarded, { n: matters.length });
    if (!(await this.act({ do: 'discard', matters, keep }, () => done))) return;
    this.set({ kept: {} });
    await this.lookFor('discard', { putBack: false, now: false }, () => done);
  }

  async sendNow(): Promise<boolean> {
    const sends = this.waiting > 0;
    const now = await this.lookFor('send', { putBack: false, now: true }, (found) => this.sentAs(found, sends));
    return now !== undefined;
  }

  // From somebody who has left by now nothing goes.
  private sentAs({ later, office, self }: Synced, sends: boolean): string {
    if (later) return this.t.sent_later;
    if (!sends) return this.t.looked;
    return (office.people.find((p) => p.id === self)?.left ?? 0) > 0 ? this.t.you_left : this.t.sent;
  }

  async renewSeeds(): Promise<void> {
    if (await this.act({ do: 'renew-seeds' }, () => '')) await this.lookFor('renew-seeds', { putBack: false, now: false }, () => this.t.renewed);
  }

  // ---- leaving ----

  // What has not gone out yet is told before.
  leave(): void {
    if (this.waits) this.set({ leaving: true });
    else this.lock(this.t.locked);
  }

  stay(): void {
    this.set({ leaving: false });
  }

  async sendAndLock(): Promise<void> {
    const { going } = this;
    this.stay();
    this.set({ busy: 'send', said: '', wrong: '' });
    // after the one that may be going on
    const now = await this.look({ putBack: false, now: true }, undefined, 'send', false);
    if (going !== this.going) return;
    this.set({ busy: null });
    if (now !== undefined) this.lock(this.t.locked);
  }

  // Nobody is there to be asked.
  async lockIdle(): Promise<void> {
    const { going } = this;
    if (going.locking) return;
    going.locking = true;
    const late = new Promise((resolve) => setTimeout(resolve, LOCKS_WITHIN_MS));
    if (this.waits) await Promise.race([this.look({ putBack: false, now: true }), late]);
    if (going === this.going) this.lock(this.t.locked_idle);
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
