// The words by which the core calls what can be chosen, in the page's language. What an office named itself stays as it is.
import type { DeskTexts } from 'texts';
import { plain } from '../shared/texts';
import type { Practice } from './asked';

export type Kind = 'how' | 'group' | 'heard' | 'did' | 'with' | 'ended' | 'minutes' | 'outreach' | 'category' | 'row' | 'table';

export function word(t: DeskTexts, kind: Kind, name: string): string {
  const all = t as unknown as Readonly<Record<string, string>>;
  return all[`${kind}_${name.replace(/[- ]/g, '_')}`] ?? plain(name);
}

// The names of the list's codes where the catalog has them in the page's language ("1.a Nómina; …"); "-": as the list has them.
let translated: ReadonlyMap<string, string> | undefined;
export function translation(t: DeskTexts, code: string): string | undefined {
  translated ??= new Map(t.code_names.split('; ').map((row): [string, string] => {
    const [first = '', ...rest] = row.split(' ');
    return [first, rest.join(' ')];
  }));
  return translated.get(code);
}

// By which codes are found besides the list's own words: names and everyday words in the page's language ("1.a Nómina, cobro, …; …").
export function everydayWords(t: DeskTexts): string {
  if (t.code_words === '-') return '';
  const names = new Map(t.code_names.split('; ').map((row): [string, string] => [row.split(' ')[0] ?? '', row]));
  return t.code_words.split('; ').map((row) => {
    const [code = '', ...words] = row.split(' ');
    return `${names.get(code) ?? code}, ${words.join(' ')}`;
  }).join('; ');
}

export const codeName = (t: DeskTexts, practice: Practice | null, code: string): string =>
  translation(t, code) ?? practice?.codes.find((row) => row.code === code)?.name ?? '';

// The five numbers, and their units on the page
export const NUMBERS = ['visitors', 'matters', 'concerns', 'talks', 'outreach'] as const;
export const UNITS = { visitors: 'visitors', matters: 'matters_unit', concerns: 'concerns_unit', talks: 'talks_unit', outreach: 'outreach_unit' } as const;

const KINDS: Readonly<Record<string, Kind>> = {
  concerns: 'row', categories: 'category', groups: 'group', manners: 'how', services: 'did', with: 'with', endings: 'ended', heard: 'heard', minutes: 'minutes',
};
const UNSAID = ['not said', 'not coded', 'no longer listed'];

// A row of a table, or one of the numbers, as the core names it, in the page's words
export function rowName(t: DeskTexts, practice: Practice | null, table: string, row: string): string {
  const number = NUMBERS.find((name) => name === row);
  if (table === 'numbers' && number !== undefined) return t[UNITS[number]];
  if (UNSAID.includes(row)) return word(t, 'row', row);
  if (table === 'concerns') return `${row} ${codeName(t, practice, row)}`;
  return word(t, KINDS[table] ?? 'row', row);
}

const DAY_MS = 86_400_000;
// "2026-12-30" in days since 1970
export const dayOf = (iso: string): number => Math.floor(Date.parse(iso) / DAY_MS);
