// Quick keys: one letter each, never while something is typed, and not at all when they are switched off (WCAG 2.1.4). What lies on
// top comes first: a strip, then the screen, then the places. Ctrl+Enter does the screen's main act, also while something is typed.
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { DeskTexts } from 'texts';

// text: what it does, for the list of keys; '' leaves it out of the list
export interface Key {
  readonly key: string;
  readonly text: string;
  readonly act: () => void;
}

export enum Layer { Places, Screen, Strip }

const TYPED_IN = 'input:not([type=radio], [type=checkbox]), select, textarea';
const MOVES = ['j', 'k', 'ArrowDown', 'ArrowUp', 'Home', 'End']; // while they are held
const PRESSING = ['Enter', ' '];
const layers = new Map<Layer, readonly Key[]>();

const isTyping = (at: EventTarget | null): boolean => at instanceof Element && at.closest(TYPED_IN) !== null;

// The keys that act now
function acting(): readonly Key[] {
  if (layers.has(Layer.Strip)) return layers.get(Layer.Strip) ?? [];
  return [...(layers.get(Layer.Screen) ?? []), ...(layers.get(Layer.Places) ?? [])];
}

export function useKeys(on: boolean, layer: Layer, keys: readonly Key[]): void {
  // With the drawing itself: no key is pressed in between.
  useLayoutEffect(() => {
    if (!on) return;
    layers.set(layer, keys);
    return () => {
      if (layers.get(layer) === keys) layers.delete(layer);
    };
  });
}

// Of what lies on top; of what one types in, where that is sent by itself. While a question stands it is to be answered.
function mainAct(at: EventTarget | null): void {
  const form = at instanceof Element ? at.closest('form') : null;
  if (form !== null && form.querySelector('[data-main]') === null) return form.requestSubmit();
  if (document.querySelector('.asked[role=group]') !== null) return;
  const all = [...document.querySelectorAll<HTMLElement>('[data-main]')].filter((e) => e.offsetParent !== null);
  const top = document.querySelector('.strip:not([hidden])');
  (top === null ? all[0] : all.find((e) => top.contains(e)))?.click();
}

// Out of a field first, then whatever Escape is on this screen.
function escape(event: KeyboardEvent): boolean {
  const strip = layers.has(Layer.Strip);
  if (!strip && isTyping(event.target)) {
    (document.querySelector<HTMLElement>('.work h1, .work h2[tabindex]') ?? document.body).focus();
    return true;
  }
  return false;
}

// The one listener, of the open desk
export function usePresses(on: boolean): void {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.altKey || event.isComposing) return;
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        return event.repeat ? undefined : mainAct(event.target);
      }
      if (!on || event.ctrlKey || event.metaKey) return;
      if (event.key === 'Escape' && escape(event)) return event.preventDefault();
      if (isTyping(event.target) && event.key !== 'Escape') return;
      // What has the focus is pressed by them itself.
      if (PRESSING.includes(event.key) && event.target instanceof Element && event.target.closest('button, a, summary, input') !== null) return;
      const found = acting().find(({ key }) => key === event.key);
      if (found === undefined) return;
      event.preventDefault();
      if (!event.repeat || MOVES.includes(event.key)) found.act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [on]);
}

// Beside a button, for those who see: who hears is told by aria-keyshortcuts.
export const Hint = ({ of }: { of: string }): JSX.Element => <kbd aria-hidden="true">{of}</kbd>;

const SHOWN: Readonly<Record<string, keyof DeskTexts>> = { Escape: 'key_escape', Home: 'key_home', End: 'key_end' };
const shownKey = (t: DeskTexts, key: string): string => {
  const name = SHOWN[key];
  if (name !== undefined) return t[name];
  return key.length === 1 && key !== key.toLowerCase() ? `${t.key_shift} ${key}` : key;
};

export function Keys({ t }: { t: DeskTexts }): JSX.Element {
  const all = acting().filter(({ text }) => text !== '');
  const fixed = [[`${t.key_ctrl} ${t.key_enter}`, t.key_main], ['↓ ↑', t.key_rows], [`${t.key_home} ${t.key_end}`, t.key_ends]] as const;
  return (
    <dl class="keys">
      {all.map(({ key, text }) => <div key={key}><dt><kbd>{shownKey(t, key)}</kbd></dt><dd>{text}</dd></div>)}
      {fixed.map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{text}</dd></div>)}
    </dl>
  );
}
