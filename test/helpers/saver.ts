/** A program that trains and saves a checkpoint every epoch: `node saver.mjs <path> <epochs>`. It prints a line when it begins. */
import { stdout } from "node:process";
import { saveCheckpoint } from "deltarule/node";
import { train } from "./saved.js";

const [, , path, epochs] = process.argv;
stdout.write("training\n", () => {
  try {
    train(Number(epochs), { onEpoch: (epoch) => saveCheckpoint(String(path), epoch) });
  } catch (error) {
    stdout.write(`${(error as Error).name}: ${(error as Error).message}\n`);
  }
});
