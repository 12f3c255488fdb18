// Starts the room where the page has left a place for it. The page is complete without: it then says what is missing.
import { render } from 'preact';
import { Client } from './client';
import { Room } from './room';
import type { Texts } from './texts';

const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element;
};

async function start(place: HTMLElement): Promise<void> {
  const t = JSON.parse(place.dataset['texts'] ?? '') as Texts;
  const draw = (lost: boolean): void => render(<Room t={t} client={client} textMax={textMax} lost={lost} before={byId('before')} />, place);
  let textMax = 0;
  const client = new Client(place.dataset['worker'] ?? '', (lost) => draw(lost));
  const core = new URL(place.dataset['core'] ?? '', document.baseURI).href;
  ({ textMax } = await client.ask('start', { core, fingerprint: location.hash.slice(1) }));
  // In another language it is the same office.
  for (const link of document.links) if (link.hash === '') link.hash = location.hash;
  byId('needs').hidden = true;
  place.hidden = false;
  draw(false);
  // A browser may keep a page whole for "Back": it comes back as new.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
}

// Without the module #needs stays, and says so.
start(byId('room')).catch(() => undefined);
