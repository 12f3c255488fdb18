// The worker of an open desk: it ends with all that it knows when the desk is locked, and another takes its place.
import type { Nudge } from '../shared/asked';
import type { Client } from '../shared/client';
import type { Opened } from '../shared/place';
import type { DeskQuestions } from './asked';

export class Reach {
  private now: Promise<Opened<DeskQuestions>>;
  private readonly open: () => Promise<Opened<DeskQuestions>>;

  constructor(first: Opened<DeskQuestions>, open: () => Promise<Opened<DeskQuestions>>) {
    this.now = Promise.resolve(first);
    this.open = open;
  }

  // One that could not be loaded is tried again.
  async client(): Promise<Client<DeskQuestions>> {
    try {
      return (await this.now).client;
    } catch {
      this.now = this.open();
      return (await this.now).client;
    }
  }

  nudge(kind: Nudge['kind']): void {
    void this.now.then(({ client }) => client.nudge(kind), () => undefined);
  }

  anew(): void {
    void this.now.then(({ client }) => client.end(), () => undefined);
    this.now = this.open();
    this.now.catch(() => undefined);
  }
}
