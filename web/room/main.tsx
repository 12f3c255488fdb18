// Starts the room.
import { render } from 'preact';
import type { RoomTexts } from 'texts';
import { Place } from '../shared/place';
import type { RoomQuestions } from './asked';
import { Room } from './room';

async function start(): Promise<void> {
  const place = new Place<RoomTexts, RoomQuestions>('room');
  const { t, before } = place;
  const draw = (lost: boolean): void => render(<Room t={t} client={client} textMax={textMax} lost={lost} before={before} />, place.element);
  const { client, textMax } = await place.open(draw);
  place.show();
  draw(false);
}

// Without the module #needs stays, and says so.
start().catch(() => undefined);
