// The heading of a state of the room or the desk. It takes the focus, so that a screen reader begins there.
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

// at: whether this is where one is, and not what stands beside it
export function Title({ children, at = true }: { children: ComponentChildren; at?: boolean }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (at) heading.current?.focus();
  }, [at]);
  const Heading = at ? 'h1' : 'h2';
  return <Heading ref={heading} tabIndex={-1}>{children}</Heading>;
}
