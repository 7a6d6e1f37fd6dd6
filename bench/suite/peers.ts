import { here, readVersion } from "./files.js";

/** A library in one of its settings: one row of the tables. */
export interface Peer {
  readonly name: string;
  /** The name of its adapter in `bench/peers`. */
  readonly file: string;
  readonly language: "node" | "python";
  /** The precision in which it computes. */
  readonly precision: "f32" | "f64";
  /** The argument of the adapter's `open`. */
  readonly options?: Readonly<Record<string, string>>;
  /** The package whose version is shown. */
  readonly package?: string;
  /** Whether it learns the handwritten digits, and whether that takes minutes. */
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

/** Versions of Python's packages by their import names. */
export type PythonVersions = Readonly<Record<string, string>>;

/** The version that is installed in `bench` or in Python; `null` if it is missing. */
export function versionOf({ package: name, language }: Peer, python: PythonVersions): string | null {
  if (language === "python") return (name && python[name]) ?? null;
  return readVersion(here(name === undefined ? "../package.json" : `node_modules/${name}/package.json`));
}
