import type { TrialSignal } from "./trial.js";

/** The two ends of a trial that runs. */
export interface Settling {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * The promise of a trial that `begin` starts. An abort rejects it with the signal's reason and
 * calls `stopped`; a signal that is aborted already starts nothing.
 */
export function untilAborted<Result>(
  signal: TrialSignal | undefined,
  begin: (settling: Settling) => void,
  stopped: () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw signal.reason;
    const stop = (): void => {
      settling.reject(signal?.reason);
      stopped();
    };
    const settling: Settling = {
      resolve: (result) => {
        signal?.removeEventListener("abort", stop);
        resolve(result as Result);
      },
      reject: (error) => {
        signal?.removeEventListener("abort", stop);
        reject(error);
      },
    };
    signal?.addEventListener("abort", stop);
    try {
      begin(settling);
    } catch (error) {
      settling.reject(error);
    }
  });
}
