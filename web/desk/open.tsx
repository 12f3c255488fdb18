// A desk that is open: what stands at each of its places.
import type { ComponentChildren, JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { About } from './about';
import type { Synced } from './asked';
import { Caller } from './caller';
import { Demand } from './demand';
import { Ending } from './ending';
import { Figures } from './figures';
import { Frame } from './frame';
import { Matters } from './matters';
import { More } from './more';
import { notices } from './notices';
import { Leave } from './leave';
import type { Session } from './session';
import { Settle } from './settle';
import { Today } from './today';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Synced;
  readonly keys: boolean; // whether quick keys are on
  readonly setKeys: (on: boolean) => void;
  readonly told: ComponentChildren;
}

function At({ t, session, shown, keys, setKeys }: Props): JSX.Element {
  const { daily, matter } = session;
  const { place, panel, practice } = daily.state;
  if (place === 'today') return <Today t={t} session={session} shown={shown} keys={keys} />;
  if (place === 'count') return <Settle t={t} daily={daily} shown={shown} keys={keys} />;
  if (place === 'figures') return <Figures t={t} session={session} keys={keys} />;
  if (place === 'more') return <More t={t} daily={daily} />;
  if (place === 'desk') return <About t={t} session={session} shown={shown} keys={keys} setKeys={setKeys} />;
  if (panel === 'end' && matter !== undefined && shown.today.demand) return <Demand t={t} daily={daily} matter={matter} keys={keys} />;
  if (panel === 'end' && matter !== undefined && practice !== null)
    return <Ending key={matter.name} t={t} daily={daily} session={session} shown={shown} matter={matter} practice={practice} keys={keys} textMax={session.textMax} />;
  return <Matters t={t} session={session} shown={shown} keys={keys} />;
}

export function Open(props: Props): JSX.Element {
  const { t, session, shown, keys, told } = props;
  const { daily, state: { leaving, since } } = session;
  const { place } = daily.state;
  const warned = place === 'today' || place === 'matters';
  return (
    <Frame t={t} session={session} shown={shown} keys={keys}>
      {told}
      {leaving && <Leave t={t} session={session} shown={shown} />}
      {warned && notices(t, shown, since).map((text) => <p key={text} class="soon">{text}</p>)}
      <At {...props} />
      <Caller t={t} daily={daily} shown={shown} keys={keys} />
    </Frame>
  );
}
