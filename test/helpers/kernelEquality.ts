import { type Activation, type Dtype, type Loss, step, surrogate } from "deltarule";
import { expect } from "vitest";
import type { Block } from "../../src/core/engine/engine.js";
import { referenceKernels } from "../../src/core/engine/reference/kernels.js";
import { linkFor } from "../../src/core/losses/loss.js";
import { copyOf, eachShape, fill, firstDifference, type LoadedKernels } from "./kernels.js";

/** The number and the option of a piece. */
type Told = Readonly<Record<"code" | "option", number>>;

const { activate, slope, lossSum, lossGradient, lossDelta } = referenceKernels;

/** Blocks of one shape. */
function blocks({ block }: LoadedKernels, rows: number, columns: number, dtype: Dtype) {
  const at = (k: number): Block => block(k, rows, columns, dtype);
  return [at(0), at(1), at(2), at(3)] as const;
}

const addressOf = ({ data }: Block): number => data.byteOffset;

/** The kernel must have the bits of the activation's own functions, forward and backward. */
export function expectSameActivation(kernels: LoadedKernels, f: Activation, { code, option }: Told): void {
  const { call } = kernels;
  eachShape((rows, columns, dtype, extreme, random) => {
    const [z, a, gradA, delta] = blocks(kernels, rows, columns, dtype);
    for (const one of [z, a, gradA, delta]) fill(one.data, random, extreme);
    const expected = copyOf(a);
    activate(f, z, expected);
    call("activate", dtype, code, option, rows, columns, addressOf(z), addressOf(a));
    expect(firstDifference(a.data, expected.data, z.data), `${f.name} ${dtype}`).toBe("");

    // Any a: the derivative is taken at the numbers in the blocks.
    if (extreme) fill(a.data, random, true);
    const slopes = copyOf(delta);
    slope(f, z, a, gradA, slopes);
    const offsets = [z, a, gradA].map(addressOf);
    call("slope", dtype, code, option, 0, rows, columns, ...offsets, addressOf(delta));
    expect(firstDifference(delta.data, slopes.data, z.data), `slope of ${f.name} ${dtype}`).toBe("");

    // In place.
    call("slope", dtype, code, option, 0, rows, columns, ...offsets, addressOf(gradA));
    expect(firstDifference(gradA.data, slopes.data, z.data), `slope of ${f.name} in place`).toBe("");
  });
}

/** The same of the slope that it lends to a surrogate, where a is another function's. */
export function expectSameLentSlope(kernels: LoadedKernels, f: Activation, { code, option }: Told): void {
  if ("applyRow" in f) throw new Error(`${f.name} lends no slope`);
  eachShape((rows, columns, dtype, extreme, random) => {
    const [z, a, gradA, delta] = blocks(kernels, rows, columns, dtype);
    for (const one of [z, a, gradA, delta]) fill(one.data, random, extreme);
    const slopes = copyOf(delta);
    slope(surrogate(step, f), z, a, gradA, slopes);
    const offsets = [z, a, gradA, delta].map(addressOf);
    kernels.call("slope", dtype, code, option, 1, rows, columns, ...offsets);
    expect(firstDifference(delta.data, slopes.data, z.data), `${f.name} ${dtype}`).toBe("");
  });
}

/** The kernels of a loss after this activation must have the bits of its own functions. */
export function expectSameLoss(
  kernels: LoadedKernels,
  loss: Loss,
  activation: Activation,
  { code, option }: Told,
): void {
  const { call, block } = kernels;
  const link = linkFor(loss, activation);
  eachShape((rows, columns, dtype, extreme, random) => {
    const [z, a, target, into] = blocks(kernels, rows, columns, dtype);
    const weights = block(4, 1, rows, "float64");
    for (const one of [z, a, target]) fill(one.data, random, extreme);
    fill(weights.data, random, extreme && random() < 0.2);
    prepare(target, random);
    if (link === undefined && random() < 0.5) for (let k = 0; k < a.data.length; k++) a.data[k] = random();
    else if (link !== undefined) activate(activation, z, a);
    // The largest stands twice.
    if (columns > 2 && random() < 0.5) for (let r = 0; r < rows; r++) z.row(r)[columns - 1] = z.row(r)[0];

    const samples = 1 + Math.floor(random() * 100);
    const output = { activation, z, a, target, weights, samples };
    const linked = link === undefined ? 0 : 1;
    const at = [z, a, target, weights].map(addressOf);
    const before = random();
    const sum = call("lossSum", dtype, code, option, linked, rows, columns, ...at, before);
    expect(sum, `${loss.name} ${dtype}`).toBe(lossSum(loss, output, before));

    const expected = copyOf(into);
    if (link === undefined) {
      lossGradient(loss, output, expected);
      const numbers = [...[a, target, weights].map(addressOf), samples, addressOf(into)];
      call("lossGradient", dtype, code, option, rows, columns, ...numbers);
    } else {
      lossDelta(loss, output, expected);
      call("lossDelta", dtype, code, option, rows, columns, ...at, samples, addressOf(into));
    }
    expect(firstDifference(into.data, expected.data, a.data), `gradient of ${loss.name} ${dtype}`).toBe("");
  });
}

/** Makes some of the targets classes, some probabilities, and leaves some as they are. */
function prepare(target: Block, random: () => number): void {
  const kind = random();
  for (let k = 0; k < target.data.length; k++) {
    if (kind < 0.4) target.data[k] = random() < 0.5 ? 0 : 1;
    else if (kind < 0.7) target.data[k] = random();
    else if (kind < 0.8) target.data[k] = random() < 0.5 ? -1 : 1;
  }
}
