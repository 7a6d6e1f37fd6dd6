import type { DeltaruleError } from "deltarule";
import { expect, test } from "vitest";

/** What a call does wrong, the call, and the error it must throw: its class and its whole message. */
export type Failure = readonly [
  what: string,
  call: () => unknown,
  kind: new (message: string) => DeltaruleError,
  message: string,
];

/** One test per failure. */
export function testFailures(failures: readonly Failure[]): void {
  for (const [what, call, kind, message] of failures) {
    test(what, () => {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(kind);
      expect(`${(error as Error).name}: ${(error as Error).message}`).toBe(`${kind.name}: ${message}`);
    });
  }
}

/** What `call` throws; `undefined` when it does not. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
