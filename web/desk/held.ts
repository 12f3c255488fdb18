// State that an act reads as it is by then: between a key and the next drawing another key may come.
import { useRef, useState } from 'preact/hooks';

export interface Held<T> {
  readonly now: T;
  change(to: (now: T) => T): void;
}

export function useHeld<T>(first: () => T): Held<T> {
  const [, draw] = useState(0);
  const held = useRef<{ now: T; change: (to: (now: T) => T) => void }>();
  if (held.current === undefined) {
    const made = { now: first(), change: (to: (now: T) => T) => { made.now = to(made.now); draw((n) => n + 1); } };
    held.current = made;
  }
  return held.current;
}
