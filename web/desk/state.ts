// What there is of the desk to be drawn.
import type { Role, Synced } from './asked';
import type { Drafts } from './drafts';
import { NOTHING_SINCE, type Since } from './notices';

export type View = 'locked' | 'join' | 'words' | 'code' | 'older' | 'desk';
export type Busy = 'inbox' | 'act' | 'send' | 'more' | 'discard' | 'renew-seeds' | 'put-back' | 'code';

export interface Coming {
  readonly name: string;
  readonly role: Role;
  readonly words: string; // until they are written down
  readonly code: string;
}

export interface State {
  readonly view: View;
  readonly shown: Synced | null;
  readonly at: Date | null; // when the desk was up to date last
  readonly goes: Date | null; // when it looks next
  readonly leaving: boolean; // it was asked to lock while something waits
  readonly chosen: string | null; // the name of a matter
  readonly seen: Readonly<Record<string, string>>; // of each matter, the message that was read last
  readonly kept: Readonly<Record<string, boolean>>; // of strangers: ticked or not, where somebody has said so
  readonly since: Since; // it was opened
  readonly drafts: Drafts;
  readonly coming: Coming | null;
  readonly busy: Busy | null;
  readonly said: string;
  readonly wrong: string;
  readonly lost: boolean;
  readonly wouldLose: number; // matters, if the kept vault is put back
}

export const LOCKED: Omit<State, 'drafts'> = {
  view: 'locked', shown: null, at: null, goes: null, leaving: false, chosen: null, seen: {}, kept: {}, since: NOTHING_SINCE, coming: null, busy: null, said: '', wrong: '', lost: false,
  wouldLose: 0,
};

export const isOpen = (view: View): boolean => view === 'desk';
