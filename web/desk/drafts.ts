// What is typed or chosen and not yet sealed anywhere, by person and matter. It outlives the lock.
import type { Coding } from './coding';
import type { Ending } from './daily';
import type { Held } from './held';
import type { Session } from './session';

export interface Unsent {
  readonly answer: string;
  readonly notes: { readonly base: string; readonly text: string } | null;
  readonly label: string | null;
  readonly codes: Coding | null;
  readonly ending: Ending | null;
  readonly fields: Readonly<Record<string, string>>; // of forms that belong to no matter, by name
}
export const NOTHING_UNSENT: Unsent = { answer: '', notes: null, label: null, codes: null, ending: null, fields: {} };
export const isUnsent = ({ answer, notes, label, codes, ending, fields }: Unsent): boolean =>
  answer.trim() !== '' || notes !== null || label !== null || codes !== null || ending !== null || Object.values(fields).some((text) => text !== '');

// In the place of a matter's name
export const NO_MATTER = '';

export type Drafts = Readonly<Record<string, Unsent>>;

const key = (self: string, matter: string): string => `${self}-${matter}`;

export const draftOf = (all: Drafts, self: string, matter: string): Unsent => all[key(self, matter)] ?? NOTHING_UNSENT;

export const withDraft = (all: Drafts, self: string, matter: string, some: Partial<Unsent>): Drafts =>
  ({ ...all, [key(self, matter)]: { ...draftOf(all, self, matter), ...some } });

export const unsentCount = (all: Drafts): number => Object.values(all).filter(isUnsent).length;

// What is being chosen in the matter that is open; what it begins with, until something is.
export const heldCodes = (session: Session, first: Coding): Held<Coding> => ({
  get now() { return session.draft.codes ?? first; },
  change: (to) => session.write({ codes: to(session.draft.codes ?? first) }),
});
export const heldEnding = (session: Session, first: Ending): Held<Ending> => ({
  get now() { return session.draft.ending ?? first; },
  change: (to) => session.write({ ending: to(session.draft.ending ?? first) }),
});
