import type { Json } from "../checks/json.js";
import type { NetworkJson } from "../saving/networks.js";
import type { EpochReport } from "./history.js";

/**
 * All that a training needs to go on to the same bits as if it had never stopped. Plain JSON: `JSON.parse(JSON.stringify(c))` is the same
 * checkpoint. Random state is not part of it, since every random stream follows from the seed and counters.
 */
export interface Checkpoint {
  readonly format: "deltarule/checkpoint";
  readonly version: number;
  readonly network: NetworkJson;
  /** The epochs so far; numbers that JSON has no word for are the texts `"NaN"`, `"Infinity"`, `"-Infinity"` and `"-0"`. */
  readonly epochs: readonly EpochReport[];
  readonly optimizer: { readonly name: string; readonly state: Json };
  /** Updates made, the size of the data, and the best parameters where early stopping keeps them. */
  readonly training: Json;
}

/** An epoch as it is shown while training stands still after it. */
export interface Epoch extends EpochReport {
  /**
   * What training can be resumed from.
   *
   * @throws DeltaruleError once the next epoch has begun.
   */
  checkpoint(): Checkpoint;
}
