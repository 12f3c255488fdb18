// One message of a conversation.
import type { ComponentChildren, JSX } from 'preact';
import type { Message } from './asked';
import { fill, plain, plainDay, type Texts } from './texts';

interface Props {
  readonly t: Texts;
  readonly message: Message;
  readonly who: string;
  readonly heading: 'h2' | 'h3';
  readonly own: boolean; // the reader's own words
  readonly days: number; // until it is destroyed
  readonly children?: ComponentChildren;
}

export function Said({ t, message: m, who, heading: Heading, own, days, children }: Props): JSX.Element {
  return (
    <li class={own ? 'said own' : 'said'}>
      <Heading><bdi>{who}</bdi></Heading>
      {m.unreadable ? <p class="since">{t.unreadable}</p> : <p class="text" dir="auto" translate={false}>{plain(m.text)}</p>}
      <p class="since">{fill(t.said_on, { date: plainDay(m.day), until: plainDay(m.day + days) })}</p>
      {children}
    </li>
  );
}
