// What any page asks of its worker, and what comes back.

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string; // 'ombuds', 'arranging', or of a newer Alcove
  readonly known: boolean; // or else nobody can write to them from here
  readonly left: number;
}

export interface Office {
  readonly day: number;
  readonly id: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly not_after: number;
  readonly retention_days: number;
  readonly charter: { readonly writing: string; readonly exceptions: readonly string[] }; // core/talk/roster.h
  readonly people: readonly Person[];
}

export interface Message {
  readonly id: string;
  readonly person: string; // whose words; '' for the visitor's
  readonly lamport: number;
  readonly day: number;
  readonly text: string; // '' when it is unreadable
  readonly unreadable: boolean; // it is not text
  readonly unsent: boolean;
  readonly gone: number; // of an unsent one: parts that have gone out
  readonly free: boolean;
  readonly people: readonly string[];
}

// words_check of wasm/alcove.h
export type Checked =
  | { readonly ok: true; readonly words: string }
  | {
      readonly ok: false;
      readonly fault: 'count' | 'unknown' | 'ambiguous' | 'check';
      readonly position: number;
      readonly count: number;
      readonly near: readonly string[];
    };

// Each question with its answer. A page's own come besides.
export interface Questions {
  start: { ask: { core: string; fingerprint: string }; answer: { textMax: number } };
  wordsNew: { ask: null; answer: string };
  wordsCheck: { ask: string; answer: Checked };
}
export type Question<Q> = { [K in keyof Q]: Q[K] extends { ask: infer A } ? { id: number; kind: K; ask: A } : never }[keyof Q];

// To the worker besides: try the lost request again now, or no more.
export type Nudge = { kind: 'again' } | { kind: 'giveUp' };

// lost, found: whether a request is waiting for the connection to come back.
// news: what comes by itself, for whoever listens.
// early: part of an answer, for what can be shown before the rest has come.
export type Told =
  | { kind: 'early'; id: number; value: unknown }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failed'; id: number; err: string; n: number }
  | { kind: 'news'; value: unknown }
  | { kind: 'lost' }
  | { kind: 'found' };

// Besides the names of core/err.h: who waited gave up on a lost connection; the module could not be loaded.
export const GIVEN_UP = 'GIVEN_UP';
export const NOT_LOADED = 'NOT_LOADED';
