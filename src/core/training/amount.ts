import { OptionError } from "../checks/errors.js";
import type { Optimizer } from "../optimizers/optimizer.js";

/** The batch size: no more than the samples, and all of them for a full-batch optimizer. */
export function fittingBatchSize(
  call: string,
  given: number | undefined,
  { name, fullBatch }: Optimizer,
  samples: number,
): number {
  if (fullBatch && given !== undefined && given < samples) {
    throw new OptionError(`${call}: batchSize is ${given}, but ${name} needs all ${samples} samples in each batch`);
  }
  return Math.min(given ?? (fullBatch ? samples : 32), samples);
}

/**
 * The epochs of a training that is given none: 10,000 updates, in 20 to 10,000 epochs. Measured in
 * bench/defaults.md.
 */
export function usualEpochs({ fullBatch }: Optimizer, batches: number): number {
  const epochs = Math.ceil(10_000 / Math.ceil(batches));
  return fullBatch ? 100 : Math.min(Math.max(epochs, 20), 10_000);
}
