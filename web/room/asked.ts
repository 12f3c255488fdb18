// What the room asks of its worker besides, and what comes back.
import type { Message, Office, Questions } from '../shared/asked';

// wasm/show.h
export interface Shown {
  readonly office: Office;
  readonly messages: readonly Message[];
  readonly left_behind: number;
  readonly untold: number;
  readonly unknown: number; // messages that need a newer page
}

// free: who were named as reading what is sent to whoever is free
export type Act =
  | { readonly what: 'read' }
  | { readonly what: 'say'; readonly text: string; readonly to: string; readonly free: readonly string[] }
  | { readonly what: 'takeBack'; readonly message: string }
  | { readonly what: 'forget' }
  | { readonly what: 'renew'; readonly words: string };

export interface RoomQuestions extends Questions {
  // Without words, only whose office it is.
  visit: { ask: { words: string; act: Act }; answer: Shown };
}

// Besides those of shared/asked.ts: others than were named read what is sent to whoever is free.
export const OTHERS_READ = 'OTHERS_READ';
