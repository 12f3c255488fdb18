// Whom a visitor can write to.
import type { RoomTexts } from 'texts';
import type { Office, Person } from '../shared/asked';
import { fill, present } from '../shared/texts';

// Who reads what is sent to whoever is free, as core/room/plan.c has it.
export function whoeverIsFree(office: Office): readonly string[] {
  const arranging = present(office).filter((p) => p.role === 'arranging');
  const free = office.charter.writing === 'arranging only' && arranging.length > 0 ? arranging : present(office).filter((p) => p.role === 'ombuds');
  return free.map((p) => p.name);
}

export const named = (t: RoomTexts, p: Person): string =>
  !p.known ? fill(t.to_unknown, { name: p.name }) : p.role === 'arranging' ? fill(t.arranging, { name: p.name }) : p.name;
