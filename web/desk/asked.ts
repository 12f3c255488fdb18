// What the desk asks of its worker besides, and what comes back.
import type { Message, Office, Questions } from '../shared/asked';

// core/desk/told.h, told_matter
export interface Count {
  readonly began: string;
  readonly talks: number;
  readonly visitors: number; // would be counted, or are
  readonly matters: number;
  readonly coded: boolean;
  readonly counted: boolean;
  readonly talk_only: boolean;
  readonly closing: boolean; // it ends once its last word has gone out
  readonly unheard: boolean; // the visitor had no answer
  readonly concerns: readonly string[];
  readonly group: string | null;
  readonly heard: string | null;
  readonly with: string | null;
  readonly ended: string | null;
  readonly minutes: string | null;
  readonly did: readonly string[];
}

// told_to_count: what ended by its date
export interface Ended extends Pick<Count, 'began' | 'talks' | 'talk_only' | 'concerns' | 'group' | 'heard' | 'with' | 'ended' | 'minutes' | 'did'> {
  readonly mark: string;
  readonly visitors: number;
  readonly matters: number;
}

// told_today
export interface Row {
  readonly matter: string;
  readonly label: string;
  readonly heading: string;
  readonly began: string;
  readonly day: string; // ISO, as .ends
  readonly ends: string;
  readonly waits: boolean;
  readonly taken: string | null; // by whom
  readonly coded: boolean;
  readonly counted: boolean;
  readonly talks: number;
}

export interface Today {
  readonly day: string;
  readonly waiting: readonly Row[];
  readonly ends_soon: readonly Row[];
  readonly to_count: number;
  readonly demand: boolean;
}

// told_practice
export interface Code {
  readonly code: string;
  readonly name: string;
  readonly about: string;
}

export interface Practice {
  readonly period: string;
  readonly groups: readonly string[];
  readonly heard: readonly string[];
  readonly asks: readonly string[]; // the dimensions that this office counts
  readonly services: readonly string[];
  readonly with: readonly string[];
  readonly endings: readonly string[];
  readonly minutes: readonly string[];
  readonly outreach: readonly string[];
  readonly threshold: number;
  readonly theme_letters: number; // at most
  readonly theme_printed: number; // from so many times on
  readonly codes: readonly Code[];
}

// told_figures, and the log of told_outreach
export interface Figures {
  readonly period: string;
  readonly begins: string;
  readonly visitors: number;
  readonly matters: number;
  readonly concerns: number;
  readonly talks: number;
  readonly outreach: number;
  readonly to_count: number;
  readonly waiting_marks: number;
  readonly tables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly brought: readonly string[]; // tables of which sums were brought over
  readonly themes: readonly Theme[];
  readonly log: readonly Outreach[];
}

export interface Theme {
  readonly theme: string; // its id
  readonly text: string;
  readonly times: number;
  readonly since: string; // ISO
}

export interface Outreach {
  readonly act: string;
  readonly day: string;
  readonly kind: string;
  readonly people: number;
}

// wasm/show.h
export interface Matter {
  readonly name: string;
  readonly free: boolean;
  readonly nobodys: boolean; // colleagues wait to see who takes it
  readonly mine: boolean;
  readonly taken: string; // who has taken it, or ''
  readonly waits: boolean;
  readonly stranger: boolean; // who never wrote here before, and whom nobody here has answered, taken, kept or labelled
  readonly ends: number; // the first day on which nothing of it is left
  readonly shut: boolean; // acts on it need a newer Alcove
  readonly label: string;
  readonly another_roster: boolean; // its visitor was shown one that this desk never had
  readonly notes: string;
  readonly count: Count;
  readonly messages: readonly Message[];
}

export const lastOf = (m: Matter): Message | undefined => m.messages[m.messages.length - 1];

export interface Shown {
  readonly office: Office;
  readonly self: string;
  readonly withdrawn: number;
  readonly unsaved: number; // acts that the server is not known to have
  readonly crowded: boolean;
  readonly waiting: readonly { readonly day: number; readonly n: number }[]; // messages of strangers that are not filed
  readonly seeds_serial: number; // of the keys that this desk makes now; 0: not known yet
  readonly seeds_until: number; // 0: none, not known yet, or one who left
  readonly few_days: boolean; // visitors will soon find no keys of this desk
  readonly roster_ends: boolean; // soon
  readonly kept_version: number;
  readonly server_version: number;
  readonly put_back: boolean;
  readonly merged: boolean;
  readonly lost: number; // matters; of a vault that would be put back, too
  readonly unknown: number; // messages that need a newer Alcove
  readonly shut: boolean;
  readonly today: Today;
  readonly to_count: readonly Ended[];
  readonly matters: readonly Matter[];
}

export interface Synced extends Shown {
  readonly whole: boolean; // the look has come to its end
  readonly wait: number; // milliseconds until the next
  readonly later: boolean; // something that is saved waits for a place, and goes out another day
  readonly keeps: boolean; // this device could keep the sealed vault
}

// What a matter is counted as, as lines take it (core/desk/coding.h); what is not given stays, and nothing takes back what was said.
export interface Coded {
  readonly about?: readonly string[]; // codes; '0' alone for a question only
  readonly group?: string;
  readonly did?: readonly string[];
  readonly with?: string;
  readonly ended?: string;
  readonly heard?: string;
  readonly minutes?: string;
}
interface People {
  readonly visitors?: number;
  readonly matters?: number;
  readonly talks?: number;
}
interface Word {
  readonly last_word?: string;
  readonly no_last_word?: true;
}

// What is to be done, as desk_act takes it; id: as newId makes it, matter: its name
export type Line =
  | { readonly do: 'say'; readonly id: string; readonly matter: string; readonly text: string; readonly seen?: string }
  | { readonly do: 'unsay'; readonly matter: string; readonly message: string }
  | { readonly do: 'note'; readonly id: string; readonly matter: string; readonly text: string; readonly base: string }
  | { readonly do: 'take'; readonly matter: string }
  | { readonly do: 'label'; readonly matter: string; readonly text: string }
  | ({ readonly do: 'call'; readonly id: string; readonly how: string; readonly again?: true; readonly keep?: true } & Coded)
  | { readonly do: 'tally'; readonly matter: string; readonly how: string; readonly less?: true }
  | ({ readonly do: 'code'; readonly matter: string } & Coded)
  | ({ readonly do: 'count'; readonly id: string; readonly matter: string } & Coded & People)
  | ({ readonly do: 'end'; readonly id: string; readonly matter: string } & Coded & People & Word)
  | ({ readonly do: 'close'; readonly id: string; readonly matter: string } & Word)
  | ({ readonly do: 'settle'; readonly mark?: string; readonly drop?: true } & Coded & People)
  | { readonly do: 'settle'; readonly back: readonly string[] }
  | { readonly do: 'theme'; readonly id: string; readonly text: string }
  | { readonly do: 'notice'; readonly id: string; readonly theme: string; readonly drop?: true }
  | { readonly do: 'bring'; readonly id: string; readonly table: string; readonly text: string; readonly anew?: true }
  | { readonly do: 'outreach'; readonly id: string; readonly kind: string; readonly people?: number }
  | { readonly do: 'undo'; readonly act: string }
  | { readonly do: 'demand'; readonly lift?: true }
  | { readonly do: 'more' }
  | { readonly do: 'discard'; readonly matters: readonly string[]; readonly keep: readonly string[] }
  | { readonly do: 'renew-seeds' };

// putBack: the kept vault is taken even over an older one of the server. now: what waits goes out at once, all of it.
export interface Look {
  readonly putBack: boolean;
  readonly now: boolean;
}

// keeps: this device could keep what was done.
export type Done = Shown & { readonly keeps: boolean };

export type Role = 'ombuds' | 'arranging';

export interface DeskQuestions extends Questions {
  // Whose office it is, without words.
  office: { ask: null; answer: Office };
  // The words of the desk that is opened from now on.
  unlock: { ask: string; answer: null };
  // Early: what was found, which is being saved.
  look: { ask: Look; answer: Synced; early: Shown };
  // Done at once, also while the desk looks. Early: what came of it, which is being kept.
  act: { ask: Line; answer: Done; early: Shown };
  shown: { ask: null; answer: Shown };
  practice: { ask: null; answer: Practice };
  // What was typed, and words of the page's language that find codes, too; the nearest first
  codes: { ask: { typed: string; also: string }; answer: readonly Code[] };
  figures: { ask: number; answer: Figures }; // so many periods before this one
  enrolCode: { ask: { words: string; office: string; role: Role; name: string }; answer: string };
  forgetKept: { ask: null; answer: null };
}

// Besides those of shared/asked.ts: the server's vault is older than the kept one.
export const OLDER_VAULT = 'OLDER_VAULT';
