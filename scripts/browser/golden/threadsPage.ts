import { threads } from "../../../src/threads/threads.js";

declare const Worker: new (url: string) => { onmessage: (event: { readonly data: unknown }) => void };

/** What the worker finds, and the engine that this thread gets. */
async function found(): Promise<unknown> {
  const engine = await threads({ count: 2 });
  const worker = new Worker("threadsWorker.js");
  const told = await new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
  return { page: engine.name, told };
}

/** Sends what was found, or the error, to the server of the page. */
found()
  .catch((error) => ({ error: String(error) }))
  .then((told) => fetch("/told", { method: "POST", body: JSON.stringify(told) }));
