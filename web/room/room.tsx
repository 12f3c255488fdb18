// What is on the screen: from whose office it is, to words, to talk.
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import { Enter } from '../shared/enter';
import { useEscape, useWarning } from '../shared/leave';
import { Lost } from '../shared/lost';
import { fill, list, nameOf } from '../shared/texts';
import { Title } from '../shared/title';
import { Words } from '../shared/words';
import { isTelling } from './known';
import type { Met, Session } from './session';
import { NotToday, Talk } from './talk';

interface Props {
  readonly t: RoomTexts;
  readonly session: Session;
}

const BUSY_TEXTS = { read: 'looking', say: 'on_its_way', 'take-back': 'deleting', forget: 'deleting', renew: 'renewing' } as const;

function Before({ t, session, met: { office, readers } }: Props & { readonly met: Met }): JSX.Element {
  return (
    <section>
      <h2>{t.who}</h2>
      {readers !== null && <p>{fill(t.who_reads, { people: list(readers.free.map((id) => nameOf(t, office, id)), 'conjunction') })}</p>}
      <NotToday t={t} met={{ office, readers }} />
      <p>{fill(t.kept, { n: office.retention_days })}</p>
      <p class="row">
        <button type="button" onClick={() => void session.newWords('words')}>{t.begin}</button>
        <button class="second" type="button" onClick={() => session.move('enter')}>{t.have}</button>
      </p>
    </section>
  );
}

function Foot({ t, session }: Props): JSX.Element {
  const { view, busy, said, wrong, lost } = session.state;
  const meeting = view === 'meeting' && wrong === '';
  return (
    <div class="foot">
      <div role="alert">{wrong !== '' && <p class="wrong">{wrong}</p>}</div>
      <p role="status" class="status">{busy !== null ? t[BUSY_TEXTS[busy]] : meeting ? t.meeting : said}</p>
      {view === 'meeting' && wrong !== '' && <p class="row"><button class="second small" type="button" onClick={() => void session.meet()}>{t.again}</button></p>}
      {lost && <Lost t={t} sending={busy === 'say' || busy === 'renew'} nudge={(kind) => session.nudge(kind)} />}
      <p class="row">
        <button class="leave" type="button" onClick={session.leave}>{t.leave}</button>
        <span>{t.leave_hint}</span>
      </p>
    </div>
  );
}

// before: what is read before the first word, shown with the first view only
export function Room({ t, session, before }: Props & { readonly before: HTMLElement }): JSX.Element {
  const { view, met, room, coming, writing, busy } = session.state;
  useEscape(session.leave);
  useWarning(writing.text !== '' || isTelling(writing.telling) || (busy !== null && busy !== 'read') || view === 'words' || view === 'renew', session.left);
  useLayoutEffect(() => {
    before.hidden = view !== 'meeting' && view !== 'before';
    if (view !== 'meeting') window.scrollTo(0, 0);
  }, [view]);
  return (
    <>
      {view === 'before' && met !== null && <Before t={t} session={session} met={met} />}
      {view === 'words' && (
        <Words t={t} words={coming} lede={t.words_lede} keep={t.words_keep} onWritten={() => session.begin()} onBack={() => session.move(room === null ? 'before' : 'talk')} />
      )}
      {view === 'enter' && (
        <Enter t={t} title={t.enter_title} check={(typed) => session.check(typed)} onWords={(typed) => void session.enter(typed)}>
          <button class="second" type="button" onClick={() => session.move('before')}>{t.back}</button>
        </Enter>
      )}
      {view === 'talk' && room !== null && met !== null && <Talk t={t} session={session} room={room} met={met} />}
      {view === 'renew' && (
        <Words t={t} words={coming} lede={t.renew_lede} keep={t.words_keep} onWritten={() => void session.renew()} onBack={() => session.move('talk')} />
      )}
      {view === 'gone' && (
        <section>
          <Title>{t.gone_title}</Title>
          <p>{t.gone}</p>
        </section>
      )}
      <Foot t={t} session={session} />
    </>
  );
}
