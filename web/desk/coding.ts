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

export const codingOf = (c: Count | Ended): Coding => ({
  concerns: c.concerns, question: c.talk_only && c.concerns.length === 0, group: c.group ?? '', with: c.with ?? '', did: c.did,
  ended: c.ended ?? '', heard: c.heard ?? '', minutes: c.minutes ?? '',
});

export const isCoded = (c: Coding): boolean => c.question || c.concerns.length > 0;

// The code of a question only, which stands by itself
export const QUESTION = '0';

export function withCode(c: Coding, code: string): Coding {
  if (code === QUESTION) return { ...c, concerns: [], question: true };
  return { ...c, question: false, concerns: c.concerns.includes(code) ? c.concerns : [...c.concerns, code] };
}

export const withoutCode = (c: Coding, code: string): Coding =>
  code === QUESTION ? { ...c, question: false } : { ...c, concerns: c.concerns.filter((one) => one !== code) };

const KEYS = ['group', 'with', 'ended', 'heard', 'minutes'] as const;

// As a line has it: what was chosen, and what was there before and is no more
export function coded(c: Coding, was: Coding = NOT_CODED): Coded {
  const rows = KEYS.filter((key) => c[key] !== '' || was[key] !== '').map((key) => [key, c[key]]);
  return {
    ...(isCoded(c) || isCoded(was) ? { about: c.question ? [QUESTION] : c.concerns } : {}),
    ...(c.did.length > 0 || was.did.length > 0 ? { did: c.did } : {}),
    ...(Object.fromEntries(rows) as Coded),
  };
}
