// The conversation: what is new, what was said, and writing more.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import type { Message, Office } from '../shared/asked';
import { Said } from '../shared/said';
import { Sure } from '../shared/sure';
import { fill, list, named, nameOf, plainDay } from '../shared/texts';
import { Title } from '../shared/title';
import { Shown } from '../shared/words';
import type { Shown as Room } from './asked';
import { Known, NOTHING_TOLD } from './known';
import { Call, Fold, Trouble, usually } from './parts';
import type { Met, Session } from './session';
import { nextName, Write } from './write';

const ENDS_SOON_DAYS = 5;

interface Props {
  readonly t: RoomTexts;
  readonly session: Session;
  readonly met: Met;
  readonly room: Room;
}

function who(t: RoomTexts, office: Office, m: Message): string {
  if (m.person !== '') return nameOf(t, office, m.person);
  return fill(t.you_to, { to: list(m.people.map((id) => nameOf(t, office, id)), m.free ? 'disjunction' : 'conjunction') });
}

// Those whose turn it is to go on, or who spoke last: when none of them is at the office any more
function gonePeople(office: Office, last: Message): readonly string[] {
  const ids = last.person === '' ? last.people : [last.person];
  const people = office.people.filter((p) => ids.includes(p.id));
  return people.some((p) => p.left === 0) ? [] : people.map((p) => named(p.name));
}

// ---- what is said ----

function Thread({ t, session, met: { office }, messages, heading }: Props & { readonly messages: readonly Message[]; readonly heading: 'h2' | 'h3' }): JSX.Element {
  return (
    <ol class="thread">
      {messages.map((m) => (
        <Said key={m.id} t={t} message={m} who={who(t, office, m)} heading={heading} own={m.person === ''} days={office.retention_days}>
          {m.person === '' && <button class="plain" type="button" onClick={() => void session.takeBack(m.id)}>{t.take_back}</button>}
        </Said>
      ))}
    </ol>
  );
}

// Where the answers begin that she has not written after
function answersFrom(messages: readonly Message[]): number {
  let from = messages.length;
  while (from > 0 && messages[from - 1]?.person !== '') from -= 1;
  return from;
}

// ---- what there is, and what its absence may mean ----

function title(t: RoomTexts, { fresh }: { readonly fresh: boolean }, office: Office, { messages, unknown }: Room): string {
  const last = messages[messages.length - 1];
  if (fresh) return t.write_first;
  if (last === undefined) return unknown > 0 ? t.here : t.empty_title;
  if (last.person !== '') return fill(t.new_answer, { name: nameOf(t, office, last.person) });
  return fill(t.nothing_new, { date: plainDay(last.day) });
}

function Waiting({ t, session, met: { office }, last, onAgain }: Omit<Props, 'room'> & { readonly last: Message; readonly onAgain: (text: string) => void }): JSX.Element {
  const { reach } = session.state;
  const until = last.day + office.retention_days;
  return (
    <>
      <p>{usually(t, reach)} <Call text={t.also_call} reach={reach} /></p>
      {until - office.day < ENDS_SOON_DAYS && (
        <>
          <p class="note">{fill(t.ending, { date: plainDay(until) })}</p>
          <p class="row"><button class="second" type="button" onClick={() => onAgain(last.text)}>{t.send_again}</button></p>
        </>
      )}
    </>
  );
}

function Standing(props: Props & { readonly onAgain: (text: string) => void }): JSX.Element {
  const { t, session, met: { office }, room } = props;
  const { messages, unknown } = room;
  const last = messages[messages.length - 1];
  const gone = last === undefined ? [] : gonePeople(office, last);
  return (
    <>
      {unknown > 0 && <p class="note">{fill(t.unknown, { n: unknown })}</p>}
      {room.reading && session.state.sent === '' && <p class="quiet">{t.reading}</p>}
      {last === undefined && unknown === 0 && !room.reading && <p>{fill(t.nothing, { n: office.retention_days })}</p>}
      {gone.length > 0 && <p class="note">{fill(t.gone_people, { people: list(gone, 'conjunction') })}</p>}
      {last?.person === '' && gone.length === 0 && <Waiting {...props} last={last} />}
      {!room.reading && (messages[0]?.lamport ?? 1) > 1 && <p class="quiet">{t.older_gone}</p>}
      {session.state.live
        ? <p class="quiet">{t.live}</p>
        : <p class="row"><button class="second" type="button" onClick={() => void session.look()}>{t.look}</button></p>}
    </>
  );
}

// ---- the words, and ending ----

function End({ t, session, any }: { readonly t: RoomTexts; readonly session: Session; readonly any: boolean }): JSX.Element {
  const [showing, setShowing] = useState(false);
  const [sure, setSure] = useState(false);
  return (
    <Fold name={t.words_and_end}>
      <p class="row">
        <button class="second" type="button" aria-expanded={showing} onClick={() => setShowing(!showing)}>{t.show_words}</button>
        {any && <button class="second" type="button" onClick={() => void session.newWords('renew')}>{t.renew}</button>}
        {any && <button class="second" type="button" aria-expanded={sure} onClick={() => setSure(!sure)}>{t.forget}</button>}
      </p>
      {showing && <Shown words={session.state.words} />}
      {sure && <Sure id="sure" text={t.forget_sure} yes={t.forget_yes} no={t.forget_no} onYes={() => void session.forget()} onNo={() => setSure(false)} />}
    </Fold>
  );
}

// ---- all of it ----

export function Talk(props: Props): JSX.Element {
  const { t, session, room, met } = props;
  const { fresh, writing } = session.state;
  const field = useRef<HTMLTextAreaElement>(null);
  const put = (text: string): void => {
    session.write({ text: writing.text === '' ? text : `${writing.text}\n\n${text}`, telling: NOTHING_TOLD });
    field.current?.focus();
  };
  const { messages } = room;
  const from = answersFrom(messages);
  const answered = from < messages.length;
  const before = messages.slice(0, from);
  const name = nextName(props);
  return (
    <>
      <Title>{title(t, session.state, met.office, room)}</Title>
      <Trouble t={t} session={session} sending={false} />
      <div class="two">
        <div>
          {answered && <Thread {...props} messages={messages.slice(from)} heading="h2" />}
          {!fresh && <Standing {...props} onAgain={put} />}
          {before.length > 0 && (answered
            ? <Fold name={t.said_before}><Thread {...props} messages={before} heading="h2" /></Fold>
            : <><h2>{t.here}</h2><Thread {...props} messages={before} heading="h3" /></>)}
        </div>
        <div>
          {!fresh && <h2>{name === '' ? t.write_more : fill(answered ? t.write_back : t.write_to, { name })}</h2>}
          <Write t={t} session={session} met={met} field={field} />
          <Known t={t} any={messages.length > 0} telling={writing.telling} setTelling={(telling) => session.write({ telling })} onTell={put}
            onAnew={() => void session.newWords('words')} />
          <End t={t} session={session} any={messages.length > 0} />
        </div>
      </div>
    </>
  );
}
