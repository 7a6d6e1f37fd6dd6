/** Runs a generator to its end, past all that it yields. */
export function finish<Result>(steps: Generator<unknown, Result, void>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Ends a generator where it stands, if it has not ended yet: what it does `finally` is done. */
export function close(steps: Generator<unknown, unknown, void>): void {
  steps.return(undefined);
}
