import { Layer, type Loss, Sequential, sgd } from "deltarule";

/** What a mask is asked of. */
export interface MaskQuery {
  readonly seed: number;
  readonly dropout: number;
  /** Neurons of the layer. */
  readonly width: number;
  readonly rows: number;
  /** Updates. */
  readonly steps: number;
  /** How many layers without dropout come before it. */
  readonly before?: number;
}

/**
 * The masks of a layer as training shows them: a network whose layers pass 1s on unchanged, so that each output is what dropout made of
 * its 1. By update, sample and neuron.
 */
export function masksOf({ seed, dropout, width, rows, steps, before = 0 }: MaskQuery): number[][][] {
  const same = Array.from({ length: width }, (_, j) => Array.from({ length: width }, (_, i) => Number(i === j)));
  const first = new Layer(1, width, undefined, { weights: same.map(() => [1]), ...(before === 0 ? { dropout } : {}) });
  const between = Array.from({ length: before }, (_, k) => {
    const own = k === before - 1 ? { dropout } : {};
    return new Layer(width, width, undefined, { weights: same, ...own });
  });
  const last = new Layer(width, width, undefined, { weights: same });
  const net = new Sequential([first, ...between, last] as Layer[], { seed });
  const seen: number[][] = [];
  const spy: Loss = {
    name: "spy",
    value: (output) => {
      seen.push(Array.from(output));
      return 0;
    },
    gradient: (_output, _target, into) => into.fill(0),
  };
  const ones = Array.from({ length: rows }, () => [1]);
  const targets = ones.map(() => Array<number>(width).fill(0));
  const optimizer = sgd({ learningRate: 0 });
  net.fit(ones, targets, { loss: spy, optimizer, epochs: steps, batchSize: rows, shuffle: false });
  return Array.from({ length: steps }, (_, step) => seen.slice(step * rows, (step + 1) * rows));
}
