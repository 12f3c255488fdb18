// The browser's Back and Forward, within the room: each view that is gone on to is one step of the browser's history, which
// has the same address for all of them and no word about any. Nothing of it is kept: a page that is loaded at a later step
// begins at the door.

interface Step {
  readonly depth: number;
}

const depthOf = (state: unknown): number => (state as Step | null)?.depth ?? 0;

export class Way<V extends string> {
  private readonly first: V;
  private views: V[] = []; // by depth
  private depth = depthOf(history.state);
  private ignored = 0; // steps that this made itself

  // goes: what Back or Forward lead to; whether that may be, or else the browser stays where it was.
  constructor(first: V, goes: (view: V) => boolean) {
    this.first = first;
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    // Come to from outside, by Back or Forward: the room's first page is below.
    if (this.depth > 0 && entry?.type === 'back_forward') this.walk(0);
    addEventListener('popstate', ({ state }) => {
      const from = this.depth;
      this.depth = depthOf(state);
      if (this.ignored > 0) {
        this.ignored -= 1;
        return;
      }
      const view = this.depth > from ? undefined : this.views[this.depth];
      if (this.depth > from || !goes(view ?? this.first)) this.walk(from);
    });
  }

  // From here to a view of its own
  go(view: V): void {
    this.depth += 1;
    this.views[this.depth] = view;
    history.pushState({ depth: this.depth } satisfies Step, '');
  }

  back(): void {
    history.back();
  }

  // To the first page of the room, which is drawn already.
  home(): void {
    this.walk(0);
  }

  // Out of all of them: then is called at the first, or at once where there is but one.
  out(then: () => void): void {
    if (this.depth === 0) return then();
    addEventListener('popstate', then, { once: true });
    setTimeout(then, 500);
    this.walk(0);
  }

  private walk(depth: number): void {
    if (depth === this.depth) return;
    this.ignored += 1;
    history.go(depth - this.depth);
  }
}
