// Today, which opens first: what waits with its end day, what ends soon with the uncoded first, what is to be counted.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { fill, plain, shortDate, weekday } from '../shared/texts';
import { Title } from '../shared/title';
import { lastOf, type Matter, type Row as Facts, type Shown } from './asked';
import { type Key, Layer, useKeys } from './keys';
import { excerpt, strangers } from './list';
import { dayOf } from './named';
import { Part, Row } from './rows';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Shown;
  readonly keys: boolean;
}

const talked = (t: DeskTexts, n: number): string => (n === 0 ? '' : n === 1 ? t.talked_once : fill(t.talked_often, { n }));

const open = (session: Session, name: string): void => session.daily.open(name);

interface RowProps {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly row: Facts;
  readonly matter: Matter | undefined;
  readonly current: boolean;
  readonly today: number;
}

const whenOf = (t: DeskTexts, day: number, today: number): string => (day === today ? t.on_today : shortDate(day));
const whatOf = (t: DeskTexts, row: Facts, m: Matter | undefined): string => (m === undefined ? plain(row.heading) : excerpt(t, m));

function Waits({ t, session, row, matter: m, current, today }: RowProps): JSX.Element {
  const fresh = m !== undefined && lastOf(m)?.person === '' && session.state.seen[m.name] !== lastOf(m)?.id;
  return (
    <Row when={whenOf(t, dayOf(row.day), today)} what={whatOf(t, row, m)} quoted={row.label === '' && row.began === 'wrote'} current={current}
      ends={shortDate(dayOf(row.ends))} onOpen={() => open(session, row.matter)}>
      {fresh && <strong class="fresh">{t.fresh}</strong>} {m?.nobodys === true && t.to_whoever}
    </Row>
  );
}

function Ends({ t, session, row, matter: m, current, today }: RowProps): JSX.Element {
  return (
    <Row when={whenOf(t, dayOf(row.ends), today)} what={whatOf(t, row, m)} quoted={row.label === '' && row.began === 'wrote'} current={current}
      onOpen={() => open(session, row.matter)}>
      {talked(t, row.talks)} {row.coded ? <span>{m?.count.talk_only === true ? t.question_only : m?.count.concerns.join(', ')}</span> : <strong class="warm">{t.not_coded}</strong>}
    </Row>
  );
}

function ToCount({ t, session, shown, current }: Pick<Props, 't' | 'session' | 'shown'> & { readonly current: boolean }): JSX.Element {
  const not = shown.to_count.filter(({ concerns, talk_only }) => concerns.length === 0 && !talk_only).length;
  return (
    <Row what={t.ended_itself} quoted={false} current={current} onOpen={() => session.daily.go('count')}>
      {not === 0 ? t.all_coded : <strong class="warm">{fill(t.n_not_coded, { n: not })}</strong>}
    </Row>
  );
}

export function Today({ t, session, shown, keys }: Props): JSX.Element {
  const { today } = shown;
  const [at, setAt] = useState(0);
  const moved = useRef(false);
  const list = useRef<HTMLDivElement>(null);
  const lot = new Set(strangers(shown).map(({ name }) => name));
  const matters = new Map(shown.matters.map((m) => [m.name, m]));
  const waiting = today.waiting.filter(({ matter }) => !lot.has(matter));
  const rows = [...waiting, ...today.ends_soon];
  const n = rows.length + (lot.size > 0 ? 1 : 0) + (today.to_count > 0 ? 1 : 0);
  const step = (by: number): void => {
    moved.current = true;
    setAt((was) => Math.max(0, Math.min(was + by, n - 1)));
  };
  useLayoutEffect(() => {
    if (moved.current) list.current?.querySelector<HTMLElement>('.line.at')?.focus();
  }, [at]);
  const press = (): void => list.current?.querySelector<HTMLElement>('.line.at')?.click();
  const free = matters.get(rows[at]?.matter ?? '');
  const moves: readonly Key[] = [
    { key: 'j', text: t.key_next, act: () => step(1) }, { key: 'ArrowDown', text: '', act: () => step(1) },
    { key: 'k', text: t.key_previous, act: () => step(-1) }, { key: 'ArrowUp', text: '', act: () => step(-1) },
    { key: 'Home', text: '', act: () => step(-n) }, { key: 'End', text: '', act: () => step(n) },
    { key: 'Enter', text: t.key_open, act: press },
  ];
  useKeys(keys, Layer.Screen, free?.nobodys === true ? [...moves, { key: 't', text: t.take, act: () => session.take(free) }] : moves);
  const about = (row: Facts, i: number) => ({ t, session, row, matter: matters.get(row.matter), current: i === at, today: shown.office.day });
  return (
    <>
      <div class="head"><Title>{weekday(shown.office.day)}</Title></div>
      {n === 0 && <p class="standing">{t.nothing_today}</p>}
      <div ref={list} class="today">
        {waiting.length > 0 && (
          <Part title={t.waiting} n={waiting.length} beside={t.row_ends}>{waiting.map((row, i) => <Waits key={row.matter} {...about(row, i)} />)}</Part>
        )}
        {today.ends_soon.length > 0 && (
          <Part title={t.ends_soon} n={today.ends_soon.length}>
            {today.ends_soon.map((row, i) => <Ends key={row.matter} {...about(row, waiting.length + i)} />)}
          </Part>
        )}
        {today.to_count > 0 && <Part title={t.to_count} n={today.to_count}><ToCount t={t} session={session} shown={shown} current={at === rows.length} /></Part>}
        {lot.size > 0 && (
          <Part title={t.strangers} n={lot.size}>
            <Row what={t.strangers_many} quoted={false} current={at === n - 1} onOpen={() => session.daily.go('matters')} />
          </Part>
        )}
      </div>
      {waiting.length > 1 && <p class="since part">{t.no_order}</p>}
    </>
  );
}
