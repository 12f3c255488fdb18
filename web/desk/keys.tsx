// Quick keys: one letter each, never while something is typed, and not at all when they are switched off (WCAG 2.1.4).
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { DeskTexts } from 'texts';

const TYPED_IN = 'input, select, textarea';

export function useKeys(on: boolean, keys: Readonly<Record<string, () => void>>): void {
  // With the drawing itself: no key is pressed in between.
  useLayoutEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent): void => {
      const typing = event.target instanceof Element && event.target.closest(TYPED_IN) !== null;
      const act = keys[event.key];
      if (act === undefined || typing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
}

export function Keys({ t }: { t: DeskTexts }): JSX.Element {
  const keys = [
    ['j', t.key_next], ['k', t.key_previous], ['r', t.key_answer], ['n', t.key_notes], ['x', t.key_keep], ['?', t.key_help],
    ['↓', t.key_down], ['↑', t.key_up], [t.key_home, t.key_first], [t.key_end, t.key_last],
  ] as const;
  return <dl class="keys">{keys.map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{text}</dd></div>)}</dl>;
}
