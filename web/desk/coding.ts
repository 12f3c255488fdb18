// What a matter or a caller is counted as, while it is being chosen. Which codes and rows there are is the core's to say.
import type { Coded, Count, Ended } from './asked';

export interface Coding {
  readonly concerns: readonly string[];
  readonly question: boolean; // a question only
  readonly group: string;
  readonly with: string;
  readonly did: readonly string[];
  readonly ended: string;
  readonly heard: string;
  readonly minutes: string;
}

export const NOT_CODED: Coding = { concerns: [], question: false, group: '', with: '', did: [], ended: '', heard: '', minutes: '' };

export const codingOf = (c: Count): Coding => ({
  concerns: c.concerns, question: c.talk_only && c.concerns.length === 0, group: c.group ?? '', with: c.with ?? '', did: c.did,
  ended: c.ended ?? '', heard: c.heard ?? '', minutes: c.minutes ?? '',
});

export const codingOfEnded = (e: Ended): Coding => ({ ...NOT_CODED, concerns: e.concerns, group: e.group ?? '' });

export const isCoded = (c: Coding): boolean => c.question || c.concerns.length > 0;

// The code of a question only, which stands by itself
export const QUESTION = '0';

export function withCode(c: Coding, code: string): Coding {
  if (code === QUESTION) return { ...c, concerns: [], question: true };
  return { ...c, question: false, concerns: c.concerns.includes(code) ? c.concerns : [...c.concerns, code] };
}

export const withoutCode = (c: Coding, code: string): Coding =>
  code === QUESTION ? { ...c, question: false } : { ...c, concerns: c.concerns.filter((one) => one !== code) };

// What was coded is coded otherwise, and not taken back to nothing.
export const mayStand = (c: Coding, was: Coding): boolean => isCoded(c) || !isCoded(was);

// As a line has it: only what was chosen
export const coded = (c: Coding): Coded => ({
  ...(isCoded(c) ? { about: c.question ? [QUESTION] : c.concerns } : {}),
  ...(c.group !== '' && { group: c.group }),
  ...(c.with !== '' && { with: c.with }),
  ...(c.did.length > 0 && { did: c.did }),
  ...(c.ended !== '' && { ended: c.ended }),
  ...(c.heard !== '' && { heard: c.heard }),
  ...(c.minutes !== '' && { minutes: c.minutes }),
});
