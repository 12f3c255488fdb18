// End and count: filled in from what was set on the way. The codes stay as one mark; all the rest of the matter goes.
import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { bytes } from '../shared/draft';
import { Sure } from '../shared/sure';
import type { Matter, Practice, Shown } from './asked';
import { Choose, Rest } from './choices';
import { type Coding, hasPlace, withCode } from './coding';
import { Concerns } from './concerns';
import type { Daily } from './daily';
import { heldEnding } from './drafts';
import { type Counted, type Ending as Draft, endingOf, isAsked, withCoding, withCount, withWord } from './edited';
import { type Finder, useFinder } from './finder';
import { Hint, type Key, Layer, useKeys } from './keys';
import { Goes, LastWord, wordFor } from './last-word';
import { heading } from './list';
import { People } from './people';
import type { Session } from './session';
import { NoticedHere } from './themes';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

interface Props {
  readonly t: DeskTexts;
  readonly daily: Daily;
  readonly session: Session;
  readonly shown: Shown;
  readonly matter: Matter;
  readonly practice: Practice;
  readonly keys: boolean;
  readonly textMax: number;
}

const isWritten = (m: Matter): boolean => m.messages.length > 0 || m.count.began === 'wrote';

interface Acts {
  readonly count: (what: Counted, n: number) => void;
  readonly word: (text: string | null) => void;
  readonly code: (change: (now: Coding) => Coding) => void;
  readonly field: () => void;
  readonly close: () => void;
  readonly later: () => void;
  readonly end: () => void;
}

function keysOf({ t, daily, matter: m, practice }: Props, word: string, sends: boolean, acts: Acts): readonly Key[] {
  const endings = practice.asks.includes('ended') ? practice.endings : [];
  const turnWord = (): void => acts.word(sends && !isAsked(m) ? null : word);
  return [
    ...endings.map((ended, i): Key => ({ key: DIGITS[i] ?? '', text: '', act: () => acts.code((now) => ({ ...now, ended })) })),
    ...(isWritten(m) ? [{ key: 'w', text: t.word_send, act: turnWord }] : []),
    ...(isAsked(m) ? [{ key: 's', text: t.word_none, act: () => acts.word(null) }] : []),
    { key: '#', text: t.add_code, act: acts.field },
    { key: 'E', text: t.count_now, act: acts.later },
    { key: 'f', text: t.close, act: acts.close },
    { key: 'Escape', text: t.to_matter, act: () => daily.show(null) },
  ];
}

interface CountsProps extends Props {
  readonly draft: Draft;
  readonly acts: Acts;
  readonly at: RefObject<HTMLInputElement>;
  readonly finder: Finder;
}

function Counts({ t, daily, practice, draft, acts, at, finder }: CountsProps): JSX.Element {
  return (
    <div class="fields lines">
      {practice.asks.includes('ended') && (
        <Choose t={t} id="end-how" label={t.how_ended} kind="ended" names={practice.endings} chosen={draft.coding.ended} keys={DIGITS}
          onChoose={(ended) => acts.code((now) => ({ ...now, ended }))} />
      )}
      <div class="field">
        <label class="label" for="end-about">{t.concerns}</label>
        <Concerns t={t} daily={daily} id="end-about" coding={draft.coding} field={at} finder={finder} onCoding={acts.code} />
      </div>
      <People t={t} draft={draft} onCount={acts.count} />
      <Rest t={t} id="end" practice={practice} coding={draft.coding} onCoding={acts.code} />
    </div>
  );
}

interface FootProps {
  readonly t: DeskTexts;
  readonly ready: boolean;
  readonly acts: Acts;
}

function Foot({ t, ready, acts }: FootProps): JSX.Element {
  return (
    <div class="foot">
      <button class="destroy main" type="button" data-main aria-disabled={!ready} onClick={() => ready && acts.end()}>
        {t.end_yes} <Hint of={`${t.key_ctrl} ${t.key_enter}`} />
      </button>
      <button class="plain" type="button" aria-keyshortcuts="Shift+E" onClick={acts.later}>{t.count_now} <Hint of={`${t.key_shift} E`} /></button>
      <button class="plain" type="button" aria-keyshortcuts="f" aria-disabled={!ready} onClick={acts.close}>{t.close} <Hint of="f" /></button>
    </div>
  );
}

export function Ending(props: Props): JSX.Element {
  const { t, daily, session, shown, matter: m, textMax } = props;
  const word = wordFor(t, shown, m);
  const held = heldEnding(session);
  const now = (): Draft => endingOf(m, word, held.now); // what stands there, as it is drawn and as it is counted
  const draft = now();
  const code = (change: (now: Coding) => Coding): void => held.change((edited) => withCoding(m, edited, change));
  const finder = useFinder(t, daily, (typed) => {
    const fits = hasPlace(now().coding, typed);
    if (fits) code((was) => withCode(was, typed));
    return fits;
  });
  const [sure, setSure] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const at = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    title.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  const worded = draft.word === null || (draft.word.trim() !== '' && bytes(draft.word) <= textMax);
  const acts: Acts = {
    code,
    count: (what, n) => held.change((edited) => withCount(m, edited, what, n)),
    word: (text) => held.change((edited) => withWord(m, word, edited, text)),
    field: () => at.current?.focus(),
    close: () => setSure(worded),
    later: () => finder.finish(() => void daily.countNow(m, now())),
    end: () => finder.finish(() => void daily.end(m, now())),
  };
  useKeys(props.keys, Layer.Screen, keysOf(props, word, draft.word !== null, acts));
  return (
    <section class="ending">
      <p class="back"><button class="plain" type="button" onClick={() => daily.show(null)}><bdi>{heading(t, m)}</bdi></button></p>
      <div class="head">
        <h1 ref={title} tabIndex={-1}>{t.end}</h1>
        <p class="since">{t.end_lede}</p>
      </div>
      <div class="two">
        <Counts {...props} draft={draft} acts={acts} at={at} finder={finder} />
        <Goes t={t} m={m} unsent={session.draft}>
          {isWritten(m) && <LastWord t={t} draft={draft} onWord={acts.word} text={word} asked={isAsked(m)} />}
          <NoticedHere t={t} daily={daily} />
        </Goes>
      </div>
      {sure && <Sure id="sure" text={t.close_sure} yes={t.close_yes} no={t.close_no} onYes={() => void daily.close(m, draft)} onNo={() => setSure(false)} />}
      <Foot t={t} ready={worded} acts={acts} />
    </section>
  );
}
