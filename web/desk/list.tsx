// The matters, by what waits.
import { Component, type JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { date, fill, hasLeft, language, nameOf, plain } from '../shared/texts';
import { lastOf, type Matter, type Shown } from './asked';
import { word } from './named';

const EXCERPT = 120;
const LATELY_DAYS = 6;

// Of what the core says ends soon
export const endsSoon = ({ today }: Shown, m: Matter): boolean => today.ends_soon.some(({ matter }) => matter === m.name);

export interface Group {
  readonly title: string;
  readonly matters: readonly Matter[];
}

const lastDay = (m: Matter): number => lastOf(m)?.day ?? 0;

// When more people write for the first time than one reads one by one, they stand by themselves: a lot, to be chosen from.
const LOT_FROM = 16;
export function strangers({ matters, waiting }: Pick<Shown, 'matters' | 'waiting'>): readonly Matter[] {
  const all = matters.filter((m) => m.stranger);
  return waiting.length > 0 || all.length > LOT_FROM ? all : [];
}

// Who has waited longest first, then what was said last.
export function groups(t: DeskTexts, { matters, waiting, self, office }: Shown): readonly Group[] {
  const elsewhere = (m: Matter): boolean => m.taken !== '' && !m.mine;
  const latest = (a: Matter, b: Matter): number => lastDay(b) - lastDay(a);
  const lot = new Set(strangers({ matters, waiting }));
  const shown = matters.filter((m) => !lot.has(m) && (m.messages.length > 0 || m.notes !== '' || m.label !== '' || m.count.began !== 'wrote'));
  // Nothing waits for one who left.
  if (hasLeft(office, self)) return shown.length === 0 ? [] : [{ title: t.matters, matters: shown.sort(latest) }];
  return [
    { title: t.waiting, matters: shown.filter((m) => m.waits).sort((a, b) => lastDay(a) - lastDay(b)) },
    { title: t.not_waiting, matters: shown.filter((m) => !m.waits && !elsewhere(m)).sort(latest) },
    { title: t.taken_group, matters: shown.filter((m) => !m.waits && elsewhere(m)).sort(latest) },
  ].filter((group) => group.matters.length > 0);
}

// "today", "3 days ago", or the date
let days: Intl.RelativeTimeFormat | undefined;
function lately(day: number, today: number): string {
  if (day > today || today - day > LATELY_DAYS) return date(day);
  days ??= new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  return days.format(day - today, 'day');
}

export function excerpt(t: DeskTexts, m: Matter): string {
  if (m.label !== '') return m.label;
  if (m.stranger && m.messages.length === 0) return t.not_whole;
  if (m.messages[0]?.unreadable === true) return t.unreadable;
  const text = m.messages[0]?.text.slice(0, 2 * EXCERPT).trim().replace(/\s+/g, ' ') ?? (m.count.began === 'wrote' ? t.only_notes : word(t, 'how', m.count.began));
  return plain(text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);
}

// A matter's own heading: its label, or without one the first words written.
const HEADING = 48;
export function heading(t: DeskTexts, m: Matter): string {
  const text = excerpt(t, m);
  return text.length > HEADING ? `${text.slice(0, HEADING).trimEnd()}…` : text;
}

interface Props {
  readonly t: DeskTexts;
  readonly shown: Shown;
  readonly list: readonly Group[];
  readonly chosen: string | null; // a name
  readonly fresh: (m: Matter) => boolean;
  readonly unsent: (m: Matter) => boolean;
  readonly onChoose: (m: Matter) => void;
  readonly before: JSX.Element | null; // the lot, if there is one
}

interface RowProps {
  readonly t: DeskTexts;
  readonly shown: Shown;
  readonly m: Matter;
  readonly chosen: boolean;
  readonly fresh: boolean;
  readonly unsent: boolean;
  readonly soon: boolean; // it ends
  readonly onChoose: (m: Matter) => void;
}

// Of hundreds only those are drawn again that have changed.
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { m, chosen, fresh, unsent, soon } = this.props;
    return next.m !== m || next.chosen !== chosen || next.fresh !== fresh || next.unsent !== unsent || next.soon !== soon;
  }

  override render({ t, shown, m, chosen, fresh, unsent, soon, onChoose }: RowProps): JSX.Element {
    const { office } = shown;
    const last = lastOf(m);
    const about = [
      last === undefined ? '' : lately(last.day, office.day),
      m.nobodys ? t.to_whoever : '',
      m.taken !== '' && !m.mine ? fill(t.taken_by, { name: nameOf(t, office, m.taken) }) : '',
      unsent ? t.unsent_here : '',
      m.messages.some((said) => said.unsent) ? t.waits_here : '',
      m.count.closing ? t.closing : '',
      soon ? fill(t.ends, { date: date(m.ends) }) : '',
    ].filter((text) => text !== '');
    return (
      <li>
        <button class="matter" type="button" aria-current={chosen ? 'true' : undefined} onClick={() => onChoose(m)}>
          <span class="excerpt" dir="auto" translate={false}>{excerpt(t, m)}</span>
          <span class="about">{fresh && <strong class="fresh">{t.fresh}</strong>}{about.join(' · ')}</span>
        </button>
      </li>
    );
  }
}

// Up and down, and to either end: the focus goes along the rows, whatever group they are in.
const MOVES: Readonly<Record<string, (i: number, n: number) => number>> = {
  ArrowDown: (i, n) => Math.min(i + 1, n - 1),
  ArrowUp: (i) => Math.max(i - 1, 0),
  Home: () => 0,
  End: (_, n) => n - 1,
};
function move(event: JSX.TargetedKeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.matter')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const to = MOVES[event.key]?.(at, rows.length);
  if (to === undefined || at < 0 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  rows[to]?.focus();
}

export function List({ t, shown, list, chosen, fresh, unsent, onChoose, before }: Props): JSX.Element {
  const soon = new Set(shown.today.ends_soon.map(({ matter }) => matter));
  return (
    <nav class="list" aria-label={t.matters} aria-keyshortcuts={Object.keys(MOVES).join(' ')} onKeyDown={move}>
      {before}
      {list.length === 0 && before === null && <p class="standing">{t.nothing}</p>}
      {list.map(({ title, matters }) => (
        <section key={title}>
          <h2>{title} <span class="count">{matters.length}</span></h2>
          <ol>{matters.map((m) => (
            <Row key={m.name} t={t} shown={shown} m={m} chosen={m.name === chosen} fresh={fresh(m)} unsent={unsent(m)} soon={soon.has(m.name)} onChoose={onChoose} />
          ))}</ol>
        </section>
      ))}
    </nav>
  );
}
