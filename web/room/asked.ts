// What the room asks of its worker besides, and what comes back.
import type { Message, Office, Questions } from '../shared/asked';

// wasm/show.h
export interface Shown {
  readonly office: Office;
  readonly messages: readonly Message[];
  readonly left_behind: number;
  readonly untold: number;
  readonly readers: Readers | null; // null: not known
}

// Ids of people, today
export interface Readers {
  readonly free: readonly string[]; // who would read what is written to whoever is free
  readonly people: readonly string[]; // who can be written to
  readonly not_today: readonly string[]; // who are at the office, and cannot
}

// What is to be done, as session_do takes it. id: as newId makes it; to: a person's, or absent for whoever is free
export type Line =
  | { readonly do: 'read' }
  | { readonly do: 'say'; readonly id: string; readonly text: string; readonly to?: string }
  | { readonly do: 'take-back'; readonly message: string }
  | { readonly do: 'forget' }
  | { readonly do: 'renew'; readonly new_words: string };

export interface RoomQuestions extends Questions {
  // Without words, only whose office it is. named: who were said to read what is sent to whoever is free.
  // Early: what was found out when somebody else is there than the page knows.
  visit: { ask: { words: string; line: Line; named: readonly string[] }; answer: Shown; early: Shown };
}

// Besides those of shared/asked.ts: others than were named read what is sent to whoever is free.
export const OTHERS_READ = 'OTHERS_READ';
