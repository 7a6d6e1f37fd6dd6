import { linkFor } from "../../losses/loss.js";
import type { Block, Kernels, Output } from "../engine.js";
import { referenceKernels } from "../reference/kernels.js";
import { PlainBlock } from "../reference/memory.js";
import type { CompiledBlock, Panels } from "./panels.js";
import { kernelOf } from "./pieces.js";

/** The last layer in the kernels' memory. */
interface CompiledOutput extends Output {
  readonly z: CompiledBlock;
  readonly a: CompiledBlock;
  readonly target: CompiledBlock;
  readonly weights: CompiledBlock;
}

/**
 * The kernels one by one. A user's own activation or loss is computed by the reference's loops, in
 * ordinary arrays.
 */
export const compiledKernels: Kernels = {
  affine(a: CompiledBlock, W: Panels, _b: unknown, z: CompiledBlock) {
    z.segment.use().affine(a.rows, W.columns, W.rows, a.at, W.at, z.at);
  },

  activate(f, z: CompiledBlock, a: CompiledBlock) {
    const kernel = kernelOf(f);
    if (kernel === null) {
      throughCopy(a, (into) => referenceKernels.activate(f, plainCopy(z), into));
    } else {
      z.segment.use().activate(kernel.code, kernel.option, z.rows, z.columns, z.at, a.at);
    }
  },

  slope(f, z: CompiledBlock, a: CompiledBlock, gradA: CompiledBlock, delta: CompiledBlock) {
    const kernel = kernelOf(f);
    if (kernel === null) {
      throughCopy(delta, (into) => referenceKernels.slope(f, plainCopy(z), plainCopy(a), plainCopy(gradA), into));
    } else {
      const { slopeCode, slopeOption, borrowed } = kernel;
      z.segment.use().slope(slopeCode, slopeOption, borrowed, z.rows, z.columns, z.at, a.at, gradA.at, delta.at);
    }
  },

  gradA(delta: CompiledBlock, W: Panels, into: CompiledBlock) {
    delta.segment.use().gradA(delta.rows, W.columns, W.rows, delta.at, W.at, W.transposed(), into.at);
  },

  gradW(delta: CompiledBlock, a: CompiledBlock, into: Panels) {
    delta.segment.use().gradW(delta.rows, into.columns, into.rows, delta.at, a.at, into.at, 0);
  },

  gradB(delta: CompiledBlock, into: Panels) {
    delta.segment.use().gradB(delta.rows, into.columns, into.rows, delta.at, into.at, 0);
  },

  multiply(a: CompiledBlock, mask: CompiledBlock, into: CompiledBlock) {
    a.segment.use().multiply(a.rows * a.columns, a.at, mask.at, into.at);
  },

  lossSum(loss, output: CompiledOutput, sum) {
    const kernel = kernelOf(loss);
    if (kernel === null) return referenceKernels.lossSum(loss, plainOutput(output), sum);
    const { code, option } = kernel;
    const { z, a, target, weights } = output;
    const linked = linkFor(loss, output.activation) === undefined ? 0 : 1;
    return z.segment.use().lossSum(code, option, linked, a.rows, a.columns, z.at, a.at, target.at, weights.at, sum);
  },

  lossGradient(loss, output: CompiledOutput, into: CompiledBlock) {
    const kernel = kernelOf(loss);
    if (kernel === null) {
      throughCopy(into, (copy) => referenceKernels.lossGradient(loss, plainOutput(output), copy));
      return;
    }
    const { code, option } = kernel;
    const { a, target, weights, samples } = output;
    a.segment.use().lossGradient(code, option, a.rows, a.columns, a.at, target.at, weights.at, samples, into.at);
  },

  lossDelta(loss, output: CompiledOutput, into: CompiledBlock) {
    const kernel = kernelOf(loss);
    if (kernel === null) {
      throughCopy(into, (copy) => referenceKernels.lossDelta(loss, plainOutput(output), copy));
      return;
    }
    const { code, option } = kernel;
    const { z, a, target, weights, samples } = output;
    a.segment.use().lossDelta(code, option, a.rows, a.columns, z.at, a.at, target.at, weights.at, samples, into.at);
  },
};

/** The rows in use, in an ordinary array: a function that reads it may use the engine meanwhile. */
function plainCopy({ rows, columns, data }: Block): PlainBlock {
  return new PlainBlock(rows, columns, data.slice(0, rows * columns));
}

/** Fills a block by way of an ordinary array. */
function throughCopy(block: Block, fill: (copy: PlainBlock) => void): void {
  const copy = plainCopy(block);
  fill(copy);
  block.data.set(copy.data);
}

function plainOutput({ activation, z, a, target, weights, samples }: Output): Output {
  return {
    activation,
    z: plainCopy(z),
    a: plainCopy(a),
    target: plainCopy(target),
    weights: plainCopy(weights),
    samples,
  };
}
