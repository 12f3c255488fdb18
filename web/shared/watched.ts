// State that one class changes and a page draws.
export class Watched<S extends object> {
  private now: S;
  private watch: () => void = () => undefined;
  private told = true;

  constructor(first: S) {
    this.now = first;
  }

  get state(): S {
    return this.now;
  }

  // watch: called once for all that changes in one go.
  subscribe(watch: () => void): void {
    this.watch = watch;
  }

  protected set(some: Partial<S>): void {
    this.now = { ...this.now, ...some };
    if (!this.told) return;
    this.told = false;
    queueMicrotask(() => {
      this.told = true;
      this.watch();
    });
  }
}
