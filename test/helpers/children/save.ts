/**
 * A program that trains and saves a checkpoint every epoch: `node save.mjs <path> <epochs>`. It
 * prints a line before each save.
 */
import { writeSync } from "node:fs";
import { saveCheckpoint } from "deltarule/node";
import { train } from "../savedTraining.js";

const [, , path, epochs] = process.argv;
try {
  train(Number(epochs), {
    onEpoch: (epoch) => {
      writeSync(1, `saving ${epoch.epoch}\n`);
      saveCheckpoint(String(path), epoch);
    },
  });
} catch (error) {
  writeSync(1, `${(error as Error).name}: ${(error as Error).message}\n`);
}
