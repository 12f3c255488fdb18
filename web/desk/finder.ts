// What a concern may be, while it is typed.
import { useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import type { Code } from './asked';
import { QUESTION } from './coding';
import type { Daily } from './daily';

// What was typed and found, one after another: whoever types faster than the core answers loses nothing.
export class Finder {
  typed = '';
  found: readonly Code[] = [];
  private known = ''; // what was looked up
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly daily: Daily, private readonly t: DeskTexts, private readonly draw: () => void) {}

  type(typed: string): void {
    this.typed = typed;
    const text = typed.trim();
    if (text === '') this.found = [];
    this.draw();
    this.last = this.last.then(async () => {
      const found = text === '' ? [] : text === QUESTION ? [{ code: QUESTION, name: this.t.question_only, about: '' }] : await this.daily.find(text);
      if (this.typed !== typed) return;
      this.found = found;
      this.known = typed;
      this.draw();
    });
  }

  get unknown(): boolean {
    return this.typed.trim() !== '' && this.known === this.typed && this.found.length === 0;
  }

  // Before an act: what is typed still is taken, and where it may mean several the act waits for another press.
  finish(take: (code: string) => void, then: () => void): void {
    this.settled(() => {
      if (this.typed.trim() === '') return then();
      const [first, ...others] = this.found;
      if (first === undefined) return;
      this.type('');
      take(first.code);
      if (others.length === 0) then();
    });
  }

  // Once all that was typed is looked up
  settled(then: () => void): void {
    this.last = this.last.then(then);
  }
}

export function useFinder(t: DeskTexts, daily: Daily): Finder {
  const [, draw] = useState(0);
  const finder = useRef<Finder>();
  finder.current ??= new Finder(daily, t, () => draw((n) => n + 1));
  return finder.current;
}
