// What the desk asks of its worker besides, and what comes back.
import type { Message, Office, Questions } from '../shared/asked';

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
  readonly done: readonly string[]; // ids of what was asked for, as far as the vault remembers them
  readonly merged: boolean;
  readonly lost: number; // matters; of a vault that would be put back, too
  readonly unknown: number; // messages that need a newer Alcove
  readonly shut: boolean;
  readonly matters: readonly Matter[];
}

export interface Synced extends Shown {
  readonly whole: boolean; // the look has come to its end
  readonly wait: number; // milliseconds until the next
  readonly later: boolean; // something that is saved waits for a place, and goes out another day
  readonly keeps: boolean; // this device could keep the sealed vault
}

// What is to be done, as desk_act takes it; id: as newId makes it, matter: its name
export type Line =
  | { readonly do: 'say'; readonly id: string; readonly matter: string; readonly text: string; readonly seen?: string }
  | { readonly do: 'unsay'; readonly matter: string; readonly message: string }
  | { readonly do: 'note'; readonly id: string; readonly matter: string; readonly text: string; readonly base: string }
  | { readonly do: 'take'; readonly matter: string }
  | { readonly do: 'close'; readonly matter: string; readonly yes: true }
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
  enrolCode: { ask: { words: string; office: string; role: Role; name: string }; answer: string };
  forgetKept: { ask: null; answer: null };
}

// Besides those of shared/asked.ts: the server's vault is older than the kept one.
export const OLDER_VAULT = 'OLDER_VAULT';
