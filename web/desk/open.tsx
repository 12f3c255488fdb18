// A desk that is open: its bar, and below it the matters or what is said about desk and device.
import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { clock, fill, named, nameOf } from '../shared/texts';
import { Title } from '../shared/title';
import { About } from './about';
import { lastOf, type Synced } from './asked';
import { draftOf, isUnsent, unsentCount } from './drafts';
import { Keys, useKeys } from './keys';
import { groups, List, strangers } from './list';
import { Lot } from './lot';
import { Gone, Matter } from './matter';
import { notices } from './notices';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Synced;
}

interface OpenProps extends Props {
  readonly keys: boolean; // whether quick keys are on
  readonly setKeys: (on: boolean) => void;
  readonly told: ComponentChildren;
}

// Where what was done last is saved; only what is true
function savedWhere(t: DeskTexts, session: Session, shown: Synced): string {
  const time = clock(session.state.goes);
  if (shown.unsaved === 0) return '';
  return fill(shown.keeps ? t.saved_here : t.saved_nowhere, { time });
}

function Leave({ t, session, shown }: Props): JSX.Element {
  return (
    <div class="asked" role="group" aria-labelledby="leaving">
      <p id="leaving">{shown.keeps || shown.unsaved === 0 ? t.leave_waits : t.leave_loses}</p>
      <p class="row">
        <button type="button" onClick={() => void session.sendAndLock()}>{t.leave_send}</button>
        <button class="second" type="button" onClick={() => session.lock(t.locked)}>{t.leave_lock}</button>
        <button class="second" type="button" onClick={() => session.stay()}>{t.leave_stay}</button>
      </p>
    </div>
  );
}

export function Open({ t, session, shown, keys, setKeys, told }: OpenProps): JSX.Element {
  const [help, setHelp] = useState(false);
  const { view, at, leaving } = session.state;
  const name = nameOf(t, shown.office, shown.self);
  const time = clock(at);
  const saved = savedWhere(t, session, shown);
  return (
    <>
      <div class="desk-bar">
        {view === 'desk' ? <Title><bdi>{name}</bdi></Title> : <p class="name"><bdi>{name}</bdi></p>}
        <span class="since"><bdi>{named(shown.office.name)}</bdi></span>
        <p class="row">
          <span class="since">{fill(t.up_to_date, { time })}{saved === '' ? '' : ` · ${saved}`}</span>
          {session.waits && <button class="second small" type="button" onClick={() => void session.sendNow()}>{t.send_now}</button>}
          <button class="second small" type="button" onClick={() => session.lookNow()}>{t.look}</button>
          <button class="second small" type="button" aria-pressed={view === 'about'} onClick={() => session.turn(view === 'about' ? 'desk' : 'about')}>{t.about}</button>
          <button class="small" type="button" onClick={() => session.leave()}>{t.lock}</button>
        </p>
        {told}
        {leaving && <Leave t={t} session={session} shown={shown} />}
      </div>
      {view === 'about'
        ? <About t={t} session={session} shown={shown} keys={keys} setKeys={setKeys} />
        : <Matters t={t} session={session} shown={shown} keys={keys} help={help} setHelp={setHelp} />}
    </>
  );
}

interface MattersProps extends Props {
  readonly keys: boolean;
  readonly help: boolean;
  readonly setHelp: (on: boolean) => void;
}

function Matters({ t, session, shown, keys, help, setHelp }: MattersProps): JSX.Element {
  const { chosen, seen, kept, drafts, since, busy } = session.state;
  const { matter, draft } = session;
  const fields = { answer: useRef<HTMLTextAreaElement>(null), notes: useRef<HTMLTextAreaElement>(null) };
  const list = useMemo(() => groups(t, shown), [shown]);
  const lot = useMemo(() => strangers(shown), [shown]);
  const drawn = useMemo(
    () => (
      <List t={t} shown={shown} list={list} chosen={chosen} onChoose={(m) => session.choose(m.name)}
        fresh={(m) => m.waits && lastOf(m)?.person === '' && seen[m.name] !== lastOf(m)?.id}
        unsent={(m) => isUnsent(draftOf(drafts, shown.self, m.name))}
        before={lot.length > 0 || shown.waiting.length > 0 ? <Lot t={t} session={session} shown={shown} lot={lot} /> : null} />
    ),
    [list, lot, chosen, seen, kept, busy, unsentCount(drafts)],
  );
  const step = (by: number): void => {
    const all = [...lot, ...list.flatMap((group) => group.matters)];
    const i = all.findIndex((m) => m.name === chosen);
    const next = all[i < 0 ? 0 : i + by];
    if (next !== undefined) session.choose(next.name);
  };
  useKeys(keys, {
    j: () => step(1),
    x: () => {
      if (matter?.stranger === true) session.tick(matter);
    },
    k: () => step(-1),
    r: () => fields.answer.current?.focus(),
    n: () => fields.notes.current?.focus(),
    '?': () => setHelp(!help),
  });
  return (
    <>
      {notices(t, shown, since).map((text) => <p key={text} class="soon">{text}</p>)}
      {help && <Keys t={t} />}
      <div class={chosen === null ? 'desk-top' : 'desk-top chosen'}>
        {drawn}
        {chosen === null && list.length > 0 && <p class="choose since">{t.choose}</p>}
        {chosen !== null && matter === undefined && <Gone t={t} unsent={draft} onBack={() => session.back()} />}
        {matter !== undefined && (
          <Matter key={matter.name} t={t} session={session} shown={shown} matter={matter} unsent={draft} busy={busy !== null} fields={fields} />
        )}
      </div>
    </>
  );
}
