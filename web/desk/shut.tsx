// A desk that is not open: locked, being joined, or in doubt.
import type { JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { Enter } from '../shared/enter';
import { fill } from '../shared/texts';
import { Title } from '../shared/title';
import { Words } from '../shared/words';
import { Ask, Code } from './join';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
}

function Older({ t, session }: Props): JSX.Element {
  return (
    <section>
      <Title>{t.older_title}</Title>
      <p>{t.older_text}</p>
      {session.state.wouldLose > 0 && <p class="wrong">{fill(t.older_loses, { n: session.state.wouldLose })}</p>}
      <p>{t.older_choice}</p>
      <p class="row">
        <button type="button" onClick={() => void session.putBack()}>{t.put_back}</button>
        <button class="second" type="button" onClick={() => session.lock('')}>{t.lock}</button>
      </p>
    </section>
  );
}

// unsent: how many drafts wait for their words
export function Shut({ t, session, unsent }: Props & { readonly unsent: number }): JSX.Element {
  const { view, coming } = session.state;
  return (
    <>
      {view === 'locked' && (
        <Enter key="enter" t={t} title={t.unlock_title} check={(typed) => session.check(typed)} onWords={(words) => void session.unlock(words)}>
          <button class="second" type="button" onClick={() => session.join()}>{t.join}</button>
        </Enter>
      )}
      {view === 'locked' && unsent > 0 && <p class="standing">{fill(t.unsent_locked, { n: unsent })}</p>}
      {view === 'join' && <Ask t={t} onNamed={(name, role) => void session.named(name, role)} onBack={() => session.turn('locked')} />}
      {view === 'words' && coming !== null && (
        <Words t={t} words={coming.words} lede={t.words_lede} keep={t.words_keep} onWritten={() => void session.makeCode()} onBack={() => session.turn('join')} />
      )}
      {view === 'code' && coming !== null && <Code t={t} code={coming.code} onDone={() => session.lock('')} />}
      {view === 'older' && <Older t={t} session={session} />}
    </>
  );
}
