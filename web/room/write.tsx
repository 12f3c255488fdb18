// Writing: who reads it, and what is said.
import type { JSX, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import type { Person } from '../shared/asked';
import { bytes, Draft } from '../shared/draft';
import { fill, hasLeft, list, named, nameOf, present } from '../shared/texts';
import { Trouble } from './parts';
import type { Met, Session } from './session';

const MOST_BESIDE = 4; // choices that stand one below the other; more are a list that opens

interface Props {
  readonly t: RoomTexts;
  readonly session: Session;
  readonly met: Met;
}

const names = (t: RoomTexts, { office }: Met, ids: readonly string[], type: 'conjunction' | 'disjunction'): string =>
  list(ids.map((id) => nameOf(t, office, id)), type);

// A server that withholds somebody's keys keeps them from being written to: that is said before anything is.
export function NotToday({ t, met }: { readonly t: RoomTexts; readonly met: Met }): JSX.Element | null {
  const absent = met.readers?.not_today ?? [];
  return absent.length === 0 ? null : <p class="note">{fill(t.not_today, { people: names(t, met, absent, 'conjunction') })}</p>;
}

// ---- who reads it ----

interface Choice {
  readonly value: string; // '' whoever is free
  readonly name: string;
  readonly note: string;
  readonly can: boolean; // today
}

function choices(t: RoomTexts, met: Met): readonly Choice[] {
  const { office, readers } = met;
  const free = readers?.free ?? [];
  const note = (p: Person, can: boolean): string =>
    can ? (p.role === 'arranging' ? fill(t.arranging, { name: '' }).trim() : t.to_only) : fill(p.known ? t.to_not_today : t.to_unknown, { name: '' }).trim();
  const people = present(office).map((p) => {
    const can = readers === null || readers.people.includes(p.id);
    return { value: p.id, name: named(p.name), note: note(p, can), can };
  });
  return free.length > 1 || people.length === 0 ? [...people, { value: '', name: t.to_whoever, note: names(t, met, free, 'disjunction'), can: true }] : people;
}

interface ToProps extends Props {
  readonly to: string | null;
}

function Radios({ t, session, met, to }: ToProps): JSX.Element {
  return (
    <fieldset class="to">
      <legend>{t.to}</legend>
      {choices(t, met).map(({ value, name, note, can }) => (
        <label key={value} class="choice">
          <input type="radio" name="to" value={value} checked={to === value} disabled={!can} onChange={() => session.write({ to: value })} />
          <span>{name}<small>{note}</small></span>
        </label>
      ))}
    </fieldset>
  );
}

function Select({ t, session, met, to }: ToProps): JSX.Element {
  return (
    <div class="field">
      <label for="to">{t.to}</label>
      <select id="to" value={to ?? 'nobody'} onChange={({ currentTarget }) => session.write({ to: currentTarget.value })}>
        <option value="nobody" disabled>{t.why_to}</option>
        {choices(t, met).map(({ value, name, note, can }) => (
          <option key={value} value={value} disabled={!can}>{note === t.to_only ? name : value === '' ? `${name}: ${note}` : `${name} ${note}`}</option>
        ))}
      </select>
    </div>
  );
}

function To(props: ToProps): JSX.Element {
  const { t, met, to } = props;
  const { readers, office } = met;
  const recognised = to === '' ? readers?.recognisers ?? [] : [];
  const gone = to !== null && to !== '' && hasLeft(office, to);
  const grown = to === null ? readers?.grown ?? [] : [];
  return (
    <>
      {choices(t, met).length > MOST_BESIDE ? <Select {...props} /> : <Radios {...props} />}
      <p class={gone ? 'slip' : 'why'} role="status">
        {gone ? fill(t.to_gone, { name: nameOf(t, office, to) })
          : recognised.length > 0 ? fill(t.recognised, { people: names(t, met, recognised, 'conjunction') })
            : grown.length > 0 ? fill(t.to_grown, { people: names(t, met, grown, 'conjunction') }) : ''}
      </p>
    </>
  );
}

// ---- what is said ----

// What is missing, in words; '' when it can be sent
function missing(t: RoomTexts, session: Session, gone: boolean): string {
  const { to, state: { writing: { text }, busy } } = session;
  const chosen = to !== null && !gone;
  if (busy !== null) return t.why_busy;
  if (bytes(text) > session.textMax) return t.why_long;
  if (text.trim() === '') return chosen ? t.why_text : t.why_both;
  return chosen ? '' : t.why_to;
}

export function Write({ t, session, met, field }: Props & { readonly field: RefObject<HTMLTextAreaElement> }): JSX.Element {
  const { to, state: { writing: { text }, busy, fresh } } = session;
  const [choosing, setChoosing] = useState(false);
  const gone = to !== null && to !== '' && hasLeft(met.office, to);
  const settled = to !== null && !gone && !fresh && !choosing && session.state.writing.to === null;
  const why = missing(t, session, gone);
  const send = (event: Event): void => {
    event.preventDefault();
    if (why === '') void session.send();
  };
  return (
    <form class="write" onSubmit={send} autocomplete="off">
      <NotToday t={t} met={met} />
      {!settled && <To t={t} session={session} met={met} to={to} />}
      <div class="field">
        <Draft t={t} id="draft" label={t.message} rows={4} value={text} max={session.textMax} over={t.too_long} busy={busy !== null} field={field}
          onText={(typed) => session.write({ text: typed })} />
      </div>
      <Trouble t={t} session={session} sending={true} />
      <p class="why" id="why">{why}</p>
      <p class="row">
        <button aria-disabled={why !== ''} aria-describedby="why">{t.send}</button>
        {settled && <button class="plain" type="button" onClick={() => setChoosing(true)}>{t.to_other}</button>}
      </p>
    </form>
  );
}

// Who reads what is said next, for a heading; '' where she is still to choose
export function nextName({ t, session, met }: Props): string {
  const { to } = session;
  if (to === null || (to !== '' && hasLeft(met.office, to))) return '';
  return to === '' ? names(t, met, met.readers?.free ?? [], 'disjunction') : nameOf(t, met.office, to);
}
