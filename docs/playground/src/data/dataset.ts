import { oneHot, type Scaler, standardize } from "deltarule";

/** Samples for the network, and how to present them. */
export interface Dataset {
  readonly x: readonly (readonly number[])[];
  readonly t: readonly (readonly number[])[];
  /** `classes`: one output for each class; `binary`: one output, 0 or 1; `number`: a value. */
  readonly kind: "binary" | "classes" | "number";
  readonly inputs: readonly string[];
  /** The names of the classes, or of the column of numbers. */
  readonly outputs: readonly string[];
  /** The scalers applied to the raw data, which an exported file includes. */
  readonly scalers: { readonly inputs?: Scaler; readonly outputs?: Scaler };
}

/** A table with a class in each row. The columns are standardized. */
export function classTable(
  rows: readonly (readonly number[])[],
  labels: readonly string[],
  inputs: readonly string[],
): Dataset {
  const outputs = [...new Set(labels)].sort();
  const scaler = standardize(rows);
  const at = labels.map((label) => outputs.indexOf(label));
  const binary = outputs.length === 2;
  const hot = oneHot(at, outputs.length).data;
  const t = at.map((k, row) => (binary ? [k] : Array.from(outputs, (_, c) => hot[row * outputs.length + c])));
  return {
    x: scaled(scaler, rows),
    t,
    kind: binary ? "binary" : "classes",
    inputs,
    outputs,
    scalers: { inputs: scaler },
  };
}

/** A table with a number in each row. The columns and the number are standardized. */
export function numberTable(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  inputs: readonly string[],
  output: string,
): Dataset {
  const targets = values.map((value) => [value]);
  const scalers = { inputs: standardize(rows), outputs: standardize(targets) };
  const [x, t] = [scaled(scalers.inputs, rows), scaled(scalers.outputs, targets)];
  return { x, t, kind: "number", inputs, outputs: [output], scalers };
}

function scaled(scaler: Scaler, rows: readonly (readonly number[])[]): number[][] {
  const { data, columns } = scaler.transform(rows);
  return rows.map((_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));
}
