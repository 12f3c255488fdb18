// Quick keys: one letter each, never while something is typed, and not at all when they are switched off (WCAG 2.1.4).
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DeskTexts } from 'texts';

const TYPED_IN = 'input, select, textarea';

export function useKeys(on: boolean, keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
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

const KEYS = [['j', 'key_next'], ['k', 'key_previous'], ['r', 'key_answer'], ['n', 'key_notes'], ['?', 'key_help']] as const;

export function Keys({ t }: { t: DeskTexts }): JSX.Element {
  return <dl class="keys">{KEYS.map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t[text]}</dd></div>)}</dl>;
}
