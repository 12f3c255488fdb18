// Why something did not come about: a name of core/err.h, or one of asked.ts.
export class Failed extends Error {
  // n: how many things that is about, where it counts
  constructor(readonly err: string, readonly n = 0) {
    super(err);
  }
}
