import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A library at one of its settings: a row of the tables. */
export interface Peer {
  readonly name: string;
  /** What its adapter is called, in `bench/peers`. */
  readonly file: string;
  readonly language: "node" | "python";
  /** What the adapter's `open` gets. */
  readonly options?: Readonly<Record<string, string>>;
  /** The package that its version is read from. */
  readonly package?: string;
  /** Takes minutes for the handwritten digits. */
  readonly slow?: boolean;
}

export const peers: readonly Peer[] = [
  { name: "deltarule simd f32", file: "deltarule", language: "node", options: { dtype: "float32", engine: "simd" } },
  { name: "deltarule simd f64", file: "deltarule", language: "node", options: { dtype: "float64", engine: "simd" } },
  {
    name: "deltarule reference",
    file: "deltarule",
    language: "node",
    options: { dtype: "float64", engine: "reference" },
  },
  { name: "plain JS", file: "plain", language: "node", slow: true },
  { name: "brain.js", file: "brainJs", language: "node", package: "brain.js" },
  { name: "synaptic", file: "synaptic", language: "node", package: "synaptic" },
  { name: "neataptic", file: "neataptic", language: "node", package: "neataptic" },
  { name: "convnetjs", file: "convnetjs", language: "node", package: "convnetjs", slow: true },
  { name: "toygrad", file: "toygrad", language: "node", package: "toygrad", slow: true },
  { name: "ml-fnn", file: "mlFnn", language: "node", package: "ml-fnn" },
  {
    name: "tfjs cpu",
    file: "tfjs",
    language: "node",
    package: "@tensorflow/tfjs",
    options: { backend: "cpu" },
    slow: true,
  },
  {
    name: "tfjs wasm",
    file: "tfjs",
    language: "node",
    package: "@tensorflow/tfjs",
    options: { backend: "wasm" },
    slow: true,
  },
  { name: "jax-js", file: "jax", language: "node", package: "@jax-js/jax" },
  { name: "numpy", file: "byNumpy", language: "python", package: "numpy" },
  { name: "scikit-learn", file: "scikitLearn", language: "python", package: "sklearn" },
  { name: "PyTorch", file: "pytorch", language: "python", package: "torch" },
];

export const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** `PYTHON`, else the one that is found first, else Debian's own, whichever has PyTorch, scikit-learn and numpy; with their versions. */
export function findPython(): { command: string; versions: Record<string, string> } | null {
  const program =
    "import json, torch, sklearn, numpy; print(json.dumps({m.__name__: m.__version__ for m in (torch, sklearn, numpy)}))";
  for (const command of process.env.PYTHON ? [process.env.PYTHON] : ["python3", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(command, ["-c", program], { encoding: "utf8" });
    if (status === 0) return { command, versions: JSON.parse(stdout) };
  }
  return null;
}

const readVersion = (path: string): string => JSON.parse(readFileSync(path, "utf8")).version;

/** The version of a package that is installed in `bench`, or of deltarule; `null` where it is missing. */
export function versionOf(
  { package: name, language }: Peer,
  python: Record<string, string> | undefined,
): string | null {
  if (language === "python") return (name && python?.[name]) ?? null;
  if (name === undefined) return readVersion(here("../package.json"));
  const path = here(`node_modules/${name}/package.json`);
  return existsSync(path) ? readVersion(path) : null;
}
