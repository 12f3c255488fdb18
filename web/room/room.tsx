// What is on the screen: two doors, what is read before the first word, words, the talk, and the places that lead on.
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import { Enter } from '../shared/enter';
import { useEscape, useWarning } from '../shared/leave';
import { fill, list, nameOf } from '../shared/texts';
import { Back, Call, Fault, Fold, Trouble } from './parts';
import { Changed, Gone, Out, Sent } from './places';
import type { Session, View } from './session';
import { Talk } from './talk';
import { Ask, Words } from './words';
import { NotToday } from './write';

interface Props {
  readonly t: RoomTexts;
  readonly session: Session;
}

// ---- what stands in the page itself, and when it is shown ----

const PARTS: Readonly<Record<string, readonly View[]>> = {
  before: ['meeting', 'door'],
  beside: ['door'],
  brief: ['before'],
  more: ['before'],
};

function useParts(view: View, today: string): void {
  useLayoutEffect(() => {
    for (const [id, views] of Object.entries(PARTS)) {
      const part = document.getElementById(id);
      if (part !== null) part.hidden = !views.includes(view);
    }
    if (view !== 'meeting') window.scrollTo(0, 0);
    if (view === 'before') document.querySelector<HTMLElement>('#brief h1')?.focus({ preventScroll: true });
  }, [view]);
  useLayoutEffect(() => {
    const place = document.getElementById('today');
    if (place !== null) place.textContent = today;
  }, [today]);
}

// ---- the first views ----

const DOOR = 'M5 21V10a7 7 0 0 1 14 0v11M3 21h18M15 14v1.5';
const ANSWER = 'M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5';

function Door({ name, note, path, onClick }: { readonly name: string; readonly note: string; readonly path: string; readonly onClick: () => void }): JSX.Element {
  return (
    <button class="door" type="button" onClick={onClick}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg>
      <b>{name}</b>
      <small>{note}</small>
    </button>
  );
}

function Doors({ t, session }: Props): JSX.Element {
  const { view, wrong } = session.state;
  if (view === 'meeting')
    return <>{wrong !== '' && <Fault text={wrong}><p class="row"><button class="second" type="button" onClick={() => void session.meet()}>{t.again}</button></p></Fault>}</>;
  return (
    <>
      <div class="doors">
        <Door name={t.new} note={t.new_note} path={DOOR} onClick={() => session.move('before')} />
        <Door name={t.have} note={t.have_note} path={ANSWER} onClick={() => session.move('enter')} />
      </div>
      <Trouble t={t} session={session} sending={false} />
    </>
  );
}

function Before({ t, session }: Props): JSX.Element {
  const { met } = session.state;
  return (
    <>
      {met !== null && <NotToday t={t} met={met} />}
      <Trouble t={t} session={session} sending={false} />
      <p class="row begin"><button type="button" onClick={() => void session.newWords('words')}>{t.begin}</button></p>
    </>
  );
}

function Come({ t, session }: Props): JSX.Element {
  const { reach } = session.state;
  return (
    <>
      <Back name={t.back} onBack={session.back} />
      <Enter t={t} title={t.enter_title} check={(typed) => session.check(typed)} onWords={(typed) => void session.enter(typed)}>{null}</Enter>
      <Trouble t={t} session={session} sending={false} />
      <Fold name={t.lost_words}>
        <p>{t.lost_words_text} <Call text={t.also_call} reach={reach} /></p>
        <p class="row"><button class="second" type="button" onClick={session.anew}>{t.begin_anew}</button></p>
      </Fold>
    </>
  );
}

// ---- all of it ----

const BUSY_TEXTS = { read: 'looking', say: 'on_its_way', 'take-back': 'deleting', forget: 'deleting', renew: 'renewing' } as const;

// In the bar, in sight wherever she is: what goes on
export function Status({ t, session }: Props): JSX.Element {
  const { view, busy, said, wrong } = session.state;
  return <p role="status" class="status">{view === 'meeting' && wrong === '' ? t.meeting : busy !== null ? t[BUSY_TEXTS[busy]] : said}</p>;
}

function Now({ t, session }: Props): JSX.Element | null {
  const { view, room, met } = session.state;
  switch (view) {
    case 'meeting':
    case 'door':
      return <Doors t={t} session={session} />;
    case 'before':
      return <Before t={t} session={session} />;
    case 'words':
      return <Words t={t} session={session} lede={t.words_lede} onWritten={() => session.move('ask')} />;
    case 'renew':
      return <Words t={t} session={session} lede={t.renew_lede} onWritten={() => void session.renew()} />;
    case 'ask':
      return <Ask t={t} session={session} onRight={(right) => session.begin(right)} />;
    case 'enter':
      return <Come t={t} session={session} />;
    case 'talk':
      return room === null || met === null ? null : <Talk t={t} session={session} room={room} met={met} />;
    case 'sent':
      return <Sent t={t} session={session} />;
    case 'changed':
      return <Changed t={t} session={session} />;
    case 'gone':
      return <Gone t={t} session={session} />;
    case 'out':
      return <Out t={t} session={session} />;
  }
}

export function Room({ t, session }: Props): JSX.Element {
  const { view, met } = session.state;
  const free = met?.readers?.free ?? [];
  const today = met === null || free.length === 0 ? '' : fill(t.today, { people: list(free.map((id) => nameOf(t, met.office, id)), 'conjunction') });
  useEscape(session.leave);
  useWarning(session.loses, session.left);
  useParts(view, today);
  return <Now t={t} session={session} />;
}
