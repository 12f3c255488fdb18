// Starts the room.
import { render } from 'preact';
import type { RoomTexts } from 'texts';
import { Place } from '../shared/place';
import type { RoomQuestions } from './asked';
import { Room } from './room';
import { Session } from './session';

async function start(): Promise<void> {
  const place = new Place<RoomTexts, RoomQuestions>('room');
  const { t, before } = place;
  let session: Session | undefined;
  const { client, textMax } = await place.open((lost) => session?.hear(lost));
  const room = new Session(t, client, textMax);
  session = room;
  const draw = (): void => render(<Room t={t} session={room} before={before} />, place.element);
  room.subscribe(draw);
  place.show();
  draw();
  await room.meet();
}

// Without the module #needs stays, and says so.
start().catch(() => undefined);
