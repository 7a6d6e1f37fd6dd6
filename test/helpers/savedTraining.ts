import { adam, Layer, Sequential, squaredError, type TrainOptions, tanh, type Vector } from "deltarule";

const x = Array.from({ length: 24 }, (_, i) => [Math.cos(i), i / 12 - 1]);
const t = x.map(([a, b]) => [a * b]);

/**
 * The parameters after a training that uses everything a checkpoint must hold: momenta, dropout,
 * shuffling, the best epoch.
 */
export function train(epochs: number, options: Partial<TrainOptions>): Vector {
  const net = new Sequential([new Layer(2, 8, tanh, { dropout: 0.2 }), new Layer(8, 1)], { seed: 11 });
  const earlyStopping = { patience: epochs, restoreBest: true };
  net.fit(x, t, {
    loss: squaredError,
    optimizer: adam(),
    epochs,
    batchSize: 5,
    validation: 0.25,
    earlyStopping,
    ...options,
  });
  return net.parameters;
}
