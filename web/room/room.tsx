// The room: from whose office it is, to words, to talk. Draws and forwards; the rules are the core's.
import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import type { Office } from '../shared/asked';
import type { Client } from '../shared/client';
import { Enter } from '../shared/enter';
import { Failed } from '../shared/failed';
import { leave, useEscape, useWarning } from '../shared/leave';
import { Lost } from '../shared/lost';
import { fill, list, why } from '../shared/texts';
import { Title } from '../shared/title';
import { Words } from '../shared/words';
import { type Act, OTHERS_READ, type RoomQuestions, type Shown } from './asked';
import { isTelling, NOTHING_TOLD } from './known';
import { whoeverIsFree } from './people';
import { Talk } from './talk';

type View = 'meeting' | 'before' | 'words' | 'enter' | 'talk' | 'renew' | 'gone';
const BUSY_TEXTS = { read: 'looking', say: 'sending', takeBack: 'deleting', forget: 'deleting', renew: 'renewing' } as const;

export interface Props {
  readonly t: RoomTexts;
  readonly client: Client<RoomQuestions>;
  readonly textMax: number;
  readonly lost: boolean;
  readonly before: HTMLElement; // what is read before the first word: shown with the first view only
}

function Before({ t, office, onNew, onHave }: { t: RoomTexts; office: Office; onNew: () => void; onHave: () => void }): JSX.Element {
  return (
    <section>
      <h2>{t.who}</h2>
      <p>{fill(t.who_reads, { people: list(whoeverIsFree(office), 'conjunction') })}</p>
      <p>{fill(t.kept, { n: office.retention_days })}</p>
      <p class="row">
        <button type="button" onClick={onNew}>{t.begin}</button>
        <button class="second" type="button" onClick={onHave}>{t.have}</button>
      </p>
    </section>
  );
}

export function Room({ t, client, textMax, lost, before }: Props): JSX.Element {
  const [view, setView] = useState<View>('meeting');
  const [office, setOffice] = useState<Office | null>(null);
  const [room, setRoom] = useState<Shown | null>(null);
  const [words, setWords] = useState('');
  const [coming, setComing] = useState(''); // new words, until they are the words
  const [fresh, setFresh] = useState(false);
  const [draft, setDraft] = useState('');
  const [telling, setTelling] = useState(NOTHING_TOLD);
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState<Act['what'] | null>(null);
  const [said, setSaid] = useState('');
  const [wrong, setWrong] = useState('');
  const left = useRef(false);
  const visiting = useRef(false);

  const go = useCallback(() => {
    left.current = true;
    leave(() => client.end());
  }, [client]);
  useEscape(go);
  useWarning(draft !== '' || isTelling(telling) || busy === 'say' || busy === 'renew' || view === 'words' || view === 'renew', left);

  // Who is there has changed since this page was opened; who reads now besides, of those who are free.
  const meetAgain = async (): Promise<readonly string[]> => {
    const shown = await client.ask('visit', { words: '', act: { what: 'read' } }).catch(() => undefined);
    if (shown === undefined) return [];
    setOffice(shown.office);
    const named = office === null ? [] : whoeverIsFree(office);
    return whoeverIsFree(shown.office).filter((name) => !named.includes(name));
  };

  // What to say of a visit that failed
  const failed = async (error: unknown, act: Act): Promise<string> => {
    const err = error instanceof Failed ? error.err : '';
    if (err === 'GIVEN_UP' && act.what !== 'say' && act.what !== 'renew') return t.error_stopped;
    const others = err === 'ERR_PERSON' || err === OTHERS_READ ? await meetAgain() : [];
    if (err === OTHERS_READ && others.length > 0) return fill(t.others_read, { people: list(others, 'conjunction') });
    return why(t, error) + (act.what === 'renew' ? ` ${t.renew_both}` : '');
  };

  // One visit at a time; what it shows, or undefined when it failed, which is told.
  const visit = async (act: Act, under = words): Promise<Shown | undefined> => {
    if (visiting.current) return undefined;
    visiting.current = true;
    setBusy(act.what);
    setSaid('');
    setWrong('');
    try {
      const shown = await client.ask('visit', { words: under, act });
      setOffice(shown.office);
      return shown;
    } catch (error) {
      setWrong(await failed(error, act));
      return undefined;
    } finally {
      visiting.current = false;
      setBusy(null);
    }
  };

  const show = (shown: Shown, text: string): void => {
    setRoom(shown);
    setSaid(text + (shown.untold > 0 ? ` ${fill(t.untold, { n: shown.untold })}` : ''));
    setFresh(false);
    setView('talk');
  };

  const meet = async (): Promise<void> => {
    if ((await visit({ what: 'read' }, '')) !== undefined) setView('before');
  };
  useEffect(() => void meet(), []);
  useEffect(() => {
    before.hidden = view !== 'meeting' && view !== 'before';
    if (view !== 'meeting') window.scrollTo(0, 0);
  }, [view]);

  const move = (next: View): void => {
    setSaid('');
    setWrong('');
    setView(next);
  };

  const newWords = async (next: View): Promise<void> => {
    setComing(await client.ask('wordsNew', null));
    move(next);
  };

  const begin = (): void => {
    if (office === null) return;
    setWords(coming);
    setRoom({ office, messages: [], left_behind: 0, untold: 0, unknown: 0 });
    setFresh(true);
    setTelling(NOTHING_TOLD); // unknown under these
    move('talk');
  };

  const enter = async (typed: string): Promise<void> => {
    const shown = await visit({ what: 'read' }, typed);
    if (shown === undefined) return;
    setWords(typed);
    show(shown, '');
  };

  const look = async (): Promise<void> => {
    const shown = await visit({ what: 'read' });
    if (shown !== undefined) show(shown, t.looked);
  };

  const send = async (): Promise<void> => {
    const shown = await visit({ what: 'say', text: draft, to, free: office === null ? [] : whoeverIsFree(office) });
    if (shown === undefined) return;
    setDraft('');
    show(shown, fill(t.sent, { to: to === '' ? t.whoever : to }));
  };

  const takeBack = async (message: string): Promise<void> => {
    const shown = await visit({ what: 'takeBack', message });
    if (shown !== undefined) show(shown, t.taken_back);
  };

  const forget = async (): Promise<void> => {
    const met = new Set(room?.messages.flatMap((m) => [m.person, ...m.people]));
    const shown = await visit({ what: 'forget' });
    if (shown === undefined) return;
    setDraft('');
    setTelling(NOTHING_TOLD);
    setRoom(shown);
    move('gone');
    const gone = shown.office.people.filter((p) => p.left > 0 && met.has(p.id)).map((p) => p.name);
    setSaid([
      shown.untold > 0 ? fill(t.untold, { n: shown.untold }) : '',
      gone.length > 0 ? fill(t.untold_gone, { people: list(gone, 'conjunction'), n: shown.office.retention_days }) : '',
    ].filter((text) => text !== '').join(' '));
  };

  const renew = async (): Promise<void> => {
    const shown = await visit({ what: 'renew', words: coming });
    if (shown === undefined) return;
    setWords(coming);
    show(shown, t.renewed + (shown.left_behind > 0 ? ` ${fill(t.left_behind, { n: shown.left_behind })}` : ''));
  };

  const state = busy !== null ? t[BUSY_TEXTS[busy]] : view === 'meeting' && wrong === '' ? t.meeting : said;
  return (
    <>
      {view === 'before' && office !== null && (
        <Before t={t} office={office} onNew={() => void newWords('words')} onHave={() => move('enter')} />
      )}
      {view === 'words' && <Words t={t} words={coming} lede={t.words_lede} keep={t.words_keep} onWritten={begin} onBack={() => move(room === null ? 'before' : 'talk')} />}
      {view === 'enter' && (
        <Enter t={t} title={t.enter_title} check={(typed) => client.ask('wordsCheck', typed)} onWords={(typed) => void enter(typed)}>
          <button class="second" type="button" onClick={() => move('before')}>{t.back}</button>
        </Enter>
      )}
      {view === 'talk' && room !== null && office !== null && (
        <Talk t={t} office={office} room={room} words={words} fresh={fresh} draft={draft} setDraft={setDraft} to={to} setTo={setTo}
          telling={telling} setTelling={setTelling} max={textMax} busy={busy !== null} onSend={() => void send()} onLook={() => void look()}
          onTakeBack={(id) => void takeBack(id)} onForget={() => void forget()} onRenew={() => void newWords('renew')}
          onAnew={() => void newWords('words')} />
      )}
      {view === 'renew' && <Words t={t} words={coming} lede={t.renew_lede} keep={t.words_keep} onWritten={() => void renew()} onBack={() => move('talk')} />}
      {view === 'gone' && (
        <section>
          <Title>{t.gone_title}</Title>
          <p>{t.gone}</p>
        </section>
      )}
      <div class="foot">
        <div role="alert">{wrong !== '' && <p class="wrong">{wrong}</p>}</div>
        <p role="status" class="status">{state}</p>
        {view === 'meeting' && wrong !== '' && <p class="row"><button class="second small" type="button" onClick={() => void meet()}>{t.again}</button></p>}
        {lost && <Lost t={t} sending={busy === 'say' || busy === 'renew'} nudge={(kind) => client.nudge(kind)} />}
        <p class="row">
          <button class="leave" type="button" onClick={go}>{t.leave}</button>
          <span>{t.leave_hint}</span>
        </p>
      </div>
    </>
  );
}
