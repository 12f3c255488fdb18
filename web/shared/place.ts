// Where a page has left a place for its client. The page is complete without: it then says what is missing.
import type { Questions } from './asked';
import { Client } from './client';
import { learnDates, type Texts } from './texts';

const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element;
};

export interface Opened<Q extends Questions> {
  readonly client: Client<Q>;
  readonly textMax: number;
}

export class Place<T extends Texts, Q extends Questions> {
  readonly element: HTMLElement;
  readonly t: T;
  readonly before = byId('before'); // what the page itself shows at first

  constructor(id: string) {
    this.element = byId(id);
    this.t = JSON.parse(this.element.dataset['texts'] ?? '') as T;
  }

  // A worker with the core loaded. lost: told whenever the connection is lost or found again.
  async open(lost: (lost: boolean) => void): Promise<Opened<Q>> {
    const client = new Client<Q>(this.element.dataset['worker'] ?? '', lost);
    const core = new URL(this.element.dataset['core'] ?? '', document.baseURI).href;
    try {
      const common = client as unknown as Client<Questions>;
      const started = common.ask('start', { core, fingerprint: location.hash.slice(1) });
      learnDates();
      const { textMax } = await started;
      return { client, textMax };
    } catch (error) {
      client.end();
      throw error;
    }
  }

  // In the place of what is missing, since nothing is.
  show(): void {
    // In another language it is the same office.
    for (const link of document.links) if (link.origin === location.origin && link.hash === '') link.hash = location.hash;
    byId('needs').hidden = true;
    this.element.hidden = false;
    // A browser may keep a page whole for "Back": it comes back as new.
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) location.reload();
    });
  }
}
