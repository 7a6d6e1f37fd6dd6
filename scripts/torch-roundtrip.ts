/**
 * Trains here and loads in PyTorch, then trains in PyTorch and loads here: the outputs must agree
 * to 1e-6. Then trains in what `toPyTorch` writes: see torch-training.ts. Does nothing where Python
 * has no PyTorch.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { adam, binaryCrossEntropy, Layer, Sequential, sigmoid, tanh } from "deltarule";
import { fromOnnx, fromSafetensors, toSafetensors } from "deltarule/formats";
import { checkTrainings } from "./torch-training.js";

const tolerance = 1e-6;
const script = fileURLToPath(new URL("torch-roundtrip.py", import.meta.url));
/** The first Python with PyTorch: Debian's PyTorch works only in Debian's Python. */
const python = ["python3", "/usr/bin/python3"].find((name) => spawnSync(name, ["-c", "import torch"]).status === 0);
const layers = () => [new Layer(2, 8, tanh, { dropout: 0.2 }), new Layer(8, 1, sigmoid)] as Layer[];

if (python === undefined) console.log("no Python with PyTorch: nothing to do");
else {
  const folder = mkdtempSync(join(tmpdir(), "deltarule-torch-"));
  try {
    roundTrip(python, folder);
    await checkTrainings(python, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function roundTrip(python: string, folder: string): void {
  const x = Array.from({ length: 25 }, (_, i) => [(i % 5) / 2 - 0.5, Math.floor(i / 5) / 2 - 0.5]);
  writeFileSync(join(folder, "x.json"), JSON.stringify(x));
  const net = new Sequential(layers(), { seed: 3 });
  const [inputs, targets] = [
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    [[0], [1], [1], [0]],
  ];
  net.fit(inputs, targets, { loss: binaryCrossEntropy, optimizer: adam({ learningRate: 0.05 }), epochs: 300 });
  writeFileSync(join(folder, "ours.safetensors"), toSafetensors(net));
  const outputsOf = (step: string): number[][] => {
    execFileSync(python, ["-W", "ignore", script, step, folder], { stdio: ["ignore", "ignore", "inherit"] });
    return JSON.parse(readFileSync(join(folder, `${step}.json`), "utf8"));
  };
  compare("trained here, loaded in PyTorch by load_state_dict", net.predict(x), outputsOf("load"));
  const theirs = outputsOf("save");
  const tensors = fromSafetensors(readFileSync(join(folder, "theirs.safetensors")), { layers: layers() });
  compare("trained in PyTorch, loaded here from safetensors", tensors.predict(x), theirs);
  compare("the same from ONNX", fromOnnx(readFileSync(join(folder, "theirs.onnx"))).predict(x), theirs);
}

function compare(what: string, ours: readonly ArrayLike<number>[], theirs: readonly number[][]): void {
  const furthest = Math.max(...theirs.map(([value], r) => Math.abs((value as number) - (ours[r]?.[0] ?? Number.NaN))));
  if (!(furthest <= tolerance))
    throw new Error(`${what}: the outputs differ by ${furthest}, wanted at most ${tolerance}`);
  console.log(`  ✓ ${what}: the outputs differ by ${furthest.toExponential(1)} at most`);
}
