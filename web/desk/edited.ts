// An ending as it is drawn and counted: what stands of the matter, and over it what somebody changed, which alone is kept.
import type { Matter } from './asked';
import { type Coding, codingOf, type Recoding, recoded, recodingOf } from './coding';

export type Counted = 'visitors' | 'matters' | 'talks';
type Counts = Partial<Record<Counted, number>>;

export interface Ending {
  readonly coding: Coding;
  readonly was: Coding;
  readonly visitors: number;
  readonly matters: number;
  readonly talks: number;
  readonly counts: Counts; // which of them somebody set; the others the core knows
  readonly word: string | null; // sent last
  readonly silent: boolean; // it was chosen that there is no word, where one is asked for
}

export interface Edited {
  readonly coding: Recoding | null;
  readonly counts: Counts;
  readonly word: { readonly send: boolean; readonly text: string | null } | null; // null: as it stands
}
export const UNEDITED: Edited = { coding: null, counts: {}, word: null };

export const isAsked = (m: Matter): boolean => m.count.unheard;

// As the core counts it: a question only is nobody's matter, until somebody says otherwise.
function standing({ count }: Matter, coding: Coding): Record<Counted, number> {
  const { visitors, matters, talks } = count;
  if (coding.question === codingOf(count).question) return { visitors, matters, talks };
  const people = coding.question ? 0 : 1;
  return { visitors: people, matters: people, talks };
}

// word: as this office's people write it. Where the visitor had no answer, it goes out unless somebody says that there is none.
export function endingOf(m: Matter, word: string, { coding: changed, counts, word: chosen }: Edited): Ending {
  const was = codingOf(m.count);
  const coding = recoded(was, changed);
  const sends = chosen?.send ?? isAsked(m);
  return { coding, was, ...standing(m, coding), ...counts, counts, word: sends ? chosen?.text ?? word : null, silent: !sends && isAsked(m) };
}

export function withCoding(m: Matter, edited: Edited, change: (now: Coding) => Coding): Edited {
  const was = codingOf(m.count);
  return { ...edited, coding: recodingOf(change(recoded(was, edited.coding)), was) };
}

export function withCount(m: Matter, edited: Edited, key: Counted, n: number): Edited {
  const { [key]: _, ...others } = edited.counts;
  const stands = standing(m, recoded(codingOf(m.count), edited.coding))[key];
  return { ...edited, counts: n === stands ? others : { ...others, [key]: n } };
}

// text: of the word that is sent, or null for none
export function withWord(m: Matter, word: string, edited: Edited, text: string | null): Edited {
  const same = text === null ? !isAsked(m) : isAsked(m) && text === word;
  return { ...edited, word: same ? null : { send: text !== null, text: text === word ? null : text } };
}

export const edits = ({ coding, counts, word }: Edited): boolean => coding !== null || Object.keys(counts).length > 0 || word !== null;
