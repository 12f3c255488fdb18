// The desk: locked, joined, open. Draws and forwards; the rules are the core's.
import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import type { Checked, Nudge } from '../shared/asked';
import type { Client } from '../shared/client';
import { Enter } from '../shared/enter';
import { Failed } from '../shared/failed';
import { useWarning } from '../shared/leave';
import { Lost } from '../shared/lost';
import type { Opened } from '../shared/place';
import { fill, nameOf, why } from '../shared/texts';
import { Title } from '../shared/title';
import { Words } from '../shared/words';
import { About } from './about';
import { type Act, type DeskQuestions, type Matter as Facts, OLDER_VAULT, type Role, type Shown, type Synced } from './asked';
import { useIdle } from './idle';
import { Ask, Code } from './join';
import { Keys, useKeys } from './keys';
import { groups, lastOf, List } from './list';
import { Gone, isUnsent, Matter, NOTHING_UNSENT, type Unsent } from './matter';
import { notices } from './notices';

type View = 'locked' | 'join' | 'words' | 'code' | 'older' | 'desk' | 'about';
const BUSY_TEXTS = {
  look: 'looking', say: 'sending', note: 'saving', take: 'taking', close: 'closing', renewSeeds: 'renewing', putBack: 'putting_back',
} as const;
const LOOK_EVERY_MS = 180_000;
const LOOK_SPREAD_MS = 120_000; // at most so much later, so that no clock is seen in it

export interface Props {
  readonly t: DeskTexts;
  readonly first: Opened<DeskQuestions>;
  readonly open: () => Promise<Opened<DeskQuestions>>; // another worker: what the one before knew ends with it
  readonly onLost: (told: (lost: boolean) => void) => void;
  readonly before: HTMLElement;
}

// An answer on its way: it may have been saved though the sync failed.
interface Sending {
  readonly matter: number;
  readonly text: string;
  readonly before: number; // how often the very same was said already
}

const same = (shown: Synced, matter: number, text: string): number =>
  shown.matters.find((m) => m.number === matter)?.messages.filter((m) => m.person === shown.self && m.text === text).length ?? 0;

export function Desk({ t, first, open, onLost, before }: Props): JSX.Element {
  const [view, setView] = useState<View>('locked');
  const [wouldLose, setWouldLose] = useState(0); // matters, if the kept vault is put back
  const [shown, setShown] = useState<Synced | null>(null);
  const [at, setAt] = useState<Date | null>(null); // when the desk was up to date last
  const [tries, setTries] = useState(0);
  const [chosen, setChosen] = useState<number | null>(null);
  const [seen, setSeen] = useState<Readonly<Record<number, string>>>({});
  const [withdrawn, setWithdrawn] = useState(0);
  const [unsent, setUnsent] = useState<Readonly<Record<string, Unsent>>>({}); // by person and matter; outlives the lock
  const [keys, setKeys] = useState(true);
  const [help, setHelp] = useState(false);
  const [busy, setBusy] = useState<Act['what'] | 'unlock' | 'code' | null>(null);
  const [lost, setLost] = useState(false);
  const [soon, setSoon] = useState(false);
  const [said, setSaid] = useState('');
  const [wrong, setWrong] = useState('');
  const [coming, setComing] = useState<{ readonly name: string; readonly role: Role; readonly words: string; readonly code: string } | null>(null);
  const worker = useRef(Promise.resolve(first));
  const acting = useRef(false);
  const looking = useRef(false);
  const opening = useRef<Promise<unknown> | null>(null);
  const sending = useRef<Sending | null>(null);
  const never = useRef(false);
  const fields = { answer: useRef<HTMLTextAreaElement>(null), notes: useRef<HTMLTextAreaElement>(null) };

  const anyUnsent = Object.values(unsent).filter(isUnsent).length;
  useWarning(anyUnsent > 0 || busy === 'say' || busy === 'note' || view === 'words' || view === 'code', never);
  useEffect(() => onLost(setLost), []);
  useEffect(() => {
    before.hidden = view !== 'locked';
    window.scrollTo(0, 0);
  }, [view]);

  // ---- the worker ----

  const reach = async (): Promise<Client<DeskQuestions>> => {
    try {
      return (await worker.current).client;
    } catch {
      worker.current = open();
      return (await worker.current).client;
    }
  };
  const nudge = (kind: Nudge['kind']): void => void worker.current.then(({ client }) => client.nudge(kind));

  // Words, talk and notes end with the worker and with what is drawn; what was typed and is sealed nowhere stays.
  const lock = useCallback((text: string): void => {
    void worker.current.then(({ client }) => client.end(), () => undefined);
    worker.current = open();
    worker.current.catch(() => undefined);
    acting.current = looking.current = false;
    opening.current = null;
    setShown(null);
    setChosen(null);
    setSeen({});
    setComing(null);
    setWithdrawn(0);
    setHelp(false);
    setBusy(null);
    setLost(false);
    setSoon(false);
    setWrong('');
    setSaid(text);
    setView('locked');
  }, []);
  const isOpen = view === 'desk' || view === 'about';
  useIdle(isOpen || view === 'older', setSoon, () => lock(t.locked_idle));

  // ---- syncs ----

  const key = (self: string, matter: number): string => `${self}-${matter}`;
  const forget = (self: string, matter: number, what: Partial<Unsent>): void =>
    setUnsent((all) => ({ ...all, [key(self, matter)]: { ...(all[key(self, matter)] ?? NOTHING_UNSENT), ...what } }));

  // What a sync brought; what there is to say of it besides what it was for.
  const take = (now: Synced): string => {
    setShown(now);
    setAt(new Date());
    setWithdrawn((n) => n + now.withdrawn);
    const was = sending.current;
    sending.current = null;
    const back = now.put_back ? t.was_put_back : '';
    // An answer that seemed lost had been saved.
    if (was === null || same(now, was.matter, was.text) <= was.before) return back;
    setUnsent((all) => (all[key(now.self, was.matter)]?.answer === was.text
      ? { ...all, [key(now.self, was.matter)]: { ...(all[key(now.self, was.matter)] ?? NOTHING_UNSENT), answer: '' } } : all));
    return t.said_after_all;
  };

  const fail = (error: unknown, what: Act['what'], quiet: boolean): void => {
    if (error instanceof Failed && error.err === OLDER_VAULT) {
      setWouldLose(error.n);
      return setView('older');
    }
    // The words open the desk still, or a look says that they do not.
    if (error instanceof Failed && error.err === 'ERR_PERSON' && what !== 'look') {
      setWrong(t.you_left);
      return void setTimeout(() => void look());
    }
    const gaveUp = error instanceof Failed && error.err === 'GIVEN_UP' && what !== 'say' && what !== 'note';
    if (!(quiet && gaveUp)) setWrong(gaveUp ? t.error_stopped : why(t, error));
  };

  // One act at a time; what it brought, or undefined when it failed, which is told. done: what to say of it.
  const act = async (what: Act, done: (now: Synced) => string, early?: (found: Shown) => void): Promise<Synced | undefined> => {
    // What opens the desk may still be saving when there is something to act on.
    if (opening.current !== null) {
      setBusy(what.what);
      await opening.current;
    }
    if (acting.current) return undefined;
    acting.current = true;
    setBusy(what.what);
    setSaid('');
    setWrong('');
    try {
      // A look that hangs would only hold it up: an act looks as well.
      if (looking.current) nudge('giveUp');
      const client = await reach();
      const now = await client.ask('sync', what, early);
      setSaid([take(now), done(now)].filter((text) => text !== '').join(' '));
      return now;
    } catch (error) {
      fail(error, what.what, false);
      return undefined;
    } finally {
      acting.current = false;
      setBusy(null);
      setTries((n) => n + 1);
    }
  };

  // By itself, without holding anybody up
  const look = async (): Promise<void> => {
    if (acting.current || looking.current) return;
    looking.current = true;
    try {
      const client = await reach();
      const brought = take(await client.ask('sync', { what: 'look' }));
      if (brought !== '') setSaid(brought);
    } catch (error) {
      if (looking.current) fail(error, 'look', true);
    } finally {
      looking.current = false;
      setTries((n) => n + 1);
    }
  };
  useEffect(() => {
    if (!isOpen) return;
    const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
    const timer = setTimeout(() => void look(), LOOK_EVERY_MS + (random % LOOK_SPREAD_MS));
    return () => clearTimeout(timer);
  }, [isOpen, tries]);

  // ---- unlocking and joining ----

  const check = async (typed: string): Promise<Checked | null> => {
    setWrong('');
    setSaid('');
    try {
      return await (await reach()).ask('wordsCheck', typed);
    } catch (error) {
      setWrong(why(t, error));
      return null;
    }
  };

  const unlock = async (words: string): Promise<void> => {
    if (acting.current) return;
    try {
      await (await reach()).ask('unlock', words);
    } catch (error) {
      return setWrong(why(t, error));
    }
    const opened = act({ what: 'look' }, () => '', (found) => {
      setShown({ ...found, whole: false, later: false, keeps: true });
      setAt(new Date());
      setBusy(null);
      setSaid(t.looking);
      setView('desk');
    });
    opening.current = opened;
    const now = await opened;
    opening.current = null;
    if (now !== undefined) setView('desk');
  };

  const putBack = async (): Promise<void> => {
    if ((await act({ what: 'putBack' }, () => '')) !== undefined) setView('desk');
  };

  const named = async (name: string, role: Role): Promise<void> => {
    setComing({ name, role, words: await (await reach()).ask('wordsNew', null), code: '' });
    setView('words');
  };

  const makeCode = async (): Promise<void> => {
    if (coming === null || acting.current) return;
    acting.current = true;
    setBusy('code');
    setWrong('');
    try {
      const client = await reach();
      const office = await client.ask('office', null);
      const code = await client.ask('enrolCode', { words: coming.words, office: office.id, role: coming.role, name: coming.name });
      setComing({ ...coming, words: '', code });
      setView('code');
    } catch (error) {
      setWrong(why(t, error));
    } finally {
      acting.current = false;
      setBusy(null);
    }
  };

  // ---- matters ----

  const matter = shown?.matters.find((m) => m.number === chosen);
  const self = shown?.self ?? '';
  const here = (chosen === null ? undefined : unsent[key(self, chosen)]) ?? NOTHING_UNSENT;
  const newest = matter === undefined ? '' : (lastOf(matter)?.id ?? '');
  useEffect(() => {
    if (chosen !== null && newest !== '') setSeen((all) => ({ ...all, [chosen]: newest }));
  }, [chosen, newest]);

  const choose = (m: Facts): void => {
    setChosen(m.number);
    setSaid('');
    setWrong('');
  };
  const back = (): void => {
    if (chosen !== null && matter === undefined) forget(self, chosen, NOTHING_UNSENT);
    setChosen(null);
    setView('desk');
  };

  const say = async (m: Facts): Promise<void> => {
    if (shown === null) return;
    const text = here.answer;
    const was = sending.current;
    // Sent before, and nobody knows how it went: what is there is looked at first, so that it is not said twice.
    if (was !== null && was.matter === m.number && was.text === text) {
      const now = await act({ what: 'look' }, () => '');
      if (now === undefined || same(now, m.number, text) > was.before) return;
    }
    const before = same(shown, m.number, text);
    const now = await act({ what: 'say', matter: m.number, text }, ({ later }) => (later ? t.sent_later : t.sent));
    if (now === undefined) sending.current = { matter: m.number, text, before };
    else forget(now.self, m.number, { answer: '' });
  };

  const note = async (m: Facts): Promise<void> => {
    const { notes } = here;
    if (notes === null) return;
    const kept = (now: Synced): string | undefined => now.matters.find((other) => other.number === m.number)?.notes;
    const now = await act({ what: 'note', matter: m.number, ...notes }, (brought) => (kept(brought) === notes.text ? t.notes_saved : t.notes_both));
    if (now !== undefined) forget(now.self, m.number, { notes: null });
  };

  const close = async (m: Facts): Promise<void> => {
    const now = await act({ what: 'close', matter: m.number }, () => t.closed);
    if (now === undefined) return;
    forget(now.self, m.number, NOTHING_UNSENT);
    setChosen(null);
  };

  const tell = (what: Act, text: string): void => void act(what, () => text);

  const forgetKept = async (): Promise<void> => {
    try {
      await (await reach()).ask('forgetKept', null);
      lock(t.forgot_kept);
    } catch {
      setWrong(t.error_forget_kept);
    }
  };

  // ---- what is drawn ----

  const list = useMemo(() => (shown === null ? [] : groups(t, shown)), [shown]);
  const step = (by: number): void => {
    const all = list.flatMap((group) => group.matters);
    const i = all.findIndex((m) => m.number === chosen);
    const next = all[i < 0 ? 0 : i + by];
    if (next !== undefined) choose(next);
  };
  useKeys(keys && view === 'desk', {
    j: () => step(1),
    k: () => step(-1),
    r: () => fields.answer.current?.focus(),
    n: () => fields.notes.current?.focus(),
    '?': () => setHelp(!help),
  });
  const drawn = useMemo(
    () => shown !== null && (
      <List t={t} shown={shown} list={list} chosen={chosen} onChoose={choose}
        fresh={(m) => m.waits && lastOf(m)?.person === '' && seen[m.number] !== lastOf(m)?.id}
        unsent={(m) => isUnsent(unsent[key(self, m.number)])} />
    ),
    [list, chosen, seen, anyUnsent],
  );
  const time = at === null ? '' : new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'short' }).format(at);
  const state = busy === 'unlock' || busy === 'code' ? t.making_code : busy !== null ? t[BUSY_TEXTS[busy]] : said;
  const told = (
    <div class="told">
      <div role="alert">{wrong !== '' && <p class="wrong">{wrong}</p>}</div>
      <p role="status" class="status">{state}</p>
      <div role="alert">{soon && <p class="soon">{t.locks_soon}</p>}</div>
      {lost && <Lost t={t} sending={busy === 'say' || busy === 'note'} nudge={nudge} />}
    </div>
  );
  if (shown === null || !isOpen)
    return (
      <>
        {view === 'locked' && (
          <Enter key="enter" t={t} title={t.unlock_title} check={check} onWords={(words) => void unlock(words)}>
            <button class="second" type="button" onClick={() => { setSaid(''); setWrong(''); setView('join'); }}>{t.join}</button>
          </Enter>
        )}
        {view === 'locked' && anyUnsent > 0 && <p class="standing">{fill(t.unsent_locked, { n: anyUnsent })}</p>}
        {view === 'join' && <Ask t={t} onNamed={(name, role) => void named(name, role)} onBack={() => setView('locked')} />}
        {view === 'words' && coming !== null && (
          <Words t={t} words={coming.words} lede={t.words_lede} keep={t.words_keep} onWritten={() => void makeCode()} onBack={() => setView('join')} />
        )}
        {view === 'code' && coming !== null && <Code t={t} code={coming.code} onDone={() => lock('')} />}
        {view === 'older' && (
          <section>
            <Title>{t.older_title}</Title>
            <p>{t.older_text}</p>
            <p>{t.older_choice}</p>
            {wouldLose > 0 && <p class="wrong">{fill(t.older_loses, { n: wouldLose })}</p>}
            <p class="row">
              <button type="button" onClick={() => void putBack()}>{t.put_back}</button>
              <button class="second" type="button" onClick={() => lock('')}>{t.lock}</button>
            </p>
          </section>
        )}
        {told}
      </>
    );
  return (
    <>
      <div class="desk-bar">
        {view === 'desk' ? <Title>{nameOf(t, shown.office, self)}</Title> : <p class="name">{nameOf(t, shown.office, self)}</p>}
        <span class="since">{shown.office.name}</span>
        <p class="row">
          <span class="since">{fill(t.up_to_date, { time })}</span>
          <button class="second small" type="button" onClick={() => tell({ what: 'look' }, t.looked)}>{t.look}</button>
          <button class="second small" type="button" aria-pressed={view === 'about'} onClick={() => setView(view === 'about' ? 'desk' : 'about')}>{t.about}</button>
          <button class="small" type="button" onClick={() => lock(t.locked)}>{t.lock}</button>
        </p>
        {told}
      </div>
      {view === 'about' && (
        <About t={t} shown={shown} keys={keys} setKeys={setKeys} onBack={() => setView('desk')}
          onRenewSeeds={() => tell({ what: 'renewSeeds' }, t.renewed)} onForgetKept={() => void forgetKept()} />
      )}
      {view === 'desk' && (
        <>
          {notices(t, shown, withdrawn).map((text) => <p key={text} class="soon">{text}</p>)}
          {help && <Keys t={t} />}
          <div class={chosen === null ? 'desk-top' : 'desk-top chosen'}>
            {drawn}
            {chosen === null && list.length > 0 && <p class="choose since">{t.choose}</p>}
            {chosen !== null && matter === undefined && <Gone t={t} unsent={here} onBack={back} />}
            {matter !== undefined && (
              <Matter key={matter.number} t={t} shown={shown} matter={matter} unsent={here} max={first.textMax} busy={busy !== null} fields={fields}
                setUnsent={(next) => setUnsent({ ...unsent, [key(self, matter.number)]: next })}
                onSay={() => void say(matter)} onNote={() => void note(matter)} onTake={() => tell({ what: 'take', matter: matter.number }, t.taken_told)}
                onClose={() => void close(matter)} onBack={back} />
            )}
          </div>
        </>
      )}
    </>
  );
}
