// Why something did not come about: a name of core/err.h, or one of asked.ts.
export class Failed extends Error {
  constructor(readonly err: string) {
    super(err);
  }
}
