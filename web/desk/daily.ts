// What an ombuds does all day besides talking: where they are at the desk, callers, endings, figures. What counts, and as what, is
// the core's to say.
import type { DeskTexts } from 'texts';
import { fill } from '../shared/texts';
import { newId } from '../shared/hex';
import { Watched } from '../shared/watched';
import type { Code, Coded, Ended, Figures, Line, Matter, Practice, Shown, Theme } from './asked';
import { coded, type Coding, isCoded, NOT_CODED } from './coding';
import { markOf, NO_MATTER, type Unsent } from './drafts';
import type { Ending } from './edited';
import { everydayWords, word } from './named';
import type { Session } from './session';

export type Place = 'today' | 'matters' | 'count' | 'figures' | 'desk' | 'more';
export type Panel = 'label' | 'talked' | 'codes' | 'end';

export interface Caller {
  readonly how: string; // '' until it is chosen
  readonly again: boolean;
  readonly coding: Coding;
}
const NOBODY: Caller = { how: '', again: false, coding: NOT_CODED };

// How what was done last is taken back, for as long as the page says that it was done
export interface Undo {
  readonly said: string;
  readonly line: Line;
}

// Lines that are done once, by their ids
type Named = Extract<Line, { readonly id: string }>;
type Unnamed = Named extends infer L ? (L extends Named ? Omit<L, 'id'> : never) : never;

const matterOf = (line: Line | Unnamed): string => ('matter' in line ? line.matter : NO_MATTER);
// Whether what it was made of is there again behind the lock. The next caller may be like the one before, and is another.
const FORMS: readonly string[] = ['end', 'count', 'close', 'outreach', 'theme', 'bring'];
const outlives = (line: Line | Unnamed): boolean => FORMS.includes(line.do);
const lastWord = ({ word, silent }: Pick<Ending, 'word' | 'silent'>): { last_word?: string; no_last_word?: true } =>
  word !== null ? { last_word: word } : silent ? { no_last_word: true } : {};

export interface DailyState {
  readonly place: Place;
  readonly panel: Panel | null; // of the matter that is chosen
  readonly practice: Practice | null;
  readonly figures: readonly [Figures, Figures] | null; // of this period, and of the one before
  readonly strip: boolean; // for a new caller
  readonly caller: Caller;
  readonly undo: Undo | null;
  readonly blank: Date | null; // a talk goes on, until then at the latest
  readonly help: boolean;
}
const CLEAR: DailyState = {
  place: 'today', panel: null, practice: null, figures: null, strip: false, caller: NOBODY, undo: null, blank: null, help: false,
};
const TALK_MS = 3_600_000;

export class Daily extends Watched<DailyState> {
  private readonly t: DeskTexts;
  private readonly session: Session;
  private acting = false; // one act at a time: a press too many is none

  private asked: Unsent['tried'] = null; // of lines that do not outlive the lock

  constructor(t: DeskTexts, session: Session) {
    super(CLEAR);
    this.t = t;
    this.session = session;
  }

  clear(): void {
    this.acting = false;
    this.asked = null;
    this.set(CLEAR);
  }

  // ---- places ----

  // To the matters from one of them: to their list.
  go(place: Place): void {
    if (place === 'matters' && this.state.place === 'matters') this.session.back();
    this.set({ place, panel: null, help: false });
    this.session.quiet();
    if (place === 'figures') void this.count();
  }

  open(matter: string): void {
    this.set({ place: 'matters', panel: null });
    this.session.choose(matter);
  }

  // Of the matter that is chosen; the same again shuts it.
  show(panel: Panel | null): void {
    if (panel === 'end') this.session.quiet();
    this.set({ panel: this.state.panel === panel ? null : panel });
  }

  help(on: boolean): void {
    this.set({ help: on });
  }

  async learn(): Promise<void> {
    const practice = await this.session.ask('practice', null);
    if (practice !== undefined) this.set({ practice });
  }

  async find(typed: string): Promise<readonly Code[]> {
    return (await this.session.ask('codes', { typed, also: everydayWords(this.t) })) ?? [];
  }

  async count(): Promise<void> {
    const [now, before] = [await this.session.ask('figures', 0), await this.session.ask('figures', 1)];
    if (now !== undefined && before !== undefined) this.set({ figures: [now, before] });
  }

  // ---- a talk goes on ----

  talk(): void {
    this.set({ blank: new Date(Date.now() + TALK_MS), strip: false, help: false });
  }

  back(): void {
    if (this.state.blank !== null) this.set({ blank: null });
  }

  // ---- doing and taking back ----

  // undo: the line that takes it back
  private async do(line: Line, said: string | ((now: Shown) => string), undo?: Line): Promise<Shown | undefined> {
    let text = '';
    let after: Shown | undefined;
    const done = await this.alone(line, () => this.session.act(line, (now) => {
      after = now;
      text = typeof said === 'string' ? said : said(now);
      return text;
    }));
    if (!done) return undefined;
    this.set({ undo: undo === undefined ? null : { said: text, line: undo } });
    if (this.state.figures !== null) void this.count();
    return after;
  }

  private async alone(line: Line, act: () => Promise<boolean>): Promise<boolean> {
    if (this.acting) return false;
    this.acting = true;
    const done = await act();
    this.acting = false;
    if (done) this.asked = null;
    if (done && outlives(line)) this.session.put(matterOf(line), { tried: null });
    return done;
  }

  // The same keeps its id until it is done: of a form that outlives the lock behind that too, as it may have been done when it came.
  private named(line: Unnamed): Named {
    const what = markOf(JSON.stringify(line));
    const before = outlives(line) ? this.session.tried(matterOf(line)) : this.asked;
    const tried = { what, id: before?.what === what ? before.id : newId() };
    if (outlives(line)) this.session.put(matterOf(line), { tried });
    else this.asked = tried;
    return { ...line, id: tried.id } as Named;
  }

  // What is taken back, if the page still says that it was done
  get undoable(): Undo | null {
    const { undo } = this.state;
    return undo !== null && undo.said === this.session.state.said ? undo : null;
  }

  async undo(): Promise<void> {
    const undo = this.undoable;
    if (undo === null) return;
    this.set({ undo: null });
    await this.do(undo.line, this.t.taken_back);
  }

  // ---- callers ----

  call(): void {
    this.set({ strip: true, help: false });
  }

  shut(): void {
    this.set({ strip: false });
    if (this.state.caller.how !== '') this.session.tell(this.t.caller_not);
  }

  caller(some: Partial<Caller>): void {
    this.set({ caller: { ...this.state.caller, ...some } });
  }

  get callerReady(): boolean {
    const { how, again, coding } = this.state.caller;
    return how !== '' && (again || isCoded(coding));
  }

  async counted(): Promise<void> {
    const { how, again, coding } = this.state.caller;
    if (!this.callerReady) return;
    const about = coding.question ? this.t.question_only : coding.concerns.join(', ');
    const said = again ? this.t.caller_again : fill(this.t.caller_counted, { how: word(this.t, 'how', how), about });
    const line = this.named({ do: 'call', how, ...coded(coding), ...(again && { again: true }) });
    if ((await this.do(line, said, { do: 'undo', act: line.id })) !== undefined) this.set({ strip: false, caller: NOBODY });
  }

  async keepCaller(): Promise<void> {
    const { how, again, coding } = this.state.caller;
    if (!this.callerReady) return;
    const before = new Set(this.session.state.shown?.matters.map(({ name }) => name));
    const line = this.named({ do: 'call', how, keep: true, ...coded(coding), ...(again && { again: true }) });
    const now = await this.do(line, this.t.caller_kept);
    const made = now?.matters.find(({ name, messages }) => !before.has(name) && messages.length === 0);
    if (now !== undefined) this.set({ strip: false, caller: NOBODY });
    if (made === undefined) return;
    this.open(made.name);
    this.session.tell(this.t.caller_kept);
  }

  // ---- a matter ----

  async label(m: Matter, text: string): Promise<void> {
    const undo: Line = { do: 'label', matter: m.name, text: m.label };
    if ((await this.do({ do: 'label', matter: m.name, text }, this.t.label_kept, undo)) === undefined) return;
    this.session.put(m.name, { label: null });
    this.set({ panel: null });
  }

  async tally(m: Matter, how: string): Promise<void> {
    const n = (now: Shown): number => now.matters.find(({ name }) => name === m.name)?.count.talks ?? 0;
    const undo: Line = { do: 'tally', matter: m.name, how, less: true };
    const done = await this.do({ do: 'tally', matter: m.name, how }, (now) => fill(this.t.tallied, { n: n(now) }), undo);
    if (done !== undefined) this.set({ panel: null });
  }

  async code(m: Matter, c: Coded): Promise<void> {
    // Nothing was changed: nothing is done.
    if (Object.keys(c).length > 0 && (await this.do({ do: 'code', matter: m.name, ...c }, this.t.codes_kept)) === undefined) return;
    this.session.put(m.name, { codes: null });
    this.set({ panel: null });
  }

  // ---- ending ----

  async end(m: Matter, e: Ending): Promise<void> {
    const line = this.named({ do: 'end', matter: m.name, ...coded(e.coding, e.was), ...e.counts, ...lastWord(e) });
    if (await this.alone(line, () => this.session.ended(m, line, e.word === null ? this.t.ended : this.t.ends_after))) this.set({ panel: null, undo: null });
  }

  async countNow(m: Matter, e: Ending): Promise<void> {
    const line = this.named({ do: 'count', matter: m.name, ...coded(e.coding, e.was), ...e.counts });
    if ((await this.do(line, this.t.counted_now)) === undefined) return;
    this.session.put(m.name, { ending: null });
    this.set({ panel: null });
  }

  async close(m: Matter, e: Ending): Promise<void> {
    const line = this.named({ do: 'close', matter: m.name, ...lastWord(e) });
    if (await this.alone(line, () => this.session.ended(m, line, e.word === null ? this.t.closed : this.t.ends_after))) this.set({ panel: null, undo: null });
  }

  demand(lift: boolean): void {
    void this.do(lift ? { do: 'demand', lift: true } : { do: 'demand' }, lift ? this.t.demand_lifted : this.t.demand_come);
  }

  // ---- to count, outreach ----

  async settle(): Promise<void> {
    const back = (this.session.state.shown?.to_count ?? []).map(({ mark }) => mark);
    await this.do({ do: 'settle' }, this.t.settled, { do: 'settle', back });
  }

  async settleOne(e: Ended, c: Coded): Promise<boolean> {
    return (await this.do({ do: 'settle', mark: e.mark, ...c }, this.t.settled_one, { do: 'settle', back: [e.mark] })) !== undefined;
  }

  async drop(e: Ended): Promise<void> {
    await this.do({ do: 'settle', mark: e.mark, drop: true }, this.t.dropped);
  }

  async outreach(kind: string, people: number): Promise<boolean> {
    const line = this.named({ do: 'outreach', kind, ...(people > 0 && { people }) });
    return (await this.do(line, this.t.outreach_logged, { do: 'undo', act: line.id })) !== undefined;
  }

  // ---- themes, and what was counted before ----

  async theme(text: string): Promise<boolean> {
    const line = this.named({ do: 'theme', text });
    return (await this.do(line, this.t.theme_kept, { do: 'undo', act: line.id })) !== undefined;
  }

  async notice(theme: Theme): Promise<void> {
    const line = this.named({ do: 'notice', theme: theme.theme });
    await this.do(line, fill(this.t.theme_noticed, { theme: theme.text }), { do: 'undo', act: line.id });
  }

  async overTheme(theme: Theme): Promise<void> {
    await this.do(this.named({ do: 'notice', theme: theme.theme, drop: true }), this.t.theme_gone);
  }

  // rows: by their names, as the core has them
  async bring(table: string, rows: Readonly<Record<string, string>>, anew: boolean): Promise<boolean> {
    const text = Object.entries(rows).map(([row, n]) => `${row} ${n}`).join('\n');
    const line = this.named({ do: 'bring', table, text, ...(anew && { anew: true }) });
    return (await this.do(line, fill(this.t.brought, { table: word(this.t, 'table', table) }))) !== undefined;
  }

  takeBack(act: string): void {
    void this.do({ do: 'undo', act }, this.t.taken_back);
  }
}
