// Outreach: talks, trainings, stands, meetings, suggestions taken in. It is not confidential, and opens no matter.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { fill } from '../shared/texts';
import type { Outreach, Practice } from './asked';
import { Choose } from './choices';
import type { Daily } from './daily';
import { Hint } from './keys';
import { word } from './named';
import type { Session } from './session';

const PEOPLE_MAX = 65_535; // as core/trends/running.h has it

interface FormProps {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly practice: Practice;
  readonly onDone: () => void;
}

export function OutreachForm({ t, session, practice, onDone }: FormProps): JSX.Element {
  const kind = session.field('outreach-kind');
  const people = session.field('outreach-people');
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  const n = people.trim() === '' ? 0 : Number(people);
  const ready = kind !== '' && Number.isInteger(n) && n >= 0 && n <= PEOPLE_MAX;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready || !(await session.daily.outreach(kind, n))) return;
    session.type({ 'outreach-kind': '', 'outreach-people': '' });
    onDone();
  };
  return (
    <form class="asked" autocomplete="off" onSubmit={(event) => void save(event)}>
      <h2 ref={title} tabIndex={-1}>{t.outreach_add}</h2>
      <div class="fields">
        <Choose t={t} id="outreach-kind" label={t.outreach_kind} kind="outreach" names={practice.outreach} chosen={kind} onChoose={(name) => session.type({ 'outreach-kind': name })} />
        <div class="field">
          <label class="label" for="outreach-people">{t.outreach_people}</label>
          <div class="value"><input id="outreach-people" class="short" inputMode="numeric" autocomplete="off" value={people} onInput={({ currentTarget }) => session.type({ 'outreach-people': currentTarget.value })} /></div>
        </div>
      </div>
      <p class="row">
        <button data-main aria-disabled={!ready}>{t.outreach_save} <Hint of={`${t.key_ctrl} ${t.key_enter}`} /></button>
        <button class="second" type="button" onClick={onDone}>{t.back}</button>
      </p>
    </form>
  );
}

export function Log({ t, daily, log, shortDate }: { t: DeskTexts; daily: Daily; log: readonly Outreach[]; shortDate: (iso: string) => string }): JSX.Element {
  return (
    <section class="part">
      <h2>{t.outreach}</h2>
      {log.length === 0 && <p class="since">{t.outreach_none}</p>}
      <ul class="rows">
        {[...log].sort((a, b) => (a.day < b.day ? 1 : -1)).map(({ act, day, kind, people }) => (
          <li key={act}>
            <span class="facts"><span>{word(t, 'outreach', kind)}</span><span class="since">{shortDate(day)}{people > 0 ? ` · ${fill(t.n_people, { n: people })}` : ''}</span></span>
            <button class="plain" type="button" onClick={() => daily.takeBack(act)}>{t.take_out}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
