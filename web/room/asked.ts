// What the room asks of its worker besides, and what comes back.
import type { Message, Office, Questions } from '../shared/asked';

// wasm/show.h
export interface Shown {
  readonly office: Office;
  readonly messages: readonly Message[];
  readonly left_behind: number;
  readonly untold: number;
}

export type Act =
  | { readonly what: 'read' }
  | { readonly what: 'say'; readonly text: string; readonly to: string }
  | { readonly what: 'takeBack'; readonly message: string }
  | { readonly what: 'forget' }
  | { readonly what: 'renew'; readonly words: string };

export interface RoomQuestions extends Questions {
  // Without words, only whose office it is.
  visit: { ask: { words: string; act: Act }; answer: Shown };
}
