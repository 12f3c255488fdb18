// The frame of an open desk: its places always in sight, at the left, or on a phone at the bottom, and what holds for all of it.
import type { ComponentChildren, JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { clock, fill, named, nameOf } from '../shared/texts';
import type { Synced } from './asked';
import type { Daily, Place } from './daily';
import { Hint, type Key, Keys, Layer, useKeys, usePresses } from './keys';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Synced;
  readonly keys: boolean; // whether quick keys are on
}

interface PlaceOf {
  readonly place: Place;
  readonly key: string;
  readonly text: keyof DeskTexts;
  readonly narrow: 'always' | 'never' | 'only'; // on a phone
}
const PLACES: readonly PlaceOf[] = [
  { place: 'today', key: '1', text: 'today', narrow: 'always' },
  { place: 'matters', key: '2', text: 'matters', narrow: 'always' },
  { place: 'count', key: '3', text: 'to_count', narrow: 'always' },
  { place: 'figures', key: '5', text: 'figures', narrow: 'never' },
  { place: 'desk', key: '7', text: 'about', narrow: 'never' },
  { place: 'more', key: '', text: 'more', narrow: 'only' },
];
const UNDER_MORE: readonly Place[] = ['figures', 'desk', 'more'];

function numberAt(shown: Synced, place: Place): number {
  if (place === 'today') return shown.today?.waiting.length ?? 0;
  return place === 'count' ? shown.today?.to_count ?? 0 : 0;
}

function PlaceButton({ t, daily, shown, of }: { t: DeskTexts; daily: Daily; shown: Synced; of: PlaceOf }): JSX.Element {
  const { place } = daily.state;
  const here = place === of.place || (of.place === 'more' && UNDER_MORE.includes(place));
  const n = numberAt(shown, of.place);
  return (
    <li class={`narrow-${of.narrow}`}>
      <button class="place" type="button" aria-current={here ? 'page' : undefined} aria-keyshortcuts={of.key || undefined} onClick={() => daily.go(of.place)}>
        {of.key !== '' && <Hint of={of.key} />}<span>{t[of.text]}</span>{n > 0 && <span class="n" aria-hidden="true">{n}</span>}
      </button>
    </li>
  );
}

function Places({ t, session, shown }: Omit<Props, 'keys'>): JSX.Element {
  const { daily } = session;
  const [today, matters, ...rest] = PLACES.map((of) => <PlaceButton key={of.place} t={t} daily={daily} shown={shown} of={of} />);
  return (
    <nav class="places" aria-label={t.places}>
      <ul>
        {today}
        {matters}
        <li><button class="place caller" type="button" aria-keyshortcuts="c" onClick={() => daily.call()}><Hint of="c" /><span>{t.caller}</span></button></li>
        {rest}
      </ul>
    </nav>
  );
}

// Where what was done last is saved; only what is true
function savedWhere(t: DeskTexts, session: Session, shown: Synced): string {
  const time = clock(session.state.goes);
  if (shown.unsaved === 0) return '';
  return fill(shown.keeps ? t.saved_here : t.saved_nowhere, { time });
}

function States({ t, session, shown }: Omit<Props, 'keys'>): JSX.Element {
  const { daily } = session;
  return (
    <div class="states">
      <p class="since">{fill(t.up_to_date, { time: clock(session.state.at) })}</p>
      <p class="since saved">{savedWhere(t, session, shown)}</p>
      {session.waits && <button class="plain now" type="button" onClick={() => void session.sendNow()}>{t.send_now}</button>}
      <button class="plain look" type="button" aria-keyshortcuts="l" onClick={() => session.lookNow()}>{t.look} <Hint of="l" /></button>
      <button class="plain wide" type="button" aria-keyshortcuts="Shift+L" onClick={() => daily.talk()}>{t.in_talk} <Hint of={`${t.key_shift} L`} /></button>
      <button class="plain wide" type="button" aria-keyshortcuts="?" aria-expanded={daily.state.help} onClick={() => daily.help(!daily.state.help)}>{t.keys} <Hint of="?" /></button>
      <button class="second lock" type="button" onClick={() => session.leave()}>{t.lock}</button>
    </div>
  );
}

function keysOf(t: DeskTexts, session: Session): readonly Key[] {
  const { daily } = session;
  return [
    ...PLACES.filter(({ key }) => key !== '').map(({ key, text, place }): Key => ({ key, text: t[text], act: () => daily.go(place) })),
    { key: 'c', text: t.caller, act: () => daily.call() },
    { key: 'l', text: t.look, act: () => session.lookNow() },
    { key: 'L', text: t.in_talk, act: () => daily.talk() },
    { key: 'u', text: t.undo, act: () => void daily.undo() },
    { key: '?', text: t.key_help, act: () => daily.help(!daily.state.help) },
    { key: 'Escape', text: '', act: () => daily.help(false) },
  ];
}

export function Frame({ t, session, shown, keys, children }: Props & { readonly children: ComponentChildren }): JSX.Element {
  const { daily } = session;
  usePresses(keys);
  useKeys(keys, Layer.Places, keysOf(t, session));
  return (
    <div class="open-desk">
      <div class="rail">
        <p class="office"><bdi>{named(shown.office.name)}</bdi><span class="since"><bdi>{nameOf(t, shown.office, shown.self)}</bdi></span></p>
        <Places t={t} session={session} shown={shown} />
        <States t={t} session={session} shown={shown} />
      </div>
      <div class="work">{children}</div>
      {daily.state.help && (
        <aside class="help" aria-label={t.keys}>
          <div class="head"><h2>{t.keys_here}</h2><button class="plain end" type="button" onClick={() => daily.help(false)}>{t.shut_strip} <Hint of={t.key_escape} /></button></div>
          {keys ? <Keys t={t} /> : <p>{t.keys_off}</p>}
        </aside>
      )}
    </div>
  );
}
