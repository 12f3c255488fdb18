// One matter: what was said, the answer being written, and the notes beside it.
import type { JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import type { Message } from '../shared/asked';
import { bytes, Draft } from '../shared/draft';
import { Said } from '../shared/said';
import { Title } from '../shared/title';
import { clock, date, fill, hasLeft, nameOf } from '../shared/texts';
import { lastOf, type Matter as Facts, type Shown } from './asked';
import { markOf, type Unsent } from './drafts';
import { Hint, type Key, Layer, useKeys } from './keys';
import { Head, headKeys } from './matter-head';
import type { Session } from './session';

export interface Fields {
  readonly answer: RefObject<HTMLTextAreaElement>;
  readonly notes: RefObject<HTMLTextAreaElement>;
}

const SAVED_AFTER_MS = 2000;

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Shown;
  readonly matter: Facts;
  readonly unsent: Unsent;
  readonly busy: boolean;
  readonly fields: Fields;
  readonly keys: boolean; // whether quick keys are on
  readonly moves: readonly Key[]; // through the list
}

const who = (t: DeskTexts, { office, self }: Shown, m: Message): string =>
  m.person === '' ? t.visitor : m.person === self ? t.you : nameOf(t, office, m.person);

function Answer({ t, session, matter, unsent, busy, fields }: Props): JSX.Element {
  const max = session.textMax;
  const ready = unsent.answer.trim() !== '' && bytes(unsent.answer) <= max;
  const send = (event: Event): void => {
    event.preventDefault();
    if (!busy && ready) void session.say(matter);
  };
  return (
    <form class="write" onSubmit={send} autocomplete="off">
      <Draft t={t} id="answer" label={t.answer} rows={5} value={unsent.answer} max={max} over={t.too_long} busy={busy} field={fields.answer}
        onText={(answer) => session.write({ answer })} />
      <p class="row"><button data-main aria-disabled={busy || !ready}>{t.send} <Hint of={`${t.key_ctrl} ${t.key_enter}`} /></button></p>
    </form>
  );
}

function Notes({ t, session, matter, unsent, busy, fields }: Props): JSX.Element {
  const max = session.textMax;
  const text = unsent.notes?.text ?? matter.notes;
  const ready = unsent.notes !== null && bytes(text) <= max;
  const save = (event: Event): void => {
    event.preventDefault();
    if (!busy && ready) void session.note(matter);
  };
  // Saved on this device once nothing was typed for a while.
  useEffect(() => {
    if (!ready || busy) return;
    const timer = setTimeout(() => void session.note(matter), SAVED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, ready]);
  const write = (written: string): void => {
    session.write({ notes: written === matter.notes ? null : { base: unsent.notes?.base ?? markOf(matter.notes), text: written } });
  };
  return (
    <form class="notes" onSubmit={save} autocomplete="off">
      <Draft t={t} id="notes" label={t.notes} rows={10} value={text} max={max} over={t.notes_too_long} busy={busy} field={fields.notes} onText={write} />
      <p class="since">{fill(t.notes_hint, { date: date(matter.ends) })}</p>
      <p class="row">
        <button class="second" aria-disabled={busy || !ready}>{t.notes_save}</button>
        <span class="since">{unsent.notes !== null ? t.notes_unsaved : ''}</span>
      </p>
    </form>
  );
}

// An answer that has not gone out whole, and what can be done about it
function Goes({ t, session, matter, said, gone }: Pick<Props, 't' | 'session' | 'matter'> & { readonly said: Message; readonly gone: boolean }): JSX.Element {
  const when = said.gone > 0 ? t.going : fill(t.goes_by, { time: clock(session.state.goes) });
  const goes = session.state.shown?.later === true ? t.goes_later : when;
  return (
    <>
      <p class="soon">{gone ? t.left_said : goes}</p>
      {said.gone === 0 && (
        <p class="row"><button class="second small" type="button" onClick={() => void session.unsay(matter, said.id, said.text)}>{t.undo}</button></p>
      )}
    </>
  );
}

function Talk({ props, thread }: { props: Props; thread: RefObject<HTMLOListElement> }): JSX.Element {
  const { t, session, shown, matter: m } = props;
  const gone = hasLeft(shown.office, shown.self);
  const typed = props.unsent.answer;
  const spoken = m.messages.length === 0 && m.count.began !== 'wrote';
  return (
    <section class="talk" aria-labelledby="talk-title">
      <h2 id="talk-title" class="hear">{t.talk}</h2>
      {spoken && <p class="standing">{fill(t.spoken, { n: m.count.talks })}</p>}
      <ol class="thread" ref={thread}>
        {m.messages.map((said) => (
          <Said key={said.id} t={t} message={said} who={who(t, shown, said)} heading="h3" own={said.person === shown.self} days={shown.office.retention_days}>
            {said.unsent && <Goes t={t} session={session} matter={m} said={said} gone={gone} />}
          </Said>
        ))}
      </ol>
      {gone && <p class="standing">{t.you_left}</p>}
      {!gone && !spoken && <Answer {...props} />}
      {gone && typed.trim() !== '' && (
        <>
          <p>{t.left_unsent}</p>
          <p class="said text" dir="auto" translate={false}>{typed}</p>
        </>
      )}
    </section>
  );
}

type Tab = 'talk' | 'notes';

// On a narrow screen talk and notes are tabs; a dot says that something stands in one.
function Tabs({ t, tab, notes, onTab }: { t: DeskTexts; tab: Tab; notes: boolean; onTab: (tab: Tab) => void }): JSX.Element {
  return (
    <div class="tabs" role="group" aria-label={t.tabs}>
      <button class="plain" type="button" aria-pressed={tab === 'talk'} onClick={() => onTab('talk')}>{t.talk}</button>
      <button class="plain" type="button" aria-pressed={tab === 'notes'} onClick={() => onTab('notes')}>{t.notes} {notes && <span class="dot" aria-hidden="true" />}</button>
    </div>
  );
}

export function Matter(props: Props): JSX.Element {
  const { t, session, shown, matter: m, keys, fields } = props;
  const [tab, setTab] = useState<Tab>('talk');
  const heading = useRef<HTMLHeadingElement>(null);
  const thread = useRef<HTMLOListElement>(null);
  const newest = lastOf(m)?.id;
  // What was said last is what one came for.
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    if (window.scrollY > 0) window.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    const last = thread.current?.lastElementChild;
    if (last !== null && last !== undefined && last.getBoundingClientRect().bottom > innerHeight / 2) last.scrollIntoView({ block: 'center' });
  }, [newest]);
  const reach = (which: Tab, field: RefObject<HTMLTextAreaElement>) => (): void => {
    setTab(which);
    requestAnimationFrame(() => field.current?.focus());
  };
  useKeys(keys, Layer.Screen, [
    ...props.moves,
    { key: 'r', text: t.key_answer, act: reach('talk', fields.answer) },
    { key: 'n', text: t.key_notes, act: reach('notes', fields.notes) },
    ...headKeys(t, session, m),
    { key: 'Escape', text: t.to_list, act: () => (session.daily.state.panel === null ? session.back() : session.daily.show(null)) },
  ]);
  return (
    <div class={`opened on-${tab}`}>
      <Head t={t} session={session} shown={shown} matter={m} busy={props.busy} heading={heading} />
      <Tabs t={t} tab={tab} notes={m.notes !== ''} onTab={setTab} />
      <Talk props={props} thread={thread} />
      <Notes {...props} />
      <p class="since six" translate={false}>{fill(t.matter, { name: m.name })}</p>
    </div>
  );
}

// It was here, and is no more; what was being written to it is not lost with it.
export function Gone({ t, unsent, onBack }: { t: DeskTexts; unsent: Unsent; onBack: () => void }): JSX.Element {
  const kept = [unsent.answer, unsent.notes?.text ?? '', unsent.ending?.word?.text ?? ''].filter((text) => text.trim() !== '');
  return (
    <div class="opened">
      <section class="talk">
        <Title>{t.gone_title}</Title>
        <p>{t.gone}</p>
        {kept.length > 0 && <p>{t.gone_unsent}</p>}
        {kept.map((text) => <p key={text} class="said text" dir="auto" translate={false}>{text}</p>)}
        <p class="row"><button class="second" type="button" onClick={onBack}>{t.to_list}</button></p>
      </section>
    </div>
  );
}
