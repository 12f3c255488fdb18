// What a concern may be, while it is typed.
import { useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import type { Code } from './asked';
import { QUESTION } from './coding';
import type { Daily } from './daily';

const AFTER = ','; // what stands before it is taken

// What was typed and found, one after another: whoever types faster than the core answers loses nothing. What a comma follows
// stays in the field until it is looked up, and what is typed meanwhile stands behind it.
export class Finder {
  typed = '';
  found: readonly Code[] = [];
  take: (code: string) => boolean = () => false; // false: it has no place
  private known = ''; // what was looked up
  private refused = ''; // what was typed when there was no place
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly daily: Daily, private readonly t: DeskTexts, private readonly draw: () => void) {}

  type(typed: string): void {
    this.typed = typed;
    if (typed.trim() === '') [this.found, this.known] = [[], typed];
    this.draw();
    this.settled(() => this.lookUp());
  }

  // As if a comma followed; then: once it is taken, if nothing more was typed.
  enter(then: () => void): void {
    this.type(`${this.typed}${AFTER}`);
    this.settled(() => {
      if (this.typed === '') return then();
      if (!this.typed.endsWith(AFTER)) return;
      const { full } = this;
      this.typed = this.typed.slice(0, -AFTER.length); // nobody typed that comma
      if (full) this.refused = this.typed;
      this.knows(this.typed, []);
    });
  }

  // One of those found was chosen.
  choose(code: string): boolean {
    const took = this.took(code);
    if (took) this.type('');
    return took;
  }

  // Something was typed that nothing takes yet.
  get asks(): boolean {
    return this.typed.slice(this.typed.lastIndexOf(AFTER) + AFTER.length).trim() !== '';
  }

  get unknown(): boolean {
    return this.typed.trim() !== '' && this.known === this.typed && this.found.length === 0 && !this.full;
  }

  get full(): boolean {
    return this.refused !== '' && this.refused === this.typed;
  }

  // Before an act: what is typed still is taken, and where it may mean several the act waits for another press.
  finish(then: () => void): void {
    this.settled(() => {
      if (this.typed.trim() === '') return then();
      const [first, ...others] = this.found;
      if (first !== undefined && this.choose(first.code) && others.length === 0) then();
    });
  }

  // Once all that was typed is looked up
  settled(then: () => void | Promise<void>): void {
    this.last = this.last.then(then);
  }

  private took(code: string): boolean {
    const took = this.take(code);
    this.refused = took ? '' : this.typed;
    this.draw();
    return took;
  }

  private async find(text: string): Promise<readonly Code[]> {
    if (text === '') return [];
    return text === QUESTION ? [{ code: QUESTION, name: this.t.question_only, about: '' }] : this.daily.find(text);
  }

  private async lookUp(): Promise<void> {
    while (this.typed.includes(AFTER)) if (!(await this.takeFirst())) return;
    const { typed } = this;
    if (typed === this.known) return;
    const found = await this.find(typed.trim());
    if (this.typed === typed) this.knows(typed, found);
  }

  private knows(typed: string, found: readonly Code[]): void {
    this.found = found;
    this.known = typed;
    this.draw();
  }

  // Of what a comma follows. False: it means nothing, or has no place; it stays where it was typed.
  private async takeFirst(): Promise<boolean> {
    const part = this.typed.slice(0, this.typed.indexOf(AFTER) + AFTER.length);
    const text = part.slice(0, -AFTER.length).trim();
    const [first] = await this.find(text);
    if (!this.typed.startsWith(part)) return true; // it was changed meanwhile
    if (text === '' || (first !== undefined && this.took(first.code))) {
      this.typed = this.typed.slice(part.length);
      this.knows('', []);
      return true;
    }
    if (first !== undefined) this.refused = this.typed;
    this.knows(this.typed, []);
    return false;
  }
}

export function useFinder(t: DeskTexts, daily: Daily, take: (code: string) => boolean): Finder {
  const [, draw] = useState(0);
  const finder = useRef<Finder>();
  finder.current ??= new Finder(daily, t, () => draw((n) => n + 1));
  finder.current.take = take;
  return finder.current;
}
