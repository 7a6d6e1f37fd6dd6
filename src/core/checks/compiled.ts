import { builtIn } from "./builtIn.js";
/** The compiled kernel of an activation or a loss. */
export interface Compiled {
  /** Of `codes.ts`. */
  readonly code: number;
  /** The number that it was made with: α, a slope, δ; 0 for one without. */
  readonly option: number;
  /** Whose slope it borrows: that of a surrogate. */
  readonly slope?: Compiled;
}

const known = /* @__PURE__ */ new WeakMap<object, Compiled>();

/** Freezes it, and remembers that the compiled kernels have it. By identity: a copy with other functions is another thing. */
export function compiled<Made extends object>(code: number, made: Made, option = 0): Readonly<Made> {
  known.set(made, { code, option });
  return builtIn(made);
}

/** The same for what runs one kernel forward and another's slope backward; nothing to remember where one of the two has none. */
export function borrowed<Made extends object>(made: Made, forward: object, backward: object): Readonly<Made> {
  const runs = known.get(forward);
  const lends = known.get(backward);
  if (runs !== undefined && lends !== undefined) known.set(made, { ...runs, slope: lends.slope ?? lends });
  return builtIn(made);
}

/** The compiled kernel; none for what is somebody's own. */
export function compiledOf(made: object): Compiled | undefined {
  return known.get(made);
}
