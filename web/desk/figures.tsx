// The running figures of the period beside those of the one before, and the log of outreach. Only this desk sees them.
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { date, fill, shortDate } from '../shared/texts';
import { Title } from '../shared/title';
import type { Figures as Facts, Practice } from './asked';
import { BringForm } from './bringing';
import { Hint, Layer, useKeys } from './keys';
import { dayOf, NUMBERS, rowName, UNITS, word } from './named';
import { Log, OutreachForm } from './outreach';
import type { Session } from './session';
import { ThemeForm, Themes } from './themes';

function Five({ t, now, before }: { t: DeskTexts; now: Facts; before: Facts }): JSX.Element {
  return (
    <dl class="five">
      {NUMBERS.map((name) => (
        <div key={name}><dt>{t[UNITS[name]]}</dt><dd>{now[name]} <small>({before[name]})</small></dd></div>
      ))}
    </dl>
  );
}

interface TableProps {
  readonly t: DeskTexts;
  readonly practice: Practice | null;
  readonly name: string;
  readonly now: Facts;
  readonly before: Facts;
}

function Bar({ n, was, most }: { n: number; was: number; most: number }): JSX.Element {
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect y="1" width={(100 * n) / most} height="8" />
      {was > 0 && <rect class="was" x="0" y="0.5" width={(100 * was) / most} height="9" />}
    </svg>
  );
}

function Table({ t, practice, name, now, before }: TableProps): JSX.Element {
  const [rows, were] = [now.tables[name] ?? {}, before.tables[name] ?? {}];
  const names = [...new Set([...Object.keys(rows), ...Object.keys(were)])].sort((a, b) => (rows[b] ?? 0) - (rows[a] ?? 0));
  const most = Math.max(1, ...Object.values(rows), ...Object.values(were));
  const few = practice?.threshold ?? 0;
  const title = word(t, 'table', name);
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={title}>
      <table class="bars">
        <caption class="hear">{title}</caption>
        <thead><tr><th scope="col">{title}</th><th scope="col" class="num">{t.now}</th><th scope="col" class="num was">{t.then}</th><td class="bar-cell" /></tr></thead>
        <tbody>
          {names.map((row) => (
            <tr key={row} class={(rows[row] ?? 0) < few ? 'join' : undefined}>
              <th scope="row">{rowName(t, practice, name, row)}</th>
              <td class="num">{rows[row] ?? 0}</td>
              <td class="num was">{were[row] ?? 0}</td>
              <td class="bar-cell"><Bar n={rows[row] ?? 0} was={were[row] ?? 0} most={most} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Tables({ t, practice, now, before }: Omit<TableProps, 'name'>): JSX.Element {
  const names = Object.keys(now.tables);
  const [chosen, setChosen] = useState(names.includes('categories') ? 'categories' : names[0] ?? '');
  return (
    <>
      <div class="filter" role="group" aria-label={t.tables}>
        {names.map((name) => <button key={name} class="plain" type="button" aria-pressed={name === chosen} onClick={() => setChosen(name)}>{word(t, 'table', name)}</button>)}
      </div>
      <Table t={t} practice={practice} name={chosen} now={now} before={before} />
      <p class="since part">{fill(t.figures_note, { n: practice?.threshold ?? 0 })}</p>
    </>
  );
}

type Form = 'outreach' | 'theme' | 'bring';

interface FormsProps {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly form: Form | null;
  readonly onDone: () => void;
}

function Forms({ t, session, form, onDone }: FormsProps): JSX.Element | null {
  const { figures, practice } = session.daily.state;
  const now = figures?.[0];
  if (practice === null || now === undefined) return null;
  if (form === 'outreach') return <OutreachForm t={t} session={session} practice={practice} onDone={onDone} />;
  if (form === 'theme') return <ThemeForm t={t} session={session} practice={practice} onDone={onDone} />;
  return form === 'bring' ? <BringForm t={t} session={session} practice={practice} now={now} onDone={onDone} /> : null;
}

const FORMS = [['outreach', 'o', 'outreach_add'], ['theme', 't', 'theme_add'], ['bring', 'b', 'bring']] as const;

export function Figures({ t, session, keys }: { t: DeskTexts; session: Session; keys: boolean }): JSX.Element {
  const { daily } = session;
  const { figures, practice } = daily.state;
  const [form, setForm] = useState<Form | null>(null);
  useEffect(() => void daily.count(), []);
  const shut = { key: 'Escape', text: t.back, act: () => setForm(null) };
  useKeys(keys, Layer.Screen, [...FORMS.map(([of, key, text]) => ({ key, text: t[text], act: () => setForm(of) })), ...(form !== null ? [shut] : [])]);
  const [now, before] = figures ?? [];
  return (
    <section class="figures">
      <div class="head">
        <Title>{now === undefined ? t.figures : fill(t.figures_of, { period: now.period })}</Title>
        <p class="since">{t.figures_yours}{now === undefined ? '' : ` ${fill(t.figures_from, { date: date(dayOf(now.begins)) })}`}</p>
        <span class="end">
          {FORMS.map(([of, key, text]) => (
            <button key={of} class={of === 'outreach' ? 'second' : 'plain'} type="button" aria-keyshortcuts={key} aria-expanded={form === of} onClick={() => setForm(form === of ? null : of)}>
              {t[text]} <Hint of={key} />
            </button>
          ))}
        </span>
      </div>
      <Forms t={t} session={session} form={form} onDone={() => setForm(null)} />
      {now !== undefined && before !== undefined && (
        <>
          <Five t={t} now={now} before={before} />
          {now.to_count > 0 && <p class="since">{fill(t.figures_to_count, { n: now.to_count })}</p>}
          {now.brought.length > 0 && <p class="since">{fill(t.figures_brought, { tables: now.brought.map((name) => word(t, 'table', name)).join(', ') })}</p>}
          <Tables t={t} practice={practice} now={now} before={before} />
          <Themes t={t} daily={daily} practice={practice} themes={now.themes} />
          <Log t={t} daily={daily} log={now.log} shortDate={(iso) => shortDate(dayOf(iso))} />
        </>
      )}
    </section>
  );
}
