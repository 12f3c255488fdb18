// What an ombuds should know before it is too late to act on it.
import type { DeskTexts } from 'texts';
import { date, fill } from '../shared/texts';
import type { Synced } from './asked';

const LEAVER_DAYS = 30; // as core/wire.h has it

// Until when those can write to this desk whom it is for
function writable(t: DeskTexts, { few_days, seeds_until, whole }: Synced): string {
  if (!whole || !few_days) return '';
  return seeds_until === 0 ? t.no_days : fill(t.few_days, { date: date(seeds_until) });
}

// What is told by one sync only, added up while the desk is open
export interface Since {
  readonly withdrawn: number;
  readonly lost: number; // matters
  readonly merged: boolean;
}
export const NOTHING_SINCE: Since = { withdrawn: 0, lost: 0, merged: false };
export const since = (before: Since, now: Synced): Since => ({
  withdrawn: before.withdrawn + now.withdrawn, lost: before.lost + now.lost, merged: before.merged || now.merged,
});

export function notices(t: DeskTexts, shown: Synced, { withdrawn, lost, merged }: Since): readonly string[] {
  const { office, self } = shown;
  const left = office.people.find((p) => p.id === self)?.left ?? 0;
  return [
    left > 0 ? fill(t.left_office, { date: date(left + LEAVER_DAYS) }) : '',
    withdrawn > 0 ? fill(t.withdrawn, { n: withdrawn }) : '',
    merged ? t.merged : '',
    lost > 0 ? fill(t.lost, { n: lost }) : '',
    shown.unknown > 0 ? fill(t.newer, { n: shown.unknown }) : '',
    shown.shut ? t.shut : '',
    shown.crowded ? t.crowded : '',
    shown.later ? t.later : '',
    shown.keeps ? '' : t.keeps_nothing,
    left > 0 ? '' : writable(t, shown),
    shown.roster_ends ? fill(t.roster_ends, { date: date(office.not_after) }) : '',
  ].filter((text) => text !== '');
}
