// Places of their own that lead on: sent, taken back, renewed, deleted, and the question before the room is left by Back.
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import type { Message, Office } from '../shared/asked';
import { fill, list, nameOf, plainDay } from '../shared/texts';
import { Title } from '../shared/title';
import { Call, Fold, usually } from './parts';
import { addressOf, shownAddress, type Reach } from './reach';
import type { Session } from './session';

interface Props {
  readonly t: RoomTexts;
  readonly session: Session;
}

function Address({ t, address }: { readonly t: RoomTexts; readonly address: string }): JSX.Element {
  const [said, setSaid] = useState('');
  const copy = (): void => void navigator.clipboard.writeText(address).then(() => setSaid(t.address_copied), () => setSaid(t.not_copied));
  return (
    <Fold name={t.sent_whole}>
      <p class="address" translate={false}>{shownAddress(address)}</p>
      <p class="row"><button class="second" type="button" onClick={copy}>{t.copy_address}</button></p>
      <p role="status">{said}</p>
    </Fold>
  );
}

const readersOf = (t: RoomTexts, office: Office, { people }: Message): string => list(people.map((id) => nameOf(t, office, id)), 'disjunction');

function Next({ t, office, message, reach }: { readonly t: RoomTexts; readonly office: Office; readonly message: Message; readonly reach: Reach }): JSX.Element {
  const [before = '', after = ''] = t.sent_back_to.split('{address}');
  return (
    <div class="three">
      <p><strong>{t.sent_back}</strong> {before}<strong translate={false}>{location.host}</strong>{after} {usually(t, reach)}</p>
      {reach.phone !== '' && <p><strong>{t.sent_nothing}</strong> <Call text={t.sent_call} reach={reach} /> {t.sent_say}</p>}
      <p><strong>{fill(t.sent_gone, { date: plainDay(message.day + office.retention_days) })}</strong>, {t.sent_read}</p>
    </div>
  );
}

export function Sent({ t, session }: Props): JSX.Element | null {
  const { met, room, sent, reach } = session.state;
  const message = room?.messages.find((m) => m.id === sent);
  if (met === null || message === undefined) return null;
  const { office } = met;
  return (
    <section>
      <div class="sent">
        <Title>{fill(t.sent, { to: readersOf(t, office, message) })}</Title>
        <p>{t.sent_only}</p>
      </div>
      <Next t={t} office={office} message={message} reach={reach} />
      <p class="row">
        <button class="second" type="button" onClick={session.back}>{t.write_more}</button>
        <button class="second" type="button" onClick={session.leave}>{t.leave}</button>
      </p>
      <Address t={t} address={addressOf(office.fingerprint)} />
    </section>
  );
}

function Done({ title, texts, children }: { readonly title: string; readonly texts: readonly string[]; readonly children: ComponentChildren }): JSX.Element {
  return (
    <section>
      <div class="sent">
        <Title>{title}</Title>
        {texts.map((text) => <p key={text}>{text}</p>)}
      </div>
      <p class="row">{children}</p>
    </section>
  );
}

const LeaveButton = ({ t, session }: Props): JSX.Element => <button class="second" type="button" onClick={session.leave}>{t.leave}</button>;

export function Changed({ t, session }: Props): JSX.Element {
  const { done } = session.state;
  return (
    <Done title={done.title} texts={done.texts}>
      <button class="second" type="button" onClick={session.back}>{t.to_talk}</button>
      <LeaveButton t={t} session={session} />
    </Done>
  );
}

export function Gone({ t, session }: Props): JSX.Element {
  const { done, reach } = session.state;
  return (
    <>
      <Done title={t.gone_title} texts={[t.gone, ...done.texts]}>
        <a class="button second" href={`index.html${location.hash}`}>{t.to_pages}</a>
        <button class="second" type="button" onClick={session.anew}>{t.begin_anew}</button>
        <LeaveButton t={t} session={session} />
      </Done>
      <p><Call text={t.also_call} reach={reach} /></p>
    </>
  );
}

export function Out({ t, session }: Props): JSX.Element {
  return (
    <section>
      <Title>{t.out_title}</Title>
      <p>{t.out_text}</p>
      <p class="row">
        <button type="button" onClick={session.stay}>{t.out_stay}</button>
        <button class="second" type="button" onClick={session.goHome}>{t.out_go}</button>
      </p>
    </section>
  );
}
