// How many people came, in how many matters and talks: the usual numbers may be changed down to nothing.
import type { JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { fill } from '../shared/texts';
import type { Counted, Ending } from './edited';

const PEOPLE_MAX = 999; // as core/trends/marks.h has it
const MATTERS_MAX = 99;

function Stepper({ t, label, unit, value, max, onValue }: { t: DeskTexts; label: string; unit: string; value: number; max: number; onValue: (n: number) => void }): JSX.Element {
  return (
    <span class="stepper" role="group" aria-label={label}>
      <button class="second" type="button" aria-label={fill(t.one_less, { what: label })} aria-disabled={value === 0} onClick={() => value > 0 && onValue(value - 1)}>−</button>
      <output>{value}</output>
      <button class="second" type="button" aria-label={fill(t.one_more, { what: label })} aria-disabled={value === max} onClick={() => value < max && onValue(value + 1)}>+</button>
      <span>{unit}</span>
    </span>
  );
}

export function People({ t, draft, onCount }: { t: DeskTexts; draft: Ending; onCount: (what: Counted, n: number) => void }): JSX.Element {
  return (
    <div class="field">
      <div class="label">{t.counts_as}</div>
      <div class="value">
        <Stepper t={t} label={t.visitors} unit={t.visitors} value={draft.visitors} max={PEOPLE_MAX} onValue={(visitors) => onCount('visitors', visitors)} />
        <Stepper t={t} label={t.matters} unit={t.matters_unit} value={draft.matters} max={MATTERS_MAX} onValue={(matters) => onCount('matters', matters)} />
        <Stepper t={t} label={t.talks} unit={t.talks_unit} value={draft.talks} max={PEOPLE_MAX} onValue={(talks) => onCount('talks', talks)} />
        <span class="since">{t.may_be_none}</span>
      </div>
    </div>
  );
}
