// A visitor's room as it stands: whose office it is, what was said, what is being written. It speaks with the worker and draws
// nothing; the rules are the core's.
import type { RoomTexts } from 'texts';
import type { Checked, Nudge, Office } from '../shared/asked';
import type { Client } from '../shared/client';
import { Failed } from '../shared/failed';
import { newId } from '../shared/hex';
import { leave } from '../shared/leave';
import { fill, list, named, nameOf, why } from '../shared/texts';
import { Watched } from '../shared/watched';
import type { Line, News, Readers, RoomQuestions, Shown } from './asked';
import { isTelling, NOTHING_TOLD, type Telling } from './known';
import type { Reach } from './reach';
import { Way } from './way';

export type View = 'meeting' | 'door' | 'before' | 'words' | 'ask' | 'enter' | 'talk' | 'sent' | 'changed' | 'renew' | 'gone' | 'out';

// Views of a conversation: Back goes from any of them to the talk itself, and from there out of it.
const IN_TALK: readonly View[] = ['talk', 'sent', 'changed', 'renew', 'gone', 'out'];

// Whose office it is, and who reads there
export interface Met {
  readonly office: Office;
  readonly readers: Readers | null;
}

// What is typed and not yet sent
export interface Writing {
  readonly text: string;
  readonly to: string | null; // a person's id, '' for whoever is free; null: not chosen, so it goes as the core says
  readonly telling: Telling;
}
const NOTHING_WRITTEN: Writing = { text: '', to: null, telling: NOTHING_TOLD };

export interface State {
  readonly view: View;
  readonly met: Met | null;
  readonly room: Shown | null;
  readonly words: string;
  readonly coming: string; // new words, until they are the words
  readonly fresh: boolean; // nothing can be there yet
  readonly live: boolean; // a session goes on by itself
  readonly writing: Writing;
  readonly busy: Line['do'] | null;
  readonly tried: Line['do'] | null; // what was done last
  readonly sent: string; // the id of what was said last
  readonly done: { readonly title: string; readonly texts: readonly string[] }; // what has changed
  readonly kept: boolean; // the words: one was asked back, or all were typed
  readonly reach: Reach;
  readonly said: string;
  readonly wrong: string;
  readonly lost: boolean;
}

// To those who read there she is nobody yet.
const stranger = ({ office, readers }: Met): Met => ({ office, readers: readers && { ...readers, recognisers: [], next: '', grown: [] } });

const sentence = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(' ');

export class Session extends Watched<State> {
  readonly textMax: number; // bytes
  readonly left = { current: false };
  private readonly t: RoomTexts;
  private readonly client: Client<RoomQuestions>;
  private readonly way: Way<View>;
  private readersTold: readonly string[] | null = null; // who was said to read what is sent to whoever is free
  private entered: { readonly done: (shown: Shown) => void; readonly failed: (error: Error) => void } | null = null; // waits for what is there
  private turn = 0; // which words this is about; what was begun under others is no concern of it
  private hears = false; // what comes by itself is about these words
  private asked: { readonly id: string; readonly text: string; readonly to: string } | null = null; // sent, and nobody knows whether it came

  constructor(t: RoomTexts, client: Client<RoomQuestions>, textMax: number, reach: Reach) {
    super({
      view: 'meeting', met: null, room: null, words: '', coming: '', fresh: false, live: false, writing: NOTHING_WRITTEN, busy: null, tried: null, sent: '',
      done: { title: '', texts: [] }, kept: false, reach, said: '', wrong: '', lost: false,
    });
    this.way = new Way<View>('door', (view) => this.wentTo(view));
    this.t = t;
    this.client = client;
    this.textMax = textMax;
    client.news = (value) => this.hearNews(value as News);
  }

  // ---- what stands there ----

  write(some: Partial<Writing>): void {
    this.set({ writing: { ...this.state.writing, ...some } });
  }

  // To a view of its own, from which Back leads here again
  move(view: View): void {
    this.way.go(view);
    this.stand(view);
  }

  private stand(view: View): void {
    this.set({ view, said: '', wrong: '', tried: null });
  }

  readonly back = (): void => this.way.back();

  readonly anew = (): void => this.move('before');

  // Whether something would be lost by it
  private get unsent(): boolean {
    const { writing, busy } = this.state;
    return writing.text !== '' || isTelling(writing.telling) || (busy !== null && busy !== 'read');
  }

  get loses(): boolean {
    return this.unsent || ['words', 'ask', 'renew'].includes(this.state.view);
  }

  // Back led to a view: whether it may be. Out of a conversation it is asked before anything is lost by it.
  private wentTo(view: View): boolean {
    const from = this.state.view;
    if (from === 'meeting') return true;
    if (!IN_TALK.includes(from) || (IN_TALK.includes(view) && from !== 'out')) {
      if (from === 'enter' && this.state.busy !== null) this.abandon();
      this.stand(view);
      return true;
    }
    if (from !== 'gone' && from !== 'out' && (this.unsent || !this.state.kept)) {
      this.stand('out');
      return false;
    }
    this.goHome();
    return true;
  }

  readonly stay = (): void => this.stand('talk');

  readonly goHome = (): void => {
    this.way.home();
    this.abandon();
    this.set({ writing: NOTHING_WRITTEN, words: '', coming: '', sent: '' });
    this.stand('door');
  };

  // Nothing that was begun under these words comes back to the screen, and the worker keeps none of it.
  private abandon(): void {
    this.turn++;
    this.hears = false;
    this.entered?.failed(new Failed('GIVEN_UP'));
    this.entered = null;
    this.asked = null;
    this.client.ask('close', null).catch(() => undefined);
    this.set({ met: this.state.met && stranger(this.state.met), room: null, busy: null, live: false, lost: false });
  }

  private show(room: Shown, text: string): void {
    this.set({ room, said: sentence([text, this.untold(room)]), fresh: false });
  }

  private untold({ untold }: Shown): string {
    return untold > 0 ? fill(this.t.untold, { n: untold }) : '';
  }

  // ---- the worker ----

  nudge(kind: Nudge['kind']): void {
    this.client.nudge(kind);
  }

  hear(lost: boolean): void {
    this.set({ lost });
  }

  readonly leave = (): void => {
    this.left.current = true;
    leave(() => this.client.end(), (then) => this.way.out(then));
  };

  // Of the core on this device, without a visit; null when it failed, which is told.
  private async here<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer;
    } catch (error) {
      this.set({ wrong: why(this.t, error) });
      return null;
    }
  }

  check(typed: string): Promise<Checked | null> {
    return this.here(this.client.ask('wordsCheck', typed));
  }

  // ---- the session ----

  // Whoever was told first, until somebody else turned out to be there; where nobody could, those of whom that was said.
  private get named(): readonly string[] {
    const readers = this.state.met?.readers;
    this.readersTold ??= readers === null || readers === undefined ? null : readers.free.length > 0 ? readers.free : readers.not_today;
    return this.readersTold ?? [];
  }

  // What was known of today stays so until it is known anew.
  private learn({ office, readers }: Shown): void {
    const { met } = this.state;
    this.set({ met: { office, readers: readers ?? (met?.office.day === office.day ? met.readers : null) } });
    void this.named;
  }

  private answersIn(room: Shown | null): number {
    return room?.messages.filter((m) => m.person !== '').length ?? 0;
  }

  // What comes by itself: what is there, or that the session has ended
  private hearNews(news: News): void {
    if (!this.hears) return;
    if ('ended' in news) {
      const error = new Failed(news.ended);
      this.set({ live: false, ...(this.entered === null ? { wrong: this.failed(error, { do: 'read' }, this.named) } : {}) });
      this.entered?.failed(error);
      this.entered = null;
      return;
    }
    const { room, busy, fresh } = this.state;
    this.learn(news);
    if (this.entered !== null && (news.messages.length > 0 || !news.reading)) {
      this.entered.done(news);
      this.entered = null;
    }
    if (room === null || this.entered !== null) return;
    const answered = !room.reading && busy === null && this.answersIn(news) > this.answersIn(room);
    if (busy === null || news.messages.length >= room.messages.length) this.set({ room: news, fresh: fresh && news.messages.length === 0, ...(answered ? { said: this.t.answered } : {}) });
  }

  // What to say of an act that failed; named: who were said to read before it
  private failed(error: unknown, line: Line, named: readonly string[]): string {
    const { t, state: { met } } = this;
    const err = error instanceof Failed ? error.err : '';
    if (err === 'GIVEN_UP' && line.do !== 'say' && line.do !== 'renew') return t.error_stopped;
    const readers = met?.readers;
    const now = readers === null || readers === undefined ? [] : readers.free;
    const others = now.filter((id) => !named.includes(id));
    if (err === 'ERR_READERS' && met !== null && others.length > 0) {
      this.readersTold = now;
      this.write({ to: null });
      return fill(t.others_read, { people: list(others.map((id) => nameOf(t, met.office, id)), 'conjunction') });
    }
    return sentence([why(t, error), line.do === 'renew' ? t.renew_both : '']);
  }

  // One at a time; what it shows, or undefined when it failed, which is told.
  private async busyWith(line: Line, does: () => Promise<Shown>): Promise<Shown | undefined> {
    if (this.state.busy !== null) return undefined;
    const { named, turn } = this;
    this.set({ busy: line.do, tried: line.do, said: '', wrong: '' });
    try {
      const shown = await does();
      if (turn !== this.turn) return undefined;
      this.learn(shown);
      return shown;
    } catch (error) {
      if (turn === this.turn) this.set({ wrong: this.failed(error, line, named) });
      return undefined;
    } finally {
      if (turn === this.turn) this.set({ busy: null });
    }
  }

  private act(line: Line): Promise<Shown | undefined> {
    return this.busyWith(line, async () => {
      const { turn } = this;
      const acted = this.client.ask('act', { line });
      this.set({ live: true });
      try {
        return await acted;
      } catch (error) {
        if (turn === this.turn && error instanceof Failed && error.err === 'GIVEN_UP') this.set({ live: false });
        throw error;
      }
    });
  }

  // A session under these words, whoever opens it; resolves when it is known what is there.
  private async open(words: string): Promise<Shown> {
    const { turn } = this;
    const there = new Promise<Shown>((done, failed) => (this.entered = { done, failed }));
    there.catch(() => undefined); // it may fail before anybody waits for it
    this.set({ live: true });
    try {
      await this.client.ask('open', { words });
      this.hears = turn === this.turn;
      return await there;
    } catch (error) {
      if (turn === this.turn) {
        this.entered = null;
        this.set({ live: false });
      }
      throw error;
    }
  }

  async meet(): Promise<void> {
    if ((await this.busyWith({ do: 'read' }, () => this.client.ask('meet', null))) !== undefined) this.set({ view: 'door' });
  }

  // ---- words ----

  async newWords(next: View): Promise<void> {
    const coming = await this.here(this.client.ask('wordsNew', null));
    if (coming === null) return;
    this.set({ coming });
    this.move(next);
  }

  // kept: one of the words was asked back, and it was right
  begin(kept: boolean): void {
    const { coming, writing, met: before } = this.state;
    if (before === null) return;
    // Nobody was written to under these words, so nobody is by itself.
    this.abandon();
    const { turn } = this;
    const met = stranger(before);
    const room = { ...met, messages: [], left_behind: 0, untold: 0, unknown: 0, reading: false };
    this.set({ met, words: coming, room, fresh: true, kept, writing: { ...writing, to: null, telling: NOTHING_TOLD } }); // unknown under these
    this.move('talk');
    // As for words that were used before; what fails is told when it comes.
    this.set({ live: true });
    const heard = (): void => void (this.hears = turn === this.turn);
    this.client.ask('open', { words: coming }).then(heard, (error: unknown) => turn === this.turn && this.set({ live: false, wrong: why(this.t, error) }));
  }

  async enter(typed: string): Promise<void> {
    this.set({ room: null });
    const shown = await this.busyWith({ do: 'read' }, () => this.open(typed));
    if (shown === undefined) return;
    this.set({ words: typed, kept: true });
    this.move('talk');
    this.show(shown, '');
  }

  async renew(): Promise<void> {
    const { t, state: { coming } } = this;
    const shown = await this.act({ do: 'renew', new_words: coming });
    if (shown === undefined) return;
    this.set({ words: coming, kept: false });
    this.show(shown, '');
    this.change(t.renewed_title, [t.renewed, shown.left_behind > 0 ? fill(t.left_behind, { n: shown.left_behind }) : '', this.untold(shown)]);
  }

  // What has changed stands on a page of its own, in the place of the one that asked for it.
  private change(title: string, texts: readonly string[]): void {
    this.set({ done: { title, texts: texts.filter((text) => text !== '') } });
    if (this.state.view === 'talk') this.move('changed');
    else this.stand('changed');
  }

  // ---- talk ----

  // Who reads what is said next: '' whoever is free, null: nobody is chosen
  get to(): string | null {
    const { writing, met } = this.state;
    const next = met?.readers?.next ?? '';
    return writing.to ?? (next === '' ? null : next === 'whoever' ? '' : next);
  }

  // Only where the session has ended: it is opened again.
  async look(): Promise<void> {
    const shown = await this.act({ do: 'read' });
    if (shown !== undefined) this.show(shown, '');
  }

  async send(): Promise<void> {
    const { to, state: { writing: { text } } } = this;
    if (to === null) return;
    // The same keeps its id, so that it is said once however often it is sent.
    const asked = this.asked?.text === text && this.asked.to === to ? this.asked : { id: newId(), text, to };
    this.asked = asked;
    const shown = await this.act({ do: 'say', id: asked.id, text, ...(to === '' ? { readers: this.named } : { to }) });
    if (shown === undefined) return;
    this.asked = null;
    this.write({ text: '', to: null });
    this.set({ sent: asked.id });
    this.show(shown, '');
    this.move('sent');
  }

  async takeBack(message: string): Promise<void> {
    const shown = await this.act({ do: 'take-back', message });
    if (shown === undefined) return;
    this.show(shown, '');
    this.change(this.t.back_title, [this.t.taken_back, this.untold(shown)]);
  }

  async forget(): Promise<void> {
    const talked = new Set(this.state.room?.messages.flatMap((m) => [m.person, ...m.people]));
    const shown = await this.act({ do: 'forget' });
    if (shown === undefined) return;
    this.write({ text: '', telling: NOTHING_TOLD });
    const gone = shown.office.people.filter((p) => p.left > 0 && talked.has(p.id)).map((p) => named(p.name));
    const notAsked = gone.length > 0 ? fill(this.t.untold_gone, { people: list(gone, 'conjunction'), n: shown.office.retention_days }) : '';
    this.move('gone');
    this.set({ room: shown, done: { title: '', texts: [this.untold(shown), notAsked].filter((said) => said !== '') } });
  }
}
