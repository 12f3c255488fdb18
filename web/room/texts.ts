// The product's texts (web/words, keys beginning room_), in the page's language.
import type { Texts } from 'texts';
import { GIVEN_UP, type Checked, NOT_LOADED, type Office, type Person } from './asked';
import { Failed } from './failed';

export type { Texts };

export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

const ERRORS: Readonly<Record<string, keyof Texts>> = {
  ERR_ABSENT: 'error_absent',
  ERR_DAY: 'error_day',
  ERR_EXPIRED: 'error_expired',
  ERR_FOREIGN: 'error_foreign',
  ERR_FULL: 'error_full',
  ERR_MEMORY: 'error_memory',
  ERR_NO_BUNDLE: 'error_no_bundle',
  ERR_OLDER: 'error_older',
  ERR_PERSON: 'error_person',
  ERR_SIGNATURE: 'error_signature',
  ERR_TEXT: 'error_text',
  ERR_UNAVAILABLE: 'error_unavailable',
  ERR_WORDS: 'error_fingerprint',
  ERR_WRITING: 'error_writing',
  [GIVEN_UP]: 'error_given_up',
  [NOT_LOADED]: 'error_not_loaded',
};

export const why = (t: Texts, error: unknown): string =>
  t[(error instanceof Failed ? ERRORS[error.err] : undefined) ?? 'error_other'];

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

const DAY_MS = 86_400_000;
export const date = (day: number): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeZone: 'UTC' }).format(day * DAY_MS);

export const list = (names: readonly string[], type: 'conjunction' | 'disjunction'): string =>
  new Intl.ListFormat(language(), { type }).format(names);

export const present = (office: Office): readonly Person[] => office.people.filter((p) => p.left === 0);

// Who reads what is sent to whoever is free, as core/talk/room_act.c has it.
export function whoeverIsFree(office: Office): readonly string[] {
  const arranging = present(office).filter((p) => p.role === 'arranging');
  const free = office.charter.writing === 'arranging only' && arranging.length > 0 ? arranging : present(office).filter((p) => p.role === 'ombuds');
  return free.map((p) => p.name);
}

export const named = (t: Texts, p: Person): string => (p.role === 'arranging' ? fill(t.arranging, { name: p.name }) : p.name);
