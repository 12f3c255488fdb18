// Starts the desk.
import { render } from 'preact';
import type { DeskTexts } from 'texts';
import { Place } from '../shared/place';
import type { DeskQuestions } from './asked';
import { Desk } from './desk';

async function start(): Promise<void> {
  const place = new Place<DeskTexts, DeskQuestions>('desk');
  let lost: (lost: boolean) => void = () => undefined;
  const open = (): ReturnType<typeof place.open> => place.open((now) => lost(now));
  const first = await open();
  place.show();
  const onLost = (told: typeof lost): void => {
    lost = told;
  };
  render(<Desk t={place.t} first={first} open={open} onLost={onLost} before={place.before} />, place.element);
}

// Without the module #needs stays, and says so.
start().catch(() => undefined);
