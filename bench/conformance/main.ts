// Checks deltarule and other libraries with deltarule/testing and writes docs/conformance.md:
// `npm run conformance`. With the argument `own`, rewrites deltarule's part only and installs
// nothing: `npm run conformance:own`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gradientVerdict, optimizerVerdict } from "./check.js";
import { ownSection } from "./own.js";
import { type Findings, page } from "./page.js";
import type { Peer } from "./peer.js";

const packages = {
  "brain.js": "brainJs",
  synaptic: "synaptic",
  neataptic: "neataptic",
  convnetjs: "convnetjs",
  toygrad: "toygrad",
  "ml-fnn": "mlFnn",
  "js-pytorch": "jsPytorch",
  "@tensorflow/tfjs": "tfjs",
  "@jax-js/jax": "jax",
};

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function find(name: string, file: string): Promise<Findings> {
  const empty = { package: name, peer: null, gradients: [], optimizers: [] };
  let version = "";
  try {
    version = JSON.parse(readFileSync(pathOf(`node_modules/${name}/package.json`), "utf8")).version;
    const { peer }: { peer: Peer } = await import(`./peers/${file}.js`);
    await peer.prepare?.();
    const gradients = peer.gradients.map((one) => ({
      activation: one.activation,
      loss: one.loss,
      ...gradientVerdict(one, peer),
    }));
    const wide = peer.precision === "float64" || peer.wide === true;
    const optimizers = peer.optimizers.map((one) => ({
      name: one.name,
      call: one.call,
      ...optimizerVerdict(one, wide),
    }));
    return { package: name, version, peer, gradients, optimizers };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { ...empty, version, reason };
  }
}

const written = pathOf("../../docs/conformance.md");
if (process.argv[2] === "own") {
  const [others] = readFileSync(written, "utf8").split("\n## deltarule itself\n");
  writeFileSync(written, `${others}\n${ownSection()}`);
} else {
  const found: Findings[] = [];
  for (const [name, file] of Object.entries(packages)) {
    console.log(name);
    found.push(await find(name, file));
  }
  writeFileSync(written, page(found, ownSection()));
}
