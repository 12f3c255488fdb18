// What an ombuds should know before it is too late to act on it.
import type { DeskTexts } from 'texts';
import { date, fill } from '../shared/texts';
import type { Synced } from './asked';

const FEW_DAYS = 14;
const ROSTER_ENDS_DAYS = 30;
const LEAVER_DAYS = 30; // as core/wire.h has it

// Until when those can write to this desk whom it is for
function writable(t: DeskTexts, { office, seeds_until, whole }: Synced): string {
  if (!whole || seeds_until >= office.day + FEW_DAYS) return '';
  return seeds_until === 0 ? t.no_days : fill(t.few_days, { date: date(seeds_until) });
}

export function notices(t: DeskTexts, shown: Synced, withdrawn: number): readonly string[] {
  const { office, self } = shown;
  const left = office.people.find((p) => p.id === self)?.left ?? 0;
  return [
    left > 0 ? fill(t.left_office, { date: date(left + LEAVER_DAYS) }) : '',
    withdrawn > 0 ? fill(t.withdrawn, { n: withdrawn }) : '',
    shown.merged ? t.merged : '',
    shown.lost > 0 ? fill(t.lost, { n: shown.lost }) : '',
    shown.unknown > 0 ? fill(t.newer, { n: shown.unknown }) : '',
    shown.shut ? t.shut : '',
    shown.crowded ? t.crowded : '',
    shown.later ? t.later : '',
    shown.keeps ? '' : t.keeps_nothing,
    left > 0 ? '' : writable(t, shown),
    office.not_after < office.day + ROSTER_ENDS_DAYS ? fill(t.roster_ends, { date: date(office.not_after) }) : '',
  ].filter((text) => text !== '');
}
