/** A row of the table: a call on little data, and the speed to reach beside others. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** Speed beside the fastest of these libraries. */
  readonly factor: number;
  readonly beside: readonly string[];
}

const everyone = ["plain", "synaptic", "brainJs"];
const libraries = ["synaptic", "brainJs"];
const plain = ["plain"];

export const rows: readonly Row[] = [
  { name: "xor", title: "exclusive or, 4 rows, an epoch of `fit`", factor: 1.5, beside: everyone },
  { name: "xorWatched", title: "the same with `onEpoch`", factor: 1, beside: ["brainJs"] },
  { name: "fitOne", title: "`fit` of one epoch, repeated", factor: 0.5, beside: ["brainJs"] },
  { name: "fitHundred", title: "a new network and 100 epochs", factor: 1, beside: ["brainJs"] },
  { name: "partialFit", title: "`partialFit`, one row", factor: 0.25, beside: ["synaptic"] },
  { name: "predictOne", title: "`predict`, one sample, 2-4-1", factor: 1, beside: libraries },
  { name: "predict1", title: "`predict`, a list of 1 row, 4-16-3", factor: 1, beside: plain },
  { name: "predict2", title: "`predict` of 2 rows", factor: 2, beside: plain },
  { name: "predict4", title: "`predict` of 4 rows", factor: 2, beside: plain },
  { name: "predict16", title: "`predict` of 16 rows", factor: 2, beside: plain },
  { name: "predict64", title: "`predict` of 64 rows", factor: 2, beside: plain },
  { name: "fromJSON", title: "`fromJSON`, 2-4-1", factor: 0.5, beside: ["brainJs"] },
  {
    name: "W1a",
    title: "an epoch of 4000 samples, 2-4-1, an update per sample (W1a)",
    factor: 2,
    beside: ["synaptic"],
  },
  { name: "W1b", title: "the same in batches of 4 (W1b)", factor: 3, beside: plain },
  {
    name: "W2",
    title: "an epoch of 4000 samples, 4-16-3 tanh, softmax, batches of 16 (W2)",
    factor: 4.5,
    beside: plain,
  },
  { name: "iris", title: "an epoch of 150 samples, 4-16-3, batches of 16 (iris)", factor: 3.5, beside: plain },
];

/** Rows that are measured in a new process each time. */
export const program: Row = {
  name: "program",
  title: "the README's program in a fresh process, after the import",
  factor: 1,
  beside: ["brainJs"],
};
export const coldStart: Row = {
  name: "coldStart",
  title: "cold start: a process from its start to its end after a first prediction",
  factor: 1 / 1.18,
  beside: ["node"],
};
