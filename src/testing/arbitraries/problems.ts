import type fc from "fast-check";
import type { Loss, Sequential } from "../../core/index.js";
import { type Batch, batches } from "./batches.js";
import { losses } from "./losses.js";
import { type NetworksOptions, networks } from "./networks.js";

/** All that a check of gradients takes. */
export interface Problem extends Batch {
  readonly net: Sequential;
  readonly loss: Loss;
}

/** A network, a loss that takes what it gives, and a batch for both. */
export function problems(options: NetworksOptions & { maxSamples?: number | undefined } = {}): fc.Arbitrary<Problem> {
  const { maxSamples, ...rest } = options;
  return networks(rest).chain((net) =>
    losses(net).chain((loss) => batches(net, { loss, maxSamples }).map((batch) => ({ net, loss, ...batch }))),
  );
}
