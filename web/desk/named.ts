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

export const codeName = (t: DeskTexts, practice: Practice | null, code: string): string =>
  translation(t, code) ?? practice?.codes.find((row) => row.code === code)?.name ?? '';

const DAY_MS = 86_400_000;
// "2026-12-30" in days since 1970
export const dayOf = (iso: string): number => Math.floor(Date.parse(iso) / DAY_MS);
