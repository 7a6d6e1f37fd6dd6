import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Layer, reference, Sequential, simd, simdFrom, squaredError, tanh } from "deltarule";

const file = createRequire(`${process.cwd()}/`).resolve("deltarule/kernels.wasm");
const x = Array.from({ length: 40 }, (_, i) => [i / 20 - 1]);
const t = x.map(([v]) => [v * v]);

/** The engine of a trained network and the bits of its parameters. */
function train(engine) {
  const net = new Sequential([new Layer(1, 6, tanh), new Layer(6, 1)], { seed: 5, engine });
  net.fit(x, t, { loss: squaredError, epochs: 20 });
  return `${net.engine.name} ${Buffer.from(net.parameters.buffer).toString("hex")}`;
}

const ready = simdFrom(new WebAssembly.Module(readFileSync(file)));
const [wanted, ...found] = [simd, ready, undefined].map(train);
const same = found.every((one) => one === wanted) && train(reference).replace("reference", "simd") === wanted;
console.log(same && wanted.startsWith("simd ") ? "ok" : `other bits:\n${[wanted, ...found].join("\n")}`);
