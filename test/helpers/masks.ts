import { Layer, type Loss, Sequential, sgd } from "deltarule";

/** The training and the layer whose masks are wanted. */
export interface MaskQuery {
  readonly seed: number;
  readonly dropout: number;
  /** Neurons in the layer. */
  readonly width: number;
  readonly rows: number;
  /** Number of updates. */
  readonly steps: number;
  /** Number of layers without dropout before it. */
  readonly before?: number;
}

/**
 * The dropout masks of a layer by update, sample and neuron. All layers pass 1s on unchanged, so
 * each output in training is the mask's factor itself.
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
