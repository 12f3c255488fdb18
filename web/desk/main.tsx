// Starts the desk.
import { render } from 'preact';
import type { DeskTexts } from 'texts';
import { Place } from '../shared/place';
import type { DeskQuestions } from './asked';
import { Desk } from './desk';
import { Reach } from './reach';
import { Session } from './session';

async function start(): Promise<void> {
  const place = new Place<DeskTexts, DeskQuestions>('desk');
  const { t, before } = place;
  let session: Session | undefined;
  const open = (): ReturnType<typeof place.open> => place.open((lost) => session?.hear(lost));
  const first = await open();
  const desk = new Session(t, new Reach(first, open), first.textMax);
  session = desk;
  const draw = (): void => render(<Desk t={t} session={desk} before={before} />, place.element);
  desk.subscribe(draw);
  desk.daily.subscribe(draw);
  place.show();
  draw();
}

// Without the module #needs stays, and says so.
start().catch(() => undefined);
