// Starts the room.
import { render } from 'preact';
import type { RoomTexts } from 'texts';
import { Place } from '../shared/place';
import type { RoomQuestions } from './asked';
import { reachOf } from './reach';
import { Room, Status } from './room';
import { Session } from './session';

// What waits above the bar (room.css) knows its height, which grows with large letters and with what is said in it.
function watchBar(): void {
  const bar = document.querySelector<HTMLElement>('.bar');
  if (bar !== null)
    new ResizeObserver(() => document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`)).observe(bar);
}

async function start(): Promise<void> {
  const place = new Place<RoomTexts, RoomQuestions>('room');
  const { t } = place;
  let session: Session | undefined;
  const { client, textMax } = await place.open((lost) => session?.hear(lost));
  const room = new Session(t, client, textMax, reachOf(place.element));
  session = room;
  const status = document.getElementById('status');
  const draw = (): void => {
    render(<Room t={t} session={room} />, place.element);
    if (status !== null) render(<Status t={t} session={room} />, status);
  };
  room.subscribe(draw);
  // The page has its ways out without this, too; from now on they end what runs.
  for (const way of document.querySelectorAll<HTMLAnchorElement>('a[href="about:blank"]'))
    way.addEventListener('click', (event) => {
      event.preventDefault();
      room.leave();
    });
  document.getElementById('back')?.addEventListener('click', room.back);
  watchBar();
  place.show();
  draw();
  await room.meet();
}

// Without the module #needs stays, and says so.
start().catch(() => undefined);
