// A desk that nobody touches is locked.
import { useEffect, useRef } from 'preact/hooks';

const IDLE_MS = 10 * 60_000;
const WARNED_MS = 60_000; // before that
const LOOK_EVERY_MS = 1000;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel'];

// held: until when it stays open even so
export function useIdle(open: boolean, held: Date | null, warn: (soon: boolean) => void, lock: () => void): void {
  const until = useRef(0);
  until.current = held?.getTime() ?? 0;
  useEffect(() => {
    if (!open) return;
    let last = Date.now();
    const look = (): boolean => {
      const now = Date.now();
      const idle = Math.min(now - last, now - until.current + IDLE_MS);
      if (idle >= IDLE_MS) lock();
      else warn(idle >= IDLE_MS - WARNED_MS);
      return idle < IDLE_MS;
    };
    // A device that slept locks first, whatever woke it.
    const touch = (): void => {
      if (look()) last = Date.now();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', look);
    for (const name of TOUCHES) window.addEventListener(name, touch, { capture: true, passive: true });
    return () => {
      warn(false);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      for (const name of TOUCHES) window.removeEventListener(name, touch, true);
    };
  }, [open]);
}
