// A new caller: a strip over whatever one is doing. Manner and one concern, and nothing asks who.
import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import type { Shown } from './asked';
import { Choose, Rest } from './choices';
import { hasPlace, isCoded, withCode } from './coding';
import { Concerns } from './concerns';
import type { Daily } from './daily';
import { type Finder, useFinder } from './finder';
import { Hint, type Key, Layer, useKeys } from './keys';
import { Opening } from './opening';

const HOWS = ['phone', 'person', 'video', 'letter', 'passing'];
const DIGITS = ['1', '2', '3', '4', '5'];

interface Props {
  readonly t: DeskTexts;
  readonly daily: Daily;
  readonly shown: Shown;
  readonly keys: boolean; // whether quick keys are on
}

// A letter pressed where the button has the focus begins the next concern.
function typeInto(field: HTMLInputElement | null, text: string): void {
  if (field === null) return;
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

interface Acts {
  readonly field: RefObject<HTMLInputElement>;
  readonly opening: () => void;
}

function keysOf(t: DeskTexts, daily: Daily, { field, opening }: Acts): readonly Key[] {
  const { how, coding, again } = daily.state.caller;
  const choose = (i: number): void => daily.caller({ how: HOWS[i] ?? '' });
  const digits = how === ''
    ? DIGITS.map((key, i): Key => ({ key, text: '', act: () => choose(i) }))
    : ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', 'x'].map((key): Key => ({ key, text: '', act: () => typeInto(field.current, key) }));
  const more: readonly Key[] = [
    { key: ',', text: '', act: () => typeInto(field.current, '') },
    { key: '#', text: t.add_code, act: () => typeInto(field.current, '') },
    { key: 'a', text: t.been_here, act: () => daily.caller({ again: !again }) },
    { key: 'n', text: t.keep_caller, act: () => void daily.keepCaller() },
  ];
  return [
    ...digits,
    ...(how !== '' && (isCoded(coding) || again) ? more : []),
    { key: 's', text: t.opening, act: opening },
    { key: 'Escape', text: t.shut_strip, act: () => daily.shut() },
  ];
}

function taken(daily: Daily, code: string): boolean {
  const { coding } = daily.state.caller;
  if (!hasPlace(coding, code)) return false;
  daily.caller({ coding: withCode(coding, code) });
  return true;
}

function Foot({ t, daily, finder, opening, count }: { t: DeskTexts; daily: Daily; finder: Finder; opening: () => void; count: RefObject<HTMLButtonElement> }): JSX.Element {
  const ready = daily.callerReady || (daily.state.caller.how !== '' && finder.found.length > 0);
  return (
    <div class="foot">
      <button ref={count} class="main" type="button" data-main aria-disabled={!ready} onClick={() => ready && finder.finish(() => void daily.counted())}>
        {t.count_caller} <Hint of={t.key_enter} />
      </button>
      <button class="second" type="button" aria-disabled={!daily.callerReady} aria-keyshortcuts="n" onClick={() => void daily.keepCaller()}>
        {t.keep_caller} <Hint of="n" />
      </button>
      <button class="plain" type="button" aria-keyshortcuts="s" onClick={opening}>{t.opening} <Hint of="s" /></button>
    </div>
  );
}

// Where the focus goes: to the heading, to the field once it is known how they came, to the button once a concern is accepted.
function useFocus(open: boolean, how: string, taken: number, at: { title: RefObject<HTMLElement>; field: RefObject<HTMLElement>; count: RefObject<HTMLElement> }): void {
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (!open) {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true });
      before.current = null;
      return;
    }
    before.current = document.activeElement;
    (how === '' ? at.title : at.field).current?.focus();
  }, [open]);
  useLayoutEffect(() => {
    if (open && how !== '') at.field.current?.focus();
  }, [how]);
  useLayoutEffect(() => {
    if (open && taken > 0) at.count.current?.focus();
  }, [taken]);
}

export function Caller({ t, daily, shown, keys }: Props): JSX.Element {
  const { strip, caller: { how, again, coding }, practice } = daily.state;
  const finder = useFinder(t, daily, (code) => taken(daily, code));
  const [entered, setEntered] = useState(0);
  const [opening, setOpening] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const count = useRef<HTMLButtonElement>(null);
  const back: readonly Key[] = [{ key: 'Escape', text: t.opening_back, act: () => setOpening(false) }];
  useKeys(keys && strip, Layer.Strip, opening ? back : keysOf(t, daily, { field, opening: () => setOpening(true) }));
  useFocus(strip && !opening, how, entered, { title, field, count });
  const code = (change: (now: typeof coding) => typeof coding): void => daily.caller({ coding: change(daily.state.caller.coding) });
  if (opening && strip) return <Opening t={t} shown={shown} onBack={() => setOpening(false)} />;
  return (
    <section class="strip" role="dialog" aria-labelledby="strip-title" hidden={!strip}>
      <div class="head">
        <h2 id="strip-title" ref={title} tabIndex={-1}>{t.caller}</h2>
        <span class="since">{t.caller_nobody}</span>
        <button class="plain end" type="button" onClick={() => daily.shut()}>{t.shut_strip} <Hint of={t.key_escape} /></button>
      </div>
      <div class={how === '' ? 'fields asking' : 'fields'}>
        <Choose t={t} id="how" label={t.how} kind="how" names={HOWS} chosen={how} keys={DIGITS} needed onChoose={(name) => daily.caller({ how: name })} />
        {how !== '' && (
          <div class="field">
            <label class="label" for="about">{t.about_what}</label>
            <Concerns t={t} daily={daily} id="about" coding={coding} field={field} finder={finder} onCoding={code}
              onTaken={() => setEntered((n) => n + 1)} onEnter={() => void daily.counted()} />
          </div>
        )}
        {how !== '' && (
          <div class="field">
            <div class="label">{t.also}</div>
            <div class="choices">
              <label>
                <input type="checkbox" checked={again} aria-keyshortcuts="a" onChange={({ currentTarget }) => daily.caller({ again: currentTarget.checked })} />
                <span>{t.been_here}</span> <Hint of="a" />
              </label>
            </div>
          </div>
        )}
        {isCoded(coding) && practice !== null && <Rest t={t} id="caller" practice={practice} coding={coding} onCoding={code} />}
      </div>
      <Foot t={t} daily={daily} finder={finder} opening={() => setOpening(true)} count={count} />
    </section>
  );
}
