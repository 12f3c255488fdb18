// A matter's heading: its label or first words, what holds of it, and what can be done with it.
import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { date, fill, hasLeft, nameOf } from '../shared/texts';
import type { Matter, Practice, Shown } from './asked';
import { Rest } from './choices';
import { coded, codingOf } from './coding';
import { Concerns } from './concerns';
import type { Daily } from './daily';
import { heldCodes, recoding, takes } from './drafts';
import { useFinder } from './finder';
import { Hint, type Key } from './keys';
import { endsSoon, heading as headingOf } from './list';
import { word } from './named';
import type { Session } from './session';

const LABEL_LETTERS = 24; // as core/wire.h has it
const TALKS = ['phone', 'person', 'video', 'writing'];

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Shown;
  readonly matter: Matter;
  readonly busy: boolean;
  readonly heading: RefObject<HTMLHeadingElement>;
}

// Who has it, of those it was sent to; of a caller's, how they came
function whose(t: DeskTexts, { office }: Shown, m: Matter): string {
  if (m.count.began !== 'wrote') return word(t, 'how', m.count.began);
  if (!m.free) return t.to_you;
  if (m.taken !== '' && m.mine) return `${t.to_free} ${t.taken_here}`;
  if (m.taken !== '') return `${t.to_free} ${fill(t.taken_long, { name: nameOf(t, office, m.taken) })}`;
  return t.to_free;
}

export function headKeys(t: DeskTexts, { daily }: Session, m: Matter): readonly Key[] {
  const talked = daily.state.panel === 'talked' ? TALKS : [];
  return [
    ...talked.map((how, i): Key => ({ key: String(i + 1), text: '', act: () => void daily.tally(m, how) })),
    { key: 'h', text: t.label, act: () => daily.show('label') },
    { key: '+', text: t.talked, act: () => daily.show('talked') },
    { key: '#', text: t.codes, act: () => daily.show('codes') },
    { key: 'e', text: t.end, act: () => daily.show('end') },
  ];
}

function Label({ t, session, matter: m }: Pick<Props, 't' | 'session' | 'matter'>): JSX.Element {
  const { daily } = session;
  const text = session.draft.label ?? m.label;
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const ready = [...text.trim()].length <= LABEL_LETTERS;
  const save = (event: Event): void => {
    event.preventDefault();
    if (ready) void daily.label(m, text.trim());
  };
  return (
    <form class="panel" autocomplete="off" onSubmit={save}>
      <label for="label">{t.label}</label>
      <p class="row">
        <input id="label" ref={field} class="medium" value={text} translate={false} autocomplete="off" spellcheck={false} dir="auto" aria-describedby="label-hint" onInput={({ currentTarget: { value } }) => session.write({ label: value === m.label ? null : value })} />
        <button aria-disabled={!ready}>{t.save}</button>
        <button class="second" type="button" onClick={() => daily.show(null)}>{t.back}</button>
      </p>
      <p id="label-hint" class={ready ? 'since' : 'wrong'}>{ready ? t.label_hint : fill(t.label_long, { n: LABEL_LETTERS })}</p>
    </form>
  );
}

function Talked({ t, daily, matter: m }: { t: DeskTexts; daily: Daily; matter: Matter }): JSX.Element {
  const first = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div class="panel">
      <p ref={first} tabIndex={-1}><strong>{t.talked_how}</strong></p>
      <p class="row">
        {TALKS.map((how, i) => (
          <button key={how} class="second small" type="button" aria-keyshortcuts={String(i + 1)} onClick={() => void daily.tally(m, how)}><Hint of={String(i + 1)} /> {word(t, 'how', how)}</button>
        ))}
        <button class="plain small" type="button" onClick={() => daily.show(null)}>{t.back}</button>
      </p>
    </div>
  );
}

function Codes({ t, session, matter: m, practice }: Pick<Props, 't' | 'session' | 'matter'> & { readonly practice: Practice }): JSX.Element {
  const { daily } = session;
  const was = codingOf(m.count);
  const coding = recoding(heldCodes(session), was);
  const finder = useFinder(t, daily, (code) => takes(coding, code));
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const save = (): void => finder.finish(() => void daily.code(m, coded(coding.now, was)));
  return (
    <div class="panel fields">
      <div class="field">
        <label class="label" for="codes">{t.about_what}</label>
        <Concerns t={t} daily={daily} id="codes" coding={coding.now} field={field} finder={finder} onCoding={coding.change} onEnter={save} />
      </div>
      <Rest t={t} id="codes-rest" practice={practice} coding={coding.now} onCoding={coding.change} />
      <p class="row">
        <button type="button" data-main onClick={save}>{t.codes_save} <Hint of={t.key_enter} /></button>
        <button class="second" type="button" onClick={() => daily.show(null)}>{t.back}</button>
      </p>
    </div>
  );
}

function Panel({ t, session, matter: m }: Pick<Props, 't' | 'session' | 'matter'>): JSX.Element | null {
  const { daily } = session;
  const { panel, practice } = daily.state;
  if (panel === 'label') return <Label t={t} session={session} matter={m} />;
  if (panel === 'talked') return <Talked t={t} daily={daily} matter={m} />;
  if (panel === 'codes' && practice !== null) return <Codes t={t} session={session} matter={m} practice={practice} />;
  return null;
}

function Meta({ t, session, shown, matter: m, busy }: Omit<Props, 'heading'>): JSX.Element {
  const { concerns, talk_only, counted, talks, closing } = m.count;
  const about = talk_only ? t.question_only : concerns.join(', ');
  return (
    <p class="meta">
      <span class="whose">{whose(t, shown, m)}</span>
      <span>{fill(t.ends_on, { date: date(m.ends) })}</span>
      <span>{about === '' ? t.not_coded : fill(t.coded_as, { codes: about })}</span>
      <span>{fill(t.n_talks, { n: talks })}</span>
      <span>{closing ? t.closing : counted ? t.is_counted : t.not_counted}</span>
      {m.nobodys && !hasLeft(shown.office, shown.self) && (
        <button class="second small" type="button" aria-disabled={busy} onClick={() => !busy && session.take(m)}>{t.take}</button>
      )}
    </p>
  );
}

export function Head(props: Props): JSX.Element {
  const { t, session, shown, matter: m, heading } = props;
  const { daily } = session;
  const { panel } = daily.state;
  return (
    <div class="matter-head">
      <p class="to-list"><button class="plain" type="button" onClick={() => session.back()}>‹ {t.to_list}</button></p>
      <div class="head">
        <h1 id="matter-title" ref={heading} tabIndex={-1} dir="auto" translate={false}>{headingOf(t, m)}</h1>
        <div class="end">
          <button class="plain" type="button" aria-keyshortcuts="h" aria-expanded={panel === 'label'} onClick={() => daily.show('label')}>{t.label_do} <Hint of="h" /></button>
          <button class="plain" type="button" aria-keyshortcuts="+" aria-expanded={panel === 'talked'} onClick={() => daily.show('talked')}>{t.talked} <Hint of="+" /></button>
          <button class="plain" type="button" aria-keyshortcuts="#" aria-expanded={panel === 'codes'} onClick={() => daily.show('codes')}>{t.codes} <Hint of="#" /></button>
          <button class="second" type="button" aria-keyshortcuts="e" onClick={() => daily.show('end')}>{t.end} <Hint of="e" /></button>
        </div>
      </div>
      <Meta {...props} />
      <Panel t={t} session={session} matter={m} />
      {m.another_roster && <p class="soon">{t.another_roster}</p>}
      {endsSoon(shown, m) && <p class="soon">{fill(t.ends_long, { date: date(m.ends) })}</p>}
    </div>
  );
}
