import type { TrialSignal } from "./trial.js";

/** The two ends of a trial that runs. */
export interface Settling {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * The promise of a trial that `begin` starts. An abort rejects it with the signal's reason and
 * calls what `begin` gave; a signal that is aborted already starts nothing.
 */
export async function untilAborted<Result>(
  signal: TrialSignal | undefined,
  begin: (settling: Settling) => () => void,
): Promise<Result> {
  if (signal?.aborted) throw signal.reason;
  let abort = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      const stop = begin({ resolve: (result) => resolve(result as Result), reject });
      abort = () => {
        reject(signal?.reason);
        stop();
      };
      signal?.addEventListener("abort", abort);
    });
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
