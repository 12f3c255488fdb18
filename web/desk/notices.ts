// What an ombuds should know before it is too late to act on it.
import type { DeskTexts } from 'texts';
import { date, fill } from '../shared/texts';
import type { Synced } from './asked';

const FEW_DAYS = 14;
const ROSTER_ENDS_DAYS = 30;

export function notices(t: DeskTexts, { office, self, ...shown }: Synced, withdrawn: number): readonly string[] {
  const left = (office.people.find((p) => p.id === self)?.left ?? 0) > 0;
  return [
    withdrawn > 0 ? fill(t.withdrawn, { n: withdrawn }) : '',
    shown.crowded ? t.crowded : '',
    shown.later ? t.later : '',
    shown.keeps ? '' : t.keeps_nothing,
    !left && shown.seeds_until > 0 && shown.seeds_until < office.day + FEW_DAYS ? fill(t.few_days, { date: date(shown.seeds_until) }) : '',
    office.not_after < office.day + ROSTER_ENDS_DAYS ? fill(t.roster_ends, { date: date(office.not_after) }) : '',
  ].filter((text) => text !== '');
}
