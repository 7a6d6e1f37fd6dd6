import { adam, type Optimizer, sgd } from "deltarule";
import type { Dataset } from "./data/dataset.js";
import { trained } from "./data/load.js";
import { build, optimizerOf } from "./model.js";
import { batchOf, type State } from "./state.js";

/** E over two parameters, and three optimizers on their way down. */
export interface Landscape {
  readonly xs: readonly [number, number];
  readonly ys: readonly [number, number];
  readonly size: number;
  /** E at the points of the grid, row by row from the top. */
  readonly losses: Float32Array;
  readonly paths: readonly {
    readonly name: string;
    readonly rate: number;
    readonly points: readonly (readonly [number, number])[];
    readonly loss: number;
  }[];
}

/** The losses of one training, epoch by epoch; `null` where it broke off. */
export interface Racer {
  readonly rate: number;
  readonly losses: readonly number[];
  readonly diverged: boolean;
}

const [gridSize, most, updates] = [36, 64, 60];

/** Two parameters move, all others stay. At most 64 samples count. The paths are in the picture. */
export function landscapeOf(
  state: State,
  data: Dataset,
  parameters: Float64Array,
  [first, second]: readonly [number, number],
): Landscape {
  const { net, loss } = build(state, data);
  net.parameters.set(parameters);
  const rows = Math.min(trained(data, state), most);
  const [x, t] = [data.x.slice(0, rows), data.t.slice(0, rows)];
  const flat = net.parameters;
  const place = (a: number, b: number): void => {
    [flat[first], flat[second]] = [a, b];
  };
  const [a0, b0] = [parameters[first], parameters[second]];
  const racers: readonly [string, number, Optimizer][] = [
    ["sgd", state.rate, sgd({ learningRate: state.rate })],
    ["momentum 0.9", state.rate, sgd({ learningRate: state.rate, momentum: 0.9 })],
    ["adam", 0.1, adam({ learningRate: 0.1 })],
  ];
  const paths = racers.map(([name, rate, optimizer]) => {
    const memory = optimizer.initialize(2);
    const point = Float64Array.of(a0, b0);
    const points: (readonly [number, number])[] = [[a0, b0]];
    for (let k = 0; k < updates && point.every(Number.isFinite); k++) {
      place(point[0], point[1]);
      const { gradient } = net.backward(net.forward(x), t, loss);
      optimizer.step(point, Float64Array.of(gradient[first], gradient[second]), memory);
      points.push([point[0], point[1]]);
    }
    place(point[0], point[1]);
    return { name, rate, points, loss: net.evaluate(x, t, { loss }).loss };
  });
  const far = paths.flatMap(({ points }) => points.flatMap(([a, b]) => [Math.abs(a - a0), Math.abs(b - b0)]));
  // A path that diverges leaves the picture.
  const reach = 1.1 * Math.max(2.7, ...far.filter((distance) => distance < 10));
  const [xs, ys] = [[a0 - reach, a0 + reach] as const, [b0 - reach, b0 + reach] as const];
  const losses = new Float32Array(gridSize * gridSize);
  for (let k = 0; k < losses.length; k++) {
    const [column, row] = [k % gridSize, Math.floor(k / gridSize)];
    place(xs[0] + ((column + 0.5) / gridSize) * 2 * reach, ys[1] - ((row + 0.5) / gridSize) * 2 * reach);
    losses[k] = net.evaluate(x, t, { loss }).loss;
  }
  return { xs, ys, size: gridSize, losses, paths };
}

const raceEpochs = 60;

/**
 * Three copies of the network with three learning rates: the best of a row of powers of ten, and
 * a hundredth and a hundred times of it.
 */
export function raceOf(state: State, data: Dataset, parameters: Float64Array): readonly Racer[] {
  const run = (rate: number): Racer => {
    const { net, loss } = build(state, data);
    net.parameters.set(parameters);
    const rows = Math.min(trained(data, state), most);
    const losses = [net.evaluate(data.x.slice(0, rows), data.t.slice(0, rows), { loss }).loss];
    try {
      net.fit(data.x.slice(0, rows), data.t.slice(0, rows), {
        ...{ loss, optimizer: optimizerOf(state, rate), epochs: raceEpochs, shuffle: false },
        ...{ batchSize: batchOf(state) === 0 ? rows : Math.min(rows, batchOf(state)) },
        onEpoch: () => losses.push(net.evaluate(data.x.slice(0, rows), data.t.slice(0, rows), { loss }).loss),
        onWarning: () => {},
      });
    } catch {
      return { rate, losses, diverged: true };
    }
    return { rate, losses, diverged: false };
  };
  const tried = [1e-3, 1e-2, 1e-1, 1, 10].map(run).filter(({ diverged }) => !diverged);
  const last = ({ losses }: Racer): number => losses[losses.length - 1];
  const best = tried.reduce((one, other) => (last(other) < last(one) ? other : one));
  return [run(best.rate / 100), best, run(best.rate * 100)];
}
