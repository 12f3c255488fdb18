// The tables of days that are over. They never change (docs/protocol.md), so they are asked for side by side, and once
// while the page is open; only the last days' are asked for at every visit.

import type { Answer } from '../shared/worker';

type Ask = (path: string) => Promise<Answer>;

// The office's day may be the one before this device's: what is older than that is over.
const OPEN_DAYS = 2;
const kept = new Map<number, Promise<Answer>>();

// Asks for what is missing of the days from first on that are over.
export function fetchTables(first: number, today: number, ask: Ask): void {
  for (let day = first; day <= today - OPEN_DAYS; day++) {
    if (kept.has(day)) continue;
    const answer = ask(`/v1/tags/${day}`);
    const forget = (): void => void kept.delete(day);
    kept.set(day, answer);
    answer.then(({ status }) => (status === 200 ? undefined : forget()), forget);
  }
}

// The answer to a request if it is for a day that is over; it fails as the request would.
export function tableOf(path: string, today: number, ask: Ask): Promise<Answer> | undefined {
  const day = Number(/^\/v1\/tags\/(\d+)$/.exec(path)?.[1]);
  if (!(day <= today - OPEN_DAYS)) return undefined;
  fetchTables(day, today, ask);
  return kept.get(day);
}
