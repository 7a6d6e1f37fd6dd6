import type { Network } from "../network/network.js";
import type { Workspace } from "../network/workspace.js";
import { stream } from "../numbers/random.js";

/** Draws the masks of a batch's next slice. */
export type DropoutMasks = (workspace: Workspace) => void;

/**
 * The masks of update number `step`: 0 with probability p, else 1 / (1 − p). Each layer's stream
 * follows from the seed, the step and the layer, and runs on from slice to slice.
 */
export function masksOf({ layers, seed }: Network, step: number): DropoutMasks {
  if (layers.every(({ dropout }) => dropout === 0)) return noMasks;
  const streams = layers.map(({ dropout }, l) => (dropout > 0 ? stream(seed, "dropout", step, l) : null));
  return (workspace) => {
    for (const [l, random] of streams.entries()) {
      const space = workspace.layers[l].dropout;
      if (random === null || space === null) continue;
      const { data, rows, columns } = space.mask;
      const { dropout } = layers[l];
      for (let k = 0; k < rows * columns; k++) data[k] = random() < dropout ? 0 : 1 / (1 - dropout);
    }
  };
}

function noMasks(): void {}
