/** Trials that compute and compute, for test/helpers/children/hangs.ts. */
import { Layer, matrix, mse, Sequential, sgd, tanh } from "deltarule";
import { serve } from "deltarule/parallel";
import { threads } from "deltarule/threads";

export interface BusyOptions {
  readonly kind: "short" | "loop" | "threads" | "threadsSignal" | "threadsDeaf";
}

const rows = 200;
const x = matrix(
  rows,
  100,
  Float64Array.from({ length: rows * 100 }, (_, k) => Math.sin(k)),
);
const t = matrix(
  rows,
  4,
  Float64Array.from({ length: rows * 4 }, (_, k) => Math.cos(k)),
);

serve(async ({ kind }: BusyOptions, { report, signal }) => {
  report("begun");
  for (const start = performance.now(); kind === "loop" || (kind === "short" && performance.now() - start < 300); );
  if (kind === "short") return { loss: 5 };
  const engine = await threads({ count: 3 });
  const net = new Sequential([new Layer(100, 80, tanh), new Layer(80, 4)], { seed: 1, engine });
  const options = { loss: mse, optimizer: sgd(), batchSize: rows, onWarning: () => undefined };
  if (kind === "threads") net.fit(x, t, { ...options, epochs: 3 });
  else net.fit(x, t, { ...options, epochs: 1e7, ...(kind === "threadsSignal" && { signal }) });
  return { loss: 0 };
});
