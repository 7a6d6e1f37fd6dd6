import { DeltaruleError } from "../checks/errors.js";
import { encode } from "../saving/base64.js";
import { networkToJson } from "../saving/networks.js";
import { plainToJson } from "../saving/plain.js";
import type { Checkpoint, Epoch } from "./checkpoint.js";
import type { EpochReport } from "./history.js";
import { sumOf, version } from "./readCheckpoint.js";
import type { Run } from "./run.js";

/** An epoch with the checkpoint that can be taken of it while training stands still. */
export function withCheckpoint(run: Run, report: EpochReport): Epoch {
  const checkpoint = (): Checkpoint => {
    if (run.shown === report) return takeCheckpoint(run);
    throw new DeltaruleError(`checkpoint: epoch ${report.epoch} is over; take it in onEpoch`);
  };
  // Not enumerable: an epoch prints, copies and compares as its report.
  return Object.defineProperty({ ...report }, "checkpoint", { value: checkpoint }) as Epoch;
}

function takeCheckpoint({ network, plan, epochs, state, steps, best, last, updates }: Run): Checkpoint {
  if (last === null) updates.store();
  const fields = {
    format: "deltarule/checkpoint",
    version,
    network: networkToJson({ ...network, parameters: last ?? network.parameters }),
    epochs: epochs.map(plainToJson),
    optimizer: { name: plan.optimizer.name, state: plainToJson(state) },
  } as const;
  const bestParameters = best.parameters === null ? null : encode(best.parameters);
  const training = { samples: plan.data.x.rows, steps, best: bestParameters };
  // Reports to the reader, who meets text only in place of a number that JSON has no word for.
  const reports = fields.epochs as unknown as readonly EpochReport[];
  return { ...fields, epochs: reports, training: { ...training, checksum: sumOf(fields, training) } };
}
