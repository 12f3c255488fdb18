// What is typed or chosen and not yet sealed anywhere, by person and matter. It outlives the lock, so nothing stands in it that
// was only read.
import { type Coding, hasPlace, type Recoding, recoded, recodingOf, withCode } from './coding';
import { type Edited, edits, UNEDITED } from './edited';
import type { Held } from './held';
import type { Session } from './session';

export interface Unsent {
  readonly answer: string;
  readonly notes: { readonly base: string; readonly text: string } | null; // base: the mark of what stood there (markOf)
  readonly label: string | null;
  readonly codes: Recoding | null;
  readonly ending: Edited | null;
  readonly fields: Readonly<Record<string, string>>; // of forms that belong to no matter, by name
  readonly tried: { readonly what: string; readonly id: string } | null; // and not known to be done; what: its mark
}
export const NOTHING_UNSENT: Unsent = { answer: '', notes: null, label: null, codes: null, ending: null, fields: {}, tried: null };
export const isUnsent = ({ answer, notes, label, codes, ending, fields }: Unsent): boolean =>
  answer.trim() !== '' || notes !== null || label !== null || codes !== null || ending !== null || Object.values(fields).some((text) => text.trim() !== '');

// In the place of a matter's name
export const NO_MATTER = '';

export type Drafts = Readonly<Record<string, Unsent>>;

const key = (self: string, matter: string): string => `${self}-${matter}`;

export const draftOf = (all: Drafts, self: string, matter: string): Unsent => all[key(self, matter)] ?? NOTHING_UNSENT;

export function withDraft(all: Drafts, self: string, matter: string, some: Partial<Unsent>): Drafts {
  const { [key(self, matter)]: was, ...others } = all;
  const now = { ...(was ?? NOTHING_UNSENT), ...some };
  return isUnsent(now) || now.answer !== '' || now.tried !== null ? { ...others, [key(self, matter)]: now } : others;
}

// Those of this person's matters that are no more go; those of others stay.
export const draftsOf = (all: Drafts, self: string, matters: ReadonlySet<string>): Drafts =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith(key(self, '')) || matters.has(name.slice(key(self, '').length))));

export const unsentCount = (all: Drafts): number => Object.values(all).filter(isUnsent).length;

// Tells whether a text is the same as another was, without keeping that (FNV-1a by two factors, and the length). It guards nothing.
const FNV_START = 0x811c9dc5;
const FACTORS = [0x01000193, 0x9e3779b1] as const;
export function markOf(text: string): string {
  const sums = FACTORS.map((factor) => {
    let sum = FNV_START;
    for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), factor);
    return (sum >>> 0).toString(16);
  });
  return [text.length, ...sums].join('-');
}

// Codes as they are being changed: what stands now, and over it what was changed. held: where the change is.
export const recoding = (held: Held<Recoding | null>, was: Coding): Held<Coding> => ({
  get now() { return recoded(was, held.now); },
  change: (to) => held.change((now) => recodingOf(to(recoded(was, now)), was)),
});
// Whether it has a place there, and then it stands there.
export function takes(coding: Held<Coding>, code: string): boolean {
  const fits = hasPlace(coding.now, code);
  if (fits) coding.change((now) => withCode(now, code));
  return fits;
}
export const heldCodes = (session: Session): Held<Recoding | null> => ({
  get now() { return session.draft.codes; },
  change: (to) => session.write({ codes: to(session.draft.codes) }),
});
export const heldEnding = (session: Session): Held<Edited> => ({
  get now() { return session.draft.ending ?? UNEDITED; },
  change: (to) => {
    const edited = to(session.draft.ending ?? UNEDITED);
    session.write({ ending: edits(edited) ? edited : null });
  },
});
