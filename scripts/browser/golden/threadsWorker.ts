import { openThreads } from "../../../src/threads/threads.js";
import { hashes } from "./told.js";

declare const postMessage: (message: unknown) => void;

/** Runs the trainings on 1 to 4 threads, every call of them shared. */
async function threadHashes(): Promise<unknown> {
  const found = [];
  for (const count of [1, 2, 3, 4]) {
    const engine = await openThreads({ count }, 0);
    found.push(await hashes(engine));
    await engine.close();
  }
  return found;
}

threadHashes().then(
  (found) => postMessage(found),
  (error) => postMessage(String(error)),
);
