// What we keep, and so what we could be made to hand over: only what exists. A demand that has come shuts ending by hand.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { date, fill } from '../shared/texts';
import type { Shown } from './asked';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Shown;
}

function rowsOf(t: DeskTexts, { session, shown }: Omit<Props, 't'>): readonly (readonly [string, string, string])[] {
  const { matters, office } = shown;
  const { figures } = session.daily.state;
  const days = matters.flatMap((m) => m.messages.map(({ day }) => day + office.retention_days));
  const ends = (some: readonly number[]): string => (some.length === 0 ? '' : fill(t.last_on, { date: date(Math.max(...some)) }));
  const noted = matters.filter((m) => m.notes !== '');
  const labelled = matters.filter((m) => m.label !== '');
  return [
    [t.keep_messages, String(days.length), ends(days)],
    [t.keep_notes, fill(t.of_matters, { n: noted.length }), ends(noted.map((m) => m.ends))],
    [t.keep_labels, fill(t.of_matters, { n: labelled.length }), ends(labelled.map((m) => m.ends))],
    [t.keep_marks, figures === null ? '' : String(figures[0].waiting_marks), t.keep_marks_until],
    [t.keep_figures, t.keep_figures_much, ''],
    [t.keep_outreach, figures === null ? '' : String(figures[0].outreach + figures[1].outreach), t.keep_outreach_until],
    [t.keep_people, t.none_exist, ''],
  ];
}

export function Inventory(props: Props): JSX.Element {
  const { t, session, shown } = props;
  useEffect(() => void session.daily.count(), []);
  return (
    <>
      <h2>{t.inventory}</h2>
      <div class="scrolls" tabIndex={0} role="region" aria-label={t.inventory}>
        <table>
          <thead><tr><th scope="col">{t.keep_what}</th><th scope="col">{t.keep_much}</th><th scope="col">{t.keep_until}</th></tr></thead>
          <tbody>{rowsOf(t, { session, shown }).map(([what, much, until]) => <tr key={what}><th scope="row">{what}</th><td>{much}</td><td>{until}</td></tr>)}</tbody>
        </table>
      </div>
      <h2>{t.demand}</h2>
      <p>{shown.today.demand ? `${t.demand_shut} ${t.demand_nobody}` : t.demand_what}</p>
      <p class="row"><button class="second" type="button" onClick={() => session.daily.demand(shown.today.demand)}>{shown.today.demand ? t.demand_lift : t.demand_come_yes}</button></p>
    </>
  );
}
