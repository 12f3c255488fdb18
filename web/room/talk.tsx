// The conversation: what was said, and writing more.
import type { JSX, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import type { Message, Office, Person } from '../shared/asked';
import { bytes, Draft } from '../shared/draft';
import { Said } from '../shared/said';
import { Sure } from '../shared/sure';
import { fill, hasLeft, list, named, nameOf, present } from '../shared/texts';
import { Title } from '../shared/title';
import { Shown } from '../shared/words';
import type { Shown as Room } from './asked';
import { Known, NOTHING_TOLD } from './known';
import type { Met, Session } from './session';

function who(t: RoomTexts, office: Office, m: Message): string {
  if (m.person !== '') return nameOf(t, office, m.person);
  return fill(t.you_to, { to: m.free ? t.whoever : list(m.people.map((id) => nameOf(t, office, id)), 'conjunction') });
}

// Those whose turn it is to go on, or who spoke last: when none of them is at the office any more
function gonePeople(office: Office, last: Message): readonly string[] {
  const ids = last.person === '' ? last.people : [last.person];
  const people = office.people.filter((p) => ids.includes(p.id));
  return people.some((p) => p.left === 0) ? [] : people.map((p) => named(p.name));
}

// What there is, and what its absence may mean
function standing(t: RoomTexts, office: Office, { messages, unknown }: Room): string[] {
  const said: string[] = [];
  const last = messages[messages.length - 1];
  const gone = last === undefined ? [] : gonePeople(office, last);
  if (unknown > 0) said.push(fill(t.unknown, { n: unknown }));
  if (last === undefined && unknown === 0) said.push(fill(t.nothing, { n: office.retention_days }));
  else if (gone.length > 0) said.push(fill(t.gone_people, { people: list(gone, 'conjunction') }));
  else if (last?.person === '') said.push(t.no_answer);
  if ((messages[0]?.lamport ?? 1) > 1) said.push(t.older_gone);
  return said;
}

const called = (t: RoomTexts, p: Person): string => (p.role === 'arranging' ? fill(t.arranging, { name: named(p.name) }) : named(p.name));

// Whoever is free, and each person; who cannot be written to today stands there, and cannot be chosen.
function To({ t, met: { office, readers }, to, gone, onTo }: ToProps): JSX.Element {
  const free = readers?.free ?? [];
  const today = (p: Person): boolean => readers === null || readers.people.includes(p.id);
  return (
    <>
      <label for="to">{t.to}</label>
      <select id="to" value={to} aria-invalid={gone} aria-describedby="to-gone" onChange={({ currentTarget }) => onTo(currentTarget.value)}>
        <option value="">{free.length > 1 ? fill(t.to_free, { people: list(free.map((id) => nameOf(t, office, id)), 'disjunction') }) : t.whoever}</option>
        {present(office).map((p) => (
          <option key={p.id} value={p.id} disabled={!today(p)}>{today(p) ? called(t, p) : fill(p.known ? t.to_not_today : t.to_unknown, { name: called(t, p) })}</option>
        ))}
        {gone && <option value={to} disabled>{nameOf(t, office, to)}</option>}
      </select>
      <p id="to-gone" class="wrong left" role="status">{gone ? fill(t.to_gone, { name: nameOf(t, office, to) }) : ''}</p>
    </>
  );
}

// A server that withholds somebody's keys keeps them from being written to: that is said before anything is.
export function NotToday({ t, met: { office, readers } }: { readonly t: RoomTexts; readonly met: Met }): JSX.Element | null {
  const absent = readers?.not_today ?? [];
  return absent.length === 0 ? null : <p>{fill(t.not_today, { people: list(absent.map((id) => nameOf(t, office, id)), 'conjunction') })}</p>;
}

// To whoever is free, under words that one of them knows already
function Recognised({ t, met: { office, readers }, to }: { readonly t: RoomTexts; readonly met: Met; readonly to: string }): JSX.Element {
  const known = to === '' ? readers?.recognisers ?? [] : [];
  return <p class="left" role="status">{known.length === 0 ? '' : fill(t.recognised, { people: list(known.map((id) => nameOf(t, office, id)), 'conjunction') })}</p>;
}

interface ToProps {
  readonly t: RoomTexts;
  readonly met: Met;
  readonly to: string;
  readonly gone: boolean; // from this office
  readonly onTo: (to: string) => void;
}

interface Props {
  readonly t: RoomTexts;
  readonly session: Session;
  readonly met: Met;
}

function Write({ t, session, met, field }: Props & { readonly field: RefObject<HTMLTextAreaElement> }): JSX.Element {
  const { writing: { text, to }, busy } = session.state;
  const max = session.textMax;
  const gone = to !== '' && hasLeft(met.office, to);
  const ready = text.trim() !== '' && bytes(text) <= max && !gone;
  const send = (event: Event): void => {
    event.preventDefault();
    if (busy === null && ready) void session.send();
  };
  return (
    <form class="write" onSubmit={send} autocomplete="off">
      <NotToday t={t} met={met} />
      <To t={t} met={met} to={to} gone={gone} onTo={(id) => session.write({ to: id })} />
      <Recognised t={t} met={met} to={to} />
      <Draft t={t} id="draft" label={t.message} rows={8} value={text} max={max} over={t.too_long} busy={busy !== null} field={field}
        onText={(typed) => session.write({ text: typed })} />
      <p class="row"><button aria-disabled={busy !== null || !ready}>{t.send}</button></p>
    </form>
  );
}

export function Talk(props: Props & { readonly room: Room }): JSX.Element {
  const { t, session, room, met: { office } } = props;
  const { words, fresh, live, writing } = session.state;
  const [showing, setShowing] = useState(false);
  const [sure, setSure] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const any = room.messages.length > 0;
  const tell = (text: string): void => {
    session.write({ text: writing.text === '' ? text : `${writing.text}\n\n${text}`, telling: NOTHING_TOLD });
    field.current?.focus();
  };
  return (
    <section>
      <Title>{fill(t.talk_title, { office: named(office.name) })}</Title>
      {any && (
        <ol class="thread">
          {room.messages.map((m) => (
            <Said key={m.id} t={t} message={m} who={who(t, office, m)} heading="h2" own={m.person === ''} days={office.retention_days}>
              {m.person === '' && <button class="second small" type="button" onClick={() => void session.takeBack(m.id)}>{t.take_back}</button>}
            </Said>
          ))}
        </ol>
      )}
      {room.reading ? !fresh && <p class="standing">{t.reading}</p> : !fresh && standing(t, office, room).map((text) => <p key={text} class="standing">{text}</p>)}
      {live ? !fresh && <p class="standing">{t.live}</p> : <p class="row"><button class="second" type="button" onClick={() => void session.look()}>{t.look}</button></p>}
      <h2>{any ? t.write_more : t.write_first}</h2>
      <Write t={t} session={session} met={props.met} field={field} />
      <Known t={t} any={any} telling={writing.telling} setTelling={(telling) => session.write({ telling })} onTell={tell}
        onAnew={() => void session.newWords('words')} />
      <h2>{t.words_and_end}</h2>
      <p class="row">
        <button class="second" type="button" aria-expanded={showing} onClick={() => setShowing(!showing)}>{t.show_words}</button>
        {any && <button class="second" type="button" onClick={() => void session.newWords('renew')}>{t.renew}</button>}
        {any && <button class="second" type="button" aria-expanded={sure} onClick={() => setSure(!sure)}>{t.forget}</button>}
      </p>
      {showing && <Shown words={words} />}
      {sure && (
        <Sure id="sure" text={t.forget_sure} yes={t.forget_yes} no={t.forget_no} onYes={() => void session.forget()} onNo={() => setSure(false)} />
      )}
    </section>
  );
}
