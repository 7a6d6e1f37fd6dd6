import { here, readVersion } from "./files.js";

/** A library at one of its settings: a row of the tables. */
export interface Peer {
  readonly name: string;
  /** What its adapter is called, in `bench/peers`. */
  readonly file: string;
  readonly language: "node" | "python";
  /** What it computes in. */
  readonly precision: "f32" | "f64";
  /** What the adapter's `open` gets. */
  readonly options?: Readonly<Record<string, string>>;
  /** The package that its version is read from. */
  readonly package?: string;
  /** Whether it is given the handwritten digits, and whether they take it minutes. */
  readonly digits?: "fast" | "slow";
}

const deltarule = { file: "deltarule", language: "node", digits: "fast" } as const;
const tfjs = { file: "tfjs", language: "node", precision: "f32", package: "@tensorflow/tfjs", digits: "slow" } as const;

export const peers: readonly Peer[] = [
  {
    ...deltarule,
    name: "deltarule simd f32",
    precision: "f32",
    options: { dtype: "float32", engine: "simd" },
  },
  {
    ...deltarule,
    name: "deltarule simd f64",
    precision: "f64",
    options: { dtype: "float64", engine: "simd" },
  },
  {
    ...deltarule,
    name: "deltarule reference",
    precision: "f64",
    options: { dtype: "float64", engine: "reference" },
    digits: "slow",
  },
  { name: "plain JS", file: "plain", language: "node", precision: "f64", digits: "slow" },
  { name: "brain.js", file: "brainJs", language: "node", precision: "f32", package: "brain.js" },
  { name: "synaptic", file: "synaptic", language: "node", precision: "f64", package: "synaptic" },
  { name: "neataptic", file: "neataptic", language: "node", precision: "f64", package: "neataptic" },
  { name: "convnetjs", file: "convnetjs", language: "node", precision: "f64", package: "convnetjs", digits: "slow" },
  { name: "toygrad", file: "toygrad", language: "node", precision: "f32", package: "toygrad", digits: "slow" },
  { name: "ml-fnn", file: "mlFnn", language: "node", precision: "f64", package: "ml-fnn" },
  { ...tfjs, name: "tfjs cpu", options: { backend: "cpu" } },
  { ...tfjs, name: "tfjs wasm", options: { backend: "wasm" } },
  { name: "jax-js", file: "jax", language: "node", precision: "f32", package: "@jax-js/jax", digits: "fast" },
  { name: "numpy", file: "byNumpy", language: "python", precision: "f32", package: "numpy", digits: "fast" },
  {
    name: "scikit-learn",
    file: "scikitLearn",
    language: "python",
    precision: "f32",
    package: "sklearn",
    digits: "fast",
  },
  { name: "PyTorch", file: "pytorch", language: "python", precision: "f32", package: "torch", digits: "fast" },
];

/** Versions of Python's packages, by the names that they are imported by. */
export type PythonVersions = Readonly<Record<string, string>>;

/** The version that is installed in `bench`, or in Python; `null` where it is missing. */
export function versionOf({ package: name, language }: Peer, python: PythonVersions): string | null {
  if (language === "python") return (name && python[name]) ?? null;
  return readVersion(here(name === undefined ? "../package.json" : `node_modules/${name}/package.json`));
}
