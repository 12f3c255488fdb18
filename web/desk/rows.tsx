// Rows that are opened: arrows, j and k move through them, whatever part they stand in; a line parts them.
import type { ComponentChildren, JSX } from 'preact';

interface RowProps {
  readonly when?: string;
  readonly what: string;
  readonly quoted: boolean; // a visitor's own words
  readonly ends?: string;
  readonly current: boolean;
  readonly onOpen: () => void;
  readonly children?: ComponentChildren; // its state
}

export function Row({ when, what, quoted, ends, current, onOpen, children }: RowProps): JSX.Element {
  return (
    <li>
      <button class={current ? 'line at' : 'line'} type="button" onClick={onOpen}>
        {when !== undefined && <span class="when">{when}</span>}
        <span class={quoted ? 'what quoted' : 'what'} dir="auto" translate={false}>{what}</span>
        <span class="state">{children}</span>
        {ends !== undefined && <span class="ends">{ends}</span>}
      </button>
    </li>
  );
}

export function Part({ title, n, beside, children }: { title: string; n: number; beside?: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="part">
      <div class="top"><h2>{title} <span class="n">{n}</span></h2>{beside !== undefined && <span class="since end">{beside}</span>}</div>
      <ol class="rows">{children}</ol>
    </section>
  );
}
