// The product's texts (web/catalog), in the page's language: what both pages do with them.
import type { Texts } from 'texts';
import type { Checked, Office, Person } from './asked';
import { Failed } from './failed';

export type { Texts };

export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

// Characters that turn round or break what stands beside them (controls, line separators, directions that are forced):
// drawn as a mark, so that no text and no name does so. Joiners and hints of direction stay: some scripts need them.
const FORCED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
export const plain = (text: string): string => text.replace(FORCED, '\ufffd');

// A name within a sentence of ours: one that reads from right to left turns round nothing of the sentence.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/;
export function named(name: string): string {
  const shown = plain(name).replace(/\s+/g, ' ');
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

// A text for each error that a page has one for: error_older for ERR_OLDER
export const why = (t: Texts & { readonly error_other: string }, error: unknown): string => {
  const key = error instanceof Failed ? `error_${error.err.replace('ERR_', '').toLowerCase()}` : '';
  return (t as unknown as Readonly<Record<string, string>>)[key] ?? t.error_other;
};

// What is wrong with words that were typed
export function slip(t: Texts, checked: Checked & { ok: false }): string {
  const values = { n: checked.count, position: checked.position };
  switch (checked.fault) {
    case 'count':
      return fill(t.slip_count, values);
    case 'unknown':
      return fill(checked.near.length > 0 ? t.slip_unknown : t.slip_unknown_far, values);
    case 'ambiguous':
      return fill(t.slip_ambiguous, values);
    case 'check':
      return t.slip_check;
  }
}

export const language = (): string => document.documentElement.lang;

// "10:05"; nothing for none
export const clock = (at: Date | null): string => (at === null ? '' : new Intl.DateTimeFormat(language(), { timeStyle: 'short' }).format(at));

const DAY_MS = 86_400_000;
const LAST_DAY = 100_000_000; // that a browser has a date for
let dates: Intl.DateTimeFormat | undefined; // made once: making it takes longer than all it does
export const date = (day: number): string => {
  dates ??= new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeZone: 'UTC' });
  return dates.format(Math.min(day, LAST_DAY) * DAY_MS);
};

// "27 Dec": where a row has little room
let shortDates: Intl.DateTimeFormat | undefined;
export const shortDate = (day: number): string => {
  shortDates ??= new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return shortDates.format(Math.min(day, LAST_DAY) * DAY_MS);
};

// "Tuesday, 1 December"
export const weekday = (day: number): string =>
  new Intl.DateTimeFormat(language(), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(day * DAY_MS);

// "30 December": of days that are near, the year says nothing.
let days: Intl.DateTimeFormat | undefined;
export const plainDay = (day: number): string => {
  days ??= new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : language(), { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return days.format(Math.min(day, LAST_DAY) * DAY_MS);
};

// A browser's first date of all takes it as long as all else that a page draws: written before anybody waits for one.
export const learnDates = (): void => void [date(0), plainDay(0)];

export const list = (names: readonly string[], type: 'conjunction' | 'disjunction'): string =>
  new Intl.ListFormat(language(), { type }).format(names);

export const present = (office: Office): readonly Person[] => office.people.filter((p) => p.left === 0);

export const hasLeft = (office: Office, id: string): boolean => !present(office).some((p) => p.id === id);

export const nameOf = (t: Texts, office: Office, id: string): string =>
  named(office.people.find((p) => p.id === id)?.name ?? t.somebody_left);
