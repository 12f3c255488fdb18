// What is typed and not yet sealed anywhere, by person and matter. It outlives the lock.
import { newId } from '../shared/hex';

// A text as it was asked for last, while nobody knows whether that was done
export interface Asked {
  readonly id: string;
  readonly text: string;
}

export interface Unsent {
  readonly answer: string;
  readonly notes: { readonly base: string; readonly text: string } | null;
  readonly said: Asked | null;
  readonly noted: Asked | null;
}
export const NOTHING_UNSENT: Unsent = { answer: '', notes: null, said: null, noted: null };
export const isUnsent = (u: Unsent): boolean => u.answer.trim() !== '' || u.notes !== null;

export type Drafts = Readonly<Record<string, Unsent>>;

const key = (self: string, matter: string): string => `${self}-${matter}`;

export const draftOf = (all: Drafts, self: string, matter: string): Unsent => all[key(self, matter)] ?? NOTHING_UNSENT;

export const withDraft = (all: Drafts, self: string, matter: string, some: Partial<Unsent>): Drafts =>
  ({ ...all, [key(self, matter)]: { ...draftOf(all, self, matter), ...some } });

export const unsentCount = (all: Drafts): number => Object.values(all).filter(isUnsent).length;

// The same text keeps its id, so that it is done once however often it is asked for.
export const asking = (before: Asked | null, text: string): Asked => (before?.text === text ? before : { id: newId(), text });

export interface Settled {
  readonly drafts: Drafts;
  readonly answers: boolean; // whether some that had seemed lost were done
  readonly notes: boolean;
}

// What is known to be done is no draft any more, unless it was changed since. but: the id that is told elsewhere.
export function settled(all: Drafts, self: string, done: readonly string[], but: string): Settled {
  const known = (asked: Asked | null): boolean => asked !== null && asked.id !== but && done.includes(asked.id);
  const own = Object.entries(all).filter(([name, u]) => name.startsWith(key(self, '')) && (known(u.said) || known(u.noted)));
  const after = own.map(([name, u]) => [name, {
    ...u,
    ...(known(u.said) ? { said: null, answer: u.answer === u.said?.text ? '' : u.answer } : {}),
    ...(known(u.noted) ? { noted: null, notes: u.notes?.text === u.noted?.text ? null : u.notes } : {}),
  }] as const);
  return {
    drafts: after.length === 0 ? all : { ...all, ...Object.fromEntries(after) },
    answers: own.some(([, u]) => known(u.said)),
    notes: own.some(([, u]) => known(u.noted)),
  };
}
