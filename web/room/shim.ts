// Until the core takes lines (session_do) and shows readers: these, from what it shows today. To be deleted with its uses in
// worker.ts.
import { unhex } from '../shared/hex';
import { present } from '../shared/texts';
import { core } from '../shared/worker';
import type { Line, Readers, Shown } from './asked';

export function plan(session: number, line: Line): void {
  switch (line.do) {
    case 'read':
      return;
    case 'say':
      return core.check(core.call('room_say', session, line.text, line.to ?? ''));
    case 'take-back':
      return void core.call('room_take_back', session, { at: unhex(line.message) });
    case 'forget':
      return void core.raw('room_forget', session);
    case 'renew':
      return core.check(core.call('room_renew', session, line.new_words));
  }
}

function readers({ office }: Shown): Readers {
  const people = present(office);
  const arranging = people.filter((p) => p.role === 'arranging');
  const free = office.charter.writing === 'arranging only' && arranging.length > 0 ? arranging : people.filter((p) => p.role === 'ombuds');
  return { free: free.map((p) => p.id), people: people.map((p) => p.id), not_today: [] };
}

export const completed = (shown: Shown): Shown => ({ ...shown, readers: (shown.office as unknown) === null ? null : readers(shown) });
