import { linkFor } from "../../losses/loss.js";
import type { Block, Kernels, Output } from "../engine.js";
import * as plain from "../reference/activate.js";
import * as plainLoss from "../reference/loss.js";
import { PlainBlock } from "../reference/memory.js";
import type { CompiledBlock, Panels } from "./parts.js";
import { kernelOfActivation, kernelOfLoss } from "./pieces.js";

/** The kernels one by one. Somebody's own activation or loss is computed by the reference's loops, in ordinary arrays. */
export const kernels: Kernels = {
  affine: (a: CompiledBlock, W: Panels, _b: unknown, z: CompiledBlock) => {
    z.segment.use().affine(a.rows, W.columns, W.rows, a.at, W.at, z.at);
  },
  activate: (f, z: CompiledBlock, a: CompiledBlock) => {
    const own = kernelOfActivation(f);
    if (own !== null) {
      z.segment.use().activate(own.code, own.option, z.rows, z.columns, z.at, a.at);
    } else {
      throughCopy(a, (into) => plain.activate(f, copyOf(z), into));
    }
  },
  slope: (f, z: CompiledBlock, a: CompiledBlock, gradA: CompiledBlock, delta: CompiledBlock) => {
    const own = kernelOfActivation(f);
    if (own !== null) {
      const { code, option } = own.slope;
      z.segment.use().slope(code, option, own.borrowed, z.rows, z.columns, z.at, a.at, gradA.at, delta.at);
    } else {
      throughCopy(delta, (into) => plain.slope(f, copyOf(z), copyOf(a), copyOf(gradA), into));
    }
  },
  gradA: (delta: CompiledBlock, W: Panels, into: CompiledBlock) => {
    delta.segment.use().gradA(delta.rows, W.columns, W.rows, delta.at, W.at, W.transposed(), into.at);
  },
  gradW: (delta: CompiledBlock, a: CompiledBlock, into: Panels) => {
    delta.segment.use().gradW(delta.rows, into.columns, into.rows, delta.at, a.at, into.at, 0);
  },
  gradB: (delta: CompiledBlock, into: Panels) => {
    delta.segment.use().gradB(delta.rows, into.columns, into.rows, delta.at, into.at, 0);
  },
  multiply: (a: CompiledBlock, mask: CompiledBlock, into: CompiledBlock) => {
    a.segment.use().multiply(a.rows * a.columns, a.at, mask.at, into.at);
  },
  lossSum: (loss, output, sum) => {
    const own = kernelOfLoss(loss);
    if (own === null) return plainLoss.lossSum(loss, copyOfOutput(output), sum);
    const { z, a, target, weights } = output as CompiledOutput;
    const linked = linkFor(loss, output.activation) === undefined ? 0 : 1;
    return z.segment
      .use()
      .lossSum(own.code, own.option, linked, a.rows, a.columns, z.at, a.at, target.at, weights.at, sum);
  },
  lossGradient: (loss, output, into: CompiledBlock) => {
    const own = kernelOfLoss(loss);
    if (own === null) {
      throughCopy(into, (copy) => plainLoss.lossGradient(loss, copyOfOutput(output), copy));
      return;
    }
    const { a, target, weights, samples } = output as CompiledOutput;
    a.segment
      .use()
      .lossGradient(own.code, own.option, a.rows, a.columns, a.at, target.at, weights.at, samples, into.at);
  },
  lossDelta: (loss, output, into: CompiledBlock) => {
    const own = kernelOfLoss(loss);
    if (own === null) {
      throughCopy(into, (copy) => plainLoss.lossDelta(loss, copyOfOutput(output), copy));
      return;
    }
    const { z, a, target, weights, samples } = output as CompiledOutput;
    a.segment
      .use()
      .lossDelta(own.code, own.option, a.rows, a.columns, z.at, a.at, target.at, weights.at, samples, into.at);
  },
};

type CompiledOutput = Output & Readonly<Record<"z" | "a" | "target" | "weights", CompiledBlock>>;

/** The rows in use, in an ordinary array: what is called with it may use the engine for something else. */
function copyOf({ rows, columns, data }: Block): PlainBlock {
  return new PlainBlock(rows, columns, data.slice(0, rows * columns));
}

/** Fills a block by way of an ordinary array. */
function throughCopy(block: Block, fill: (copy: PlainBlock) => void): void {
  const copy = copyOf(block);
  fill(copy);
  block.data.set(copy.data);
}

function copyOfOutput(output: Output): Output {
  const { z, a, target, weights } = output;
  return { ...output, z: copyOf(z), a: copyOf(a), target: copyOf(target), weights: copyOf(weights) };
}
