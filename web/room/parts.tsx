// What several views of the room have: the way back, what went wrong, what opens, how to call.
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import { Lost } from '../shared/lost';
import { fill } from '../shared/texts';
import type { Reach } from './reach';
import type { Session } from './session';

export function Back({ name, onBack }: { readonly name: string; readonly onBack: () => void }): JSX.Element {
  return <button class="back" type="button" onClick={onBack}>{name}</button>;
}

// Where the press was, with the focus on it
export function Fault({ text, children }: { readonly text: string; readonly children?: ComponentChildren }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.focus(), [text]);
  return (
    <div class="fault" role="alert" tabIndex={-1} ref={box}>
      <p>{text}</p>
      {children}
    </div>
  );
}

// What went wrong, or waits for the connection; of sending, at the button that sends, and of all else above.
export function Trouble({ t, session, sending }: { readonly t: RoomTexts; readonly session: Session; readonly sending: boolean }): JSX.Element {
  const { wrong, lost, busy, tried } = session.state;
  const sends = busy === 'say' || busy === 'renew';
  return (
    <>
      {wrong !== '' && (tried === 'say') === sending && <Fault text={wrong} />}
      {lost && sends === sending && <Lost t={t} sending={sends} nudge={(kind) => session.nudge(kind)} />}
    </>
  );
}

export function Fold({ name, children, open }: { readonly name: string; readonly children: ComponentChildren; readonly open?: boolean }): JSX.Element {
  return (
    <details class="fold" open={open ?? false}>
      <summary>{name}</summary>
      {children}
    </details>
  );
}

// A sentence with the number in it: {number} is the link, and the hours follow it.
export function Call({ text, reach: { phone, tel, hours } }: { readonly text: string; readonly reach: Reach }): JSX.Element | null {
  if (phone === '') return null;
  const [before = '', after = ''] = text.split('{number}');
  return (
    <>
      {before}
      {tel === '' ? phone : <a href={tel}>{phone}</a>}
      {hours === '' ? '' : `, ${hours}`}
      {after}
    </>
  );
}

// How soon answers come, and when nobody is there
export const usually = (t: RoomTexts, { answer, away }: Reach): string =>
  `${answer !== '' ? fill(t.answers_usually, { answer }) : t.answers_unsaid} ${away}`.trim();
