// How the office is reached besides, as it wrote it: the page has it in its own place (site/room.c).
export interface Reach {
  readonly phone: string; // each '' where the office has not said
  readonly tel: string;
  readonly hours: string;
  readonly answer: string;
  readonly away: string;
}

export function reachOf({ dataset }: HTMLElement): Reach {
  const { phone = '', tel = '', hours = '', answer = '', away = '' } = dataset;
  return { phone, tel, hours, answer, away };
}

// The address to come back to, with the eight words of the office
export const addressOf = (fingerprint: string): string =>
  `${location.origin}${location.pathname}#${location.hash.length > 1 ? location.hash.slice(1) : fingerprint.replace(/\s+/g, '-')}`;

export const shownAddress = (address: string): string => address.replace(/^https?:\/\//, '');
