// The conversation: what was said, and writing more.
import type { JSX, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Message, Office, Shown as Room } from './asked';
import { Known } from './known';
import { date, fill, list, named, present, type Texts, whoeverIsFree } from './texts';
import { Title } from './title';
import { Shown } from './words';

const NEAR_LIMIT = 7 / 8;
const encoder = new TextEncoder();

function nameOf(t: Texts, office: Office, id: string): string {
  return office.people.find((p) => p.id === id)?.name ?? t.somebody_left;
}

function Said({ t, office, message: m, onTakeBack }: {
  t: Texts;
  office: Office;
  message: Message;
  onTakeBack: (id: string) => void;
}): JSX.Element {
  const own = m.person === '';
  const to = m.free ? t.whoever : list(m.people.map((id) => nameOf(t, office, id)), 'conjunction');
  const said = { date: date(m.day), until: date(m.day + office.retention_days) };
  return (
    <li class={own ? 'said own' : 'said'}>
      <h2>{own ? fill(t.you_to, { to }) : nameOf(t, office, m.person)}</h2>
      <p class="text" dir="auto" translate={false}>{m.text}</p>
      <p class="since">{fill(t.said_on, said)}</p>
      {own && <button class="second small" type="button" onClick={() => onTakeBack(m.id)}>{t.take_back}</button>}
    </li>
  );
}

// What there is, and what its absence may mean
function standing(t: Texts, office: Office, messages: readonly Message[]): string[] {
  const said: string[] = [];
  const last = messages[messages.length - 1];
  if (last === undefined) said.push(fill(t.nothing, { n: office.retention_days }));
  else if (last.person === '') said.push(t.no_answer);
  if ((messages[0]?.lamport ?? 1) > 1) said.push(t.older_gone);
  return said;
}

function Write({ t, office, draft, setDraft, to, setTo, max, busy, field, onSend }: Writing): JSX.Element {
  const n = encoder.encode(draft).length;
  const people = present(office);
  const free = whoeverIsFree(office);
  const send = (event: Event): void => {
    event.preventDefault();
    if (!busy && draft.trim() !== '' && n <= max) onSend();
  };
  return (
    <form class="write" onSubmit={send} autocomplete="off">
      <label for="to">{t.to}</label>
      <select id="to" value={to} onChange={({ currentTarget }) => setTo(currentTarget.value)}>
        <option value="">{free.length > 1 ? fill(t.to_free, { people: list(free, 'disjunction') }) : t.whoever}</option>
        {people.map((p) => <option key={p.id} value={p.name}>{named(t, p)}</option>)}
      </select>
      <label for="draft">{t.message}</label>
      <textarea id="draft" ref={field} rows={8} dir="auto" value={draft} translate={false} autocomplete="off" autocapitalize="sentences"
        spellcheck={false} readOnly={busy} aria-describedby="left" onInput={({ currentTarget }) => setDraft(currentTarget.value)} />
      <p id="left" class={n > max ? 'wrong' : 'since'} role="status">
        {n > max ? fill(t.too_long, { n: n - max }) : n > NEAR_LIMIT * max ? fill(t.left, { n: max - n }) : ''}
      </p>
      <p class="row"><button aria-disabled={busy || draft.trim() === '' || n > max}>{t.send}</button></p>
    </form>
  );
}

interface Writing {
  readonly t: Texts;
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
    field.current?.focus();
  };
  return (
    <section>
      <Title>{fill(t.talk_title, { office: office.name })}</Title>
      {any && (
        <ol class="thread">
          {room.messages.map((m) => <Said key={m.id} t={t} office={office} message={m} onTakeBack={props.onTakeBack} />)}
        </ol>
      )}
      {!fresh && standing(t, office, room.messages).map((text) => <p key={text} class="standing">{text}</p>)}
      {!fresh && <p class="row"><button class="second" type="button" onClick={props.onLook}>{t.look}</button></p>}
      <h2>{any ? t.write_more : t.write_first}</h2>
      <Write {...props} field={field} />
      <Known t={t} any={any} onTell={tell} onAnew={props.onAnew} />
      <h2>{t.words_and_end}</h2>
      <p class="row">
        <button class="second" type="button" aria-expanded={showing} onClick={() => setShowing(!showing)}>{t.show_words}</button>
        {any && <button class="second" type="button" onClick={props.onRenew}>{t.renew}</button>}
        {any && <button class="second" type="button" aria-expanded={sure} onClick={() => setSure(!sure)}>{t.forget}</button>}
      </p>
      {showing && <Shown words={words} />}
      {sure && (
        <div class="asked" role="group" aria-labelledby="sure">
          <p id="sure">{t.forget_sure}</p>
          <p class="row">
            <button type="button" onClick={props.onForget}>{t.forget_yes}</button>
            <button class="second" type="button" onClick={() => setSure(false)}>{t.forget_no}</button>
          </p>
        </div>
      )}
    </section>
  );
}
