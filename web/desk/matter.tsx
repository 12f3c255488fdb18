// One matter: what was said, the answer being written, and the notes beside it.
import type { JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import type { Message } from '../shared/asked';
import { bytes, Draft } from '../shared/draft';
import { Said } from '../shared/said';
import { Sure } from '../shared/sure';
import { clock, date, fill, hasLeft, nameOf } from '../shared/texts';
import { lastOf, type Matter as Facts, type Shown } from './asked';
import type { Unsent } from './drafts';
import { endsSoon } from './list';
import type { Session } from './session';

export interface Fields {
  readonly answer: RefObject<HTMLTextAreaElement>;
  readonly notes: RefObject<HTMLTextAreaElement>;
}

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Shown;
  readonly matter: Facts;
  readonly unsent: Unsent;
  readonly busy: boolean;
  readonly fields: Fields;
}

// Who has it, of those it was sent to
function whose(t: DeskTexts, { office }: Shown, m: Facts): string {
  if (!m.free) return t.to_you;
  if (m.taken !== '' && m.mine) return `${t.to_free} ${t.taken_here}`;
  if (m.taken !== '') return `${t.to_free} ${fill(t.taken_long, { name: nameOf(t, office, m.taken) })}`;
  return t.to_free;
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
      <p class="row"><button aria-disabled={busy || !ready}>{t.send}</button></p>
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
  const write = (written: string): void => {
    const base = unsent.notes?.base ?? matter.notes;
    session.write({ notes: written === matter.notes && base === matter.notes ? null : { base, text: written } });
  };
  return (
    <form class="notes" onSubmit={save} autocomplete="off">
      <Draft t={t} id="notes" label={t.notes} rows={10} value={text} max={max} over={t.notes_too_long} busy={busy} field={fields.notes} onText={write} />
      <p class="since">{t.notes_hint}</p>
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

export function Matter(props: Props): JSX.Element {
  const { t, session, shown, matter: m, busy } = props;
  const [sure, setSure] = useState(false);
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
  const gone = hasLeft(shown.office, shown.self);
  const typed = props.unsent.answer;
  return (
    <div class="opened">
      <section class="talk" aria-labelledby="matter-title">
        <p class="to-list"><button class="second small" type="button" onClick={() => session.back()}>{t.to_list}</button></p>
        <h2 id="matter-title" ref={heading} tabIndex={-1}>{fill(t.matter, { name: m.name })}</h2>
        <p class="row whose">
          <span>{whose(t, shown, m)}</span>
          {m.nobodys && !gone && (
            <button class="second small" type="button" aria-disabled={busy} onClick={() => !busy && session.take(m)}>{t.take}</button>
          )}
        </p>
        {m.another_roster && <p class="soon">{t.another_roster}</p>}
        {endsSoon(m, shown.office.day) && <p class="soon">{fill(t.ends_long, { date: date(m.ends) })}</p>}
        <ol class="thread" ref={thread}>
          {m.messages.map((said) => (
            <Said key={said.id} t={t} message={said} who={who(t, shown, said)} heading="h3" own={said.person === shown.self} days={shown.office.retention_days}>
              {said.unsent && <Goes t={t} session={session} matter={m} said={said} gone={gone} />}
            </Said>
          ))}
        </ol>
        {gone ? <p class="standing">{t.you_left}</p> : <Answer {...props} />}
        {gone && typed.trim() !== '' && (
          <>
            <p>{t.left_unsent}</p>
            <p class="said text" dir="auto" translate={false}>{typed}</p>
          </>
        )}
        <p class="row">
          <button class="second small" type="button" aria-expanded={sure} onClick={() => setSure(!sure)}>{t.close}</button>
        </p>
        {sure && <Sure id="sure" text={t.close_sure} yes={t.close_yes} no={t.close_no} onYes={() => void session.close(m)} onNo={() => setSure(false)} />}
      </section>
      <Notes {...props} />
    </div>
  );
}

// It was here, and is no more; what was being written to it is not lost with it.
export function Gone({ t, unsent, onBack }: { t: DeskTexts; unsent: Unsent; onBack: () => void }): JSX.Element {
  const kept = [unsent.answer, unsent.notes?.text ?? ''].filter((text) => text.trim() !== '');
  return (
    <div class="opened">
      <section class="talk">
        <h2>{t.gone_title}</h2>
        <p>{t.gone}</p>
        {kept.length > 0 && <p>{t.gone_unsent}</p>}
        {kept.map((text) => <p key={text} class="said text" dir="auto" translate={false}>{text}</p>)}
        <p class="row"><button class="second" type="button" onClick={onBack}>{t.to_list}</button></p>
      </section>
    </div>
  );
}
