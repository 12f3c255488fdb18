// The conversation: what was said, and writing more.
import type { JSX, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import type { Message, Office } from '../shared/asked';
import { bytes, Draft } from '../shared/draft';
import { Said } from '../shared/said';
import { Sure } from '../shared/sure';
import { fill, list, nameOf, present } from '../shared/texts';
import { Title } from '../shared/title';
import { Shown } from '../shared/words';
import type { Shown as Room } from './asked';
import { Known, NOTHING_TOLD, type Telling } from './known';
import { named, whoeverIsFree } from './people';

function who(t: RoomTexts, office: Office, m: Message): string {
  if (m.person !== '') return nameOf(t, office, m.person);
  return fill(t.you_to, { to: m.free ? t.whoever : list(m.people.map((id) => nameOf(t, office, id)), 'conjunction') });
}

// Those whose turn it is to go on, or who spoke last: when none of them is at the office any more
function gonePeople(office: Office, last: Message): readonly string[] {
  const ids = last.person === '' ? last.people : [last.person];
  const people = office.people.filter((p) => ids.includes(p.id));
  return people.some((p) => p.left === 0) ? [] : people.map((p) => p.name);
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

function Write({ t, office, draft, setDraft, to, setTo, max, busy, field, onSend }: Writing): JSX.Element {
  const people = present(office);
  const gone = to !== '' && !people.some((p) => p.name === to);
  const ready = draft.trim() !== '' && bytes(draft) <= max && !gone;
  const free = whoeverIsFree(office);
  const send = (event: Event): void => {
    event.preventDefault();
    if (!busy && ready) onSend();
  };
  return (
    <form class="write" onSubmit={send} autocomplete="off">
      <label for="to">{t.to}</label>
      <select id="to" value={to} aria-invalid={gone} aria-describedby="to-gone" onChange={({ currentTarget }) => setTo(currentTarget.value)}>
        <option value="">{free.length > 1 ? fill(t.to_free, { people: list(free, 'disjunction') }) : t.whoever}</option>
        {people.map((p) => <option key={p.id} value={p.name} disabled={!p.known}>{named(t, p)}</option>)}
        {gone && <option value={to} disabled>{to}</option>}
      </select>
      <p id="to-gone" class="wrong left" role="status">{gone ? fill(t.to_gone, { name: to }) : ''}</p>
      <Draft t={t} id="draft" label={t.message} rows={8} value={draft} max={max} over={t.too_long} busy={busy} field={field} onText={setDraft} />
      <p class="row"><button aria-disabled={busy || !ready}>{t.send}</button></p>
    </form>
  );
}

interface Writing {
  readonly t: RoomTexts;
  readonly office: Office;
  readonly draft: string;
  readonly setDraft: (text: string) => void;
  readonly to: string; // a name, or '' for whoever is free
  readonly setTo: (to: string) => void;
  readonly max: number; // bytes
  readonly busy: boolean;
  readonly field: RefObject<HTMLTextAreaElement>;
  readonly onSend: () => void;
}

interface Props extends Omit<Writing, 'field'> {
  readonly room: Room;
  readonly words: string;
  readonly fresh: boolean; // nothing can be there yet
  readonly telling: Telling;
  readonly setTelling: (telling: Telling) => void;
  readonly onLook: () => void;
  readonly onTakeBack: (id: string) => void;
  readonly onForget: () => void;
  readonly onRenew: () => void;
  readonly onAnew: () => void;
}

export function Talk(props: Props): JSX.Element {
  const { t, office, room, words, fresh } = props;
  const [showing, setShowing] = useState(false);
  const [sure, setSure] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const any = room.messages.length > 0;
  const tell = (text: string): void => {
    props.setDraft(props.draft === '' ? text : `${props.draft}\n\n${text}`);
    props.setTelling(NOTHING_TOLD);
    field.current?.focus();
  };
  return (
    <section>
      <Title>{fill(t.talk_title, { office: office.name })}</Title>
      {any && (
        <ol class="thread">
          {room.messages.map((m) => (
            <Said key={m.id} t={t} message={m} who={who(t, office, m)} heading="h2" own={m.person === ''} days={office.retention_days}>
              {m.person === '' && <button class="second small" type="button" onClick={() => props.onTakeBack(m.id)}>{t.take_back}</button>}
            </Said>
          ))}
        </ol>
      )}
      {!fresh && standing(t, office, room).map((text) => <p key={text} class="standing">{text}</p>)}
      {!fresh && <p class="row"><button class="second" type="button" onClick={props.onLook}>{t.look}</button></p>}
      <h2>{any ? t.write_more : t.write_first}</h2>
      <Write {...props} field={field} />
      <Known t={t} any={any} telling={props.telling} setTelling={props.setTelling} onTell={tell} onAnew={props.onAnew} />
      <h2>{t.words_and_end}</h2>
      <p class="row">
        <button class="second" type="button" aria-expanded={showing} onClick={() => setShowing(!showing)}>{t.show_words}</button>
        {any && <button class="second" type="button" onClick={props.onRenew}>{t.renew}</button>}
        {any && <button class="second" type="button" aria-expanded={sure} onClick={() => setSure(!sure)}>{t.forget}</button>}
      </p>
      {showing && <Shown words={words} />}
      {sure && (
        <Sure id="sure" text={t.forget_sure} yes={t.forget_yes} no={t.forget_no} onYes={props.onForget} onNo={() => setSure(false)} />
      )}
    </section>
  );
}
