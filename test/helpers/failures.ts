import type { DeltaruleError } from "deltarule";
import { expect, test } from "vitest";

/** A title, a call, and the error that the call must throw: its class and its whole message. */
export type Failure = readonly [
  what: string,
  call: () => unknown,
  kind: new (message: string) => DeltaruleError,
  message: string,
];

/** Makes one test for each failure. */
export function testFailures(failures: readonly Failure[]): void {
  for (const [what, call, kind, message] of failures) {
    test(what, () => {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(kind);
      expect(`${(error as Error).name}: ${(error as Error).message}`).toBe(`${kind.name}: ${message}`);
    });
  }
}

/** The error that `call` throws; `undefined` if it does not throw. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
