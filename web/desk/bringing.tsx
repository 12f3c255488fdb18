// Sums of the running period from before this desk was used, once for each table. They lie beside what is counted here.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { fill } from '../shared/texts';
import type { Figures, Practice } from './asked';
import { Hint } from './keys';
import { NUMBERS, rowName, word } from './named';
import type { Session } from './session';

const FIELD = 'bring:'; // then the table and the row
const TABLE = 'bring-table';
const N_MAX = 65_535; // as core/trends/brought.h has it

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly practice: Practice;
  readonly now: Figures;
  readonly onDone: () => void;
}

// Which rows a table can have, as the core names them
function rowsOf(practice: Practice, table: string): readonly string[] {
  const all: Readonly<Record<string, readonly string[]>> = {
    numbers: NUMBERS, concerns: [...practice.codes.map(({ code }) => code), 'not coded'],
    categories: ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'x', 'not coded'],
    groups: [...practice.groups, 'not said'], manners: ['wrote', 'phone', 'person', 'video', 'letter', 'passing', 'not said'],
    services: [...practice.services, 'not said'], with: [...practice.with, 'not said'], endings: [...practice.endings, 'not said'],
    heard: [...practice.heard, 'not said'], minutes: [...practice.minutes, 'not said'],
  };
  return all[table] ?? [];
}

const isNumber = (text: string): boolean => /^\d+$/.test(text) && Number(text) <= N_MAX;

function Rows({ t, session, practice, table }: Omit<Props, 'now' | 'onDone'> & { readonly table: string }): JSX.Element {
  return (
    <div class="sums">
      {rowsOf(practice, table).map((row) => {
        const name = `${FIELD}${table}:${row}`;
        const text = session.field(name);
        return (
          <label key={name}>
            <input class="short" inputMode="numeric" autocomplete="off" value={text} aria-invalid={text !== '' && !isNumber(text.trim()) ? 'true' : undefined}
              onInput={({ currentTarget }) => session.type({ [name]: currentTarget.value })} />
            <span>{rowName(t, practice, table, row)}</span>
          </label>
        );
      })}
    </div>
  );
}

export function BringForm({ t, session, practice, now, onDone }: Props): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  const tables = ['numbers', ...Object.keys(now.tables)];
  const chosen = session.field(TABLE);
  const table = tables.includes(chosen) ? chosen : 'numbers';
  const typed = rowsOf(practice, table).map((row) => [row, session.field(`${FIELD}${table}:${row}`).trim()] as const).filter(([, n]) => n !== '');
  const fits = typed.every(([, n]) => isNumber(n));
  const before = now.brought.includes(table);
  const ready = typed.length > 0 && fits;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready || !(await session.daily.bring(table, Object.fromEntries(typed), before))) return;
    session.type(Object.fromEntries([[TABLE, ''], ...typed.map(([row]) => [`${FIELD}${table}:${row}`, ''])]) as Record<string, string>);
    onDone();
  };
  return (
    <form class="asked bring" autocomplete="off" onSubmit={(event) => void save(event)}>
      <h2 ref={title} tabIndex={-1}>{t.bring}</h2>
      <p>{fill(t.bring_what, { period: now.period })}</p>
      <div class="field">
        <label class="label" for="bring-table">{t.bring_table}</label>
        <div class="value">
          <select id="bring-table" value={table} onChange={({ currentTarget }) => session.type({ [TABLE]: currentTarget.value === tables[0] ? '' : currentTarget.value })}>
            {tables.map((name) => <option key={name} value={name}>{word(t, 'table', name)}</option>)}
          </select>
        </div>
      </div>
      {before && <p class="warm">{t.bring_again}</p>}
      <Rows t={t} session={session} practice={practice} table={table} />
      <p class="wrong" role="status">{fits ? '' : fill(t.bring_number, { n: N_MAX })}</p>
      <p class="row">
        <button data-main aria-disabled={!ready}>{before ? t.bring_save_again : t.bring_save} <Hint of={`${t.key_ctrl} ${t.key_enter}`} /></button>
        <button class="second" type="button" onClick={onDone}>{t.back}</button>
      </p>
    </form>
  );
}
