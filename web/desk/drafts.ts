// What is typed and not yet sealed anywhere, by person and matter. It outlives the lock.
export interface Unsent {
  readonly answer: string;
  readonly notes: { readonly base: string; readonly text: string } | null;
}
export const NOTHING_UNSENT: Unsent = { answer: '', notes: null };
export const isUnsent = (u: Unsent): boolean => u.answer.trim() !== '' || u.notes !== null;

export type Drafts = Readonly<Record<string, Unsent>>;

const key = (self: string, matter: string): string => `${self}-${matter}`;

export const draftOf = (all: Drafts, self: string, matter: string): Unsent => all[key(self, matter)] ?? NOTHING_UNSENT;

export const withDraft = (all: Drafts, self: string, matter: string, some: Partial<Unsent>): Drafts =>
  ({ ...all, [key(self, matter)]: { ...draftOf(all, self, matter), ...some } });

export const unsentCount = (all: Drafts): number => Object.values(all).filter(isUnsent).length;
