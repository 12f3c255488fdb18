// What the room asks of its worker besides, and what comes back.
import type { Message, Office, Questions } from '../shared/asked';

// wasm/show.h
export interface Shown {
  readonly office: Office;
  readonly messages: readonly Message[];
  readonly left_behind: number;
  readonly untold: number;
  readonly unknown: number; // messages that need a newer page
  readonly reading: boolean; // something that is there has not come yet
  readonly readers: Readers | null; // null: not known
}

// Ids of people, today
export interface Readers {
  readonly free: readonly string[]; // who would read what is written to whoever is free
  readonly people: readonly string[]; // who can be written to
  readonly not_today: readonly string[]; // who are at the office, and cannot
  readonly next: string; // who reads what she says next unless she chooses: an id, 'whoever', or '' when she is asked
  readonly grown: readonly string[]; // who is new among whoever is free since she wrote to them last
  readonly recognisers: readonly string[]; // who would recognise her in what she wrote to whoever is free
}

// What is to be done, as session_do takes it. id: as newId makes it; to: a person's, or absent for whoever
// is free, and then readers: who were said to read it
export type Line =
  | { readonly do: 'read' }
  | { readonly do: 'say'; readonly id: string; readonly text: string; readonly to?: string; readonly readers?: readonly string[] }
  | { readonly do: 'take-back'; readonly message: string }
  | { readonly do: 'forget' }
  | { readonly do: 'renew'; readonly new_words: string };

export interface RoomQuestions extends Questions {
  // Without words: only whose office it is and who reads there.
  meet: { ask: null; answer: Shown };
  // From now on there is a session under these words, and whatever comes is told as News.
  open: { ask: { words: string }; answer: undefined };
  // The session ends, and nothing of it is kept.
  close: { ask: null; answer: undefined };
  // Done at one of the next exchanges; a session that has ended is opened again for it.
  act: { ask: { line: Line }; answer: Shown };
}

export type News = Shown | { readonly ended: string };
