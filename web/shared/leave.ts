// Leaving at once: the button, and Escape pressed three times.
import { useEffect, useLayoutEffect } from 'preact/hooks';

const TIMES = 3;
const WITHIN_MS = 3000;

// In the place of this page stands one that asks for nothing and names nobody, so Back does not return here.
// out: goes back before that to the first of this page's own steps, where there are any.
export function leave(end: () => void, out: (then: () => void) => void = (then) => then()): void {
  end();
  document.body.replaceChildren();
  out(() => location.replace('about:blank'));
}

export function useEscape(go: () => void): void {
  useEffect(() => {
    let pressed: number[] = [];
    const press = (event: KeyboardEvent): void => {
      pressed = event.key === 'Escape' && !event.repeat ? [...pressed, event.timeStamp].slice(-TIMES) : [];
      if (pressed.length === TIMES && event.timeStamp - (pressed[0] ?? 0) < WITHIN_MS) go();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [go]);
}

// The browser asks before something is lost that stands nowhere else; off: but no more, whatever is drawn still.
export function useWarning(wanted: boolean, off?: { readonly current: boolean }): void {
  // With the drawing itself: no key is pressed in between.
  useLayoutEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (wanted && off?.current !== true) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [wanted, off]);
}
