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
export const CONCERNS_MAX = 8; // as core/trends/marks.h has it

export const codingOf = (c: Count | Ended): Coding => ({
  concerns: c.concerns, question: c.talk_only && c.concerns.length === 0, group: c.group ?? '', with: c.with ?? '', did: c.did,
  ended: c.ended ?? '', heard: c.heard ?? '', minutes: c.minutes ?? '',
});

export const isCoded = (c: Coding): boolean => c.question || c.concerns.length > 0;

// The code of a question only, which stands by itself
export const QUESTION = '0';

// Whether one more concern has a place there
export const hasPlace = (c: Coding, code: string): boolean =>
  code === QUESTION || c.concerns.includes(code) || c.concerns.length < CONCERNS_MAX;

export function withCode(c: Coding, code: string): Coding {
  if (code === QUESTION) return { ...c, concerns: [], question: true };
  return { ...c, question: false, concerns: c.concerns.includes(code) ? c.concerns : [...c.concerns, code] };
}

export const withoutCode = (c: Coding, code: string): Coding =>
  code === QUESTION ? { ...c, question: false } : { ...c, concerns: c.concerns.filter((one) => one !== code) };

// ---- what somebody changed ----

const KEYS = ['group', 'with', 'ended', 'heard', 'minutes'] as const;

interface Listed {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

// Kept by itself, and drawn over what stands by then: what another device has coded meanwhile is not taken back by it.
export interface Recoding {
  readonly concerns: Listed;
  readonly did: Listed;
  readonly question: boolean | null; // null: as it stands
  readonly rows: Partial<Record<(typeof KEYS)[number], string>>;
}

const listed = (to: readonly string[], was: readonly string[]): Listed => ({
  added: to.filter((one) => !was.includes(one)), gone: was.filter((one) => !to.includes(one)),
});
const isListed = ({ added, gone }: Listed): boolean => added.length > 0 || gone.length > 0;
const over = (was: readonly string[], { added, gone }: Listed): readonly string[] =>
  [...was.filter((one) => !gone.includes(one)), ...added.filter((one) => !was.includes(one))];

// null: it is as it stands.
export function recodingOf(to: Coding, was: Coding): Recoding | null {
  const changed: Recoding = {
    concerns: listed(to.concerns, was.concerns), did: listed(to.did, was.did), question: to.question === was.question ? null : to.question,
    rows: Object.fromEntries(KEYS.filter((key) => to[key] !== was[key]).map((key) => [key, to[key]])),
  };
  const any = isListed(changed.concerns) || isListed(changed.did) || changed.question !== null || Object.keys(changed.rows).length > 0;
  return any ? changed : null;
}

export function recoded(was: Coding, changed: Recoding | null): Coding {
  if (changed === null) return was;
  const concerns = over(was.concerns, changed.concerns);
  const question = changed.question ?? (was.question && concerns.length === 0);
  return { ...was, ...changed.rows, question, concerns: question ? [] : concerns, did: over(was.did, changed.did) };
}

// As a line has it: what is other than it was, nothing too
export function coded(c: Coding, was: Coding = NOT_CODED): Coded {
  const changed = recodingOf(c, was);
  if (changed === null) return {};
  return {
    ...(isListed(changed.concerns) || changed.question !== null ? { about: c.question ? [QUESTION] : c.concerns } : {}),
    ...(isListed(changed.did) ? { did: c.did } : {}),
    ...changed.rows,
  };
}
