import { isVector } from "../../src/core/numbers/matrix.js";

/**
 * The first difference between two results, to the bit; "" if there is none. All NaN are equal.
 */
export function differenceOf(actual: unknown, wanted: unknown, path = "it"): string {
  if (typeof wanted === "function" || Object.is(actual, wanted)) return "";
  if (isVector(wanted) && isVector(actual)) {
    if (actual.constructor !== wanted.constructor || actual.length !== wanted.length)
      return `${path} is a ${actual.constructor.name}(${actual.length}) instead of ${wanted.constructor.name}(${wanted.length})`;
    const at = wanted.findIndex((value, k) => !Object.is(actual[k], value));
    return at === -1 ? "" : `${path}[${at}] is ${actual[at]} instead of ${wanted[at]}`;
  }
  if (isRecord(actual) && isRecord(wanted)) {
    const names = new Set([...Object.keys(actual), ...Object.keys(wanted)]);
    // Times differ between runs.
    names.delete("durationMs");
    for (const name of names) {
      const found = differenceOf(actual[name], wanted[name], `${path}.${name}`);
      if (found !== "") return found;
    }
    return "";
  }
  return `${path} is ${String(actual)} instead of ${String(wanted)}`;
}

/** The result of a call, or its error. */
export function outcomeOf<T>(call: () => T): { given: T } | { failed: string } {
  try {
    return { given: call() };
  } catch (error) {
    return { failed: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
