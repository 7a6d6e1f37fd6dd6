import { decimal } from "./literals.js";
import type { LayerSource, Program } from "./program.js";

/** The typed array that holds the network's numbers. */
export function arrayOf({ dtype }: Program): string {
  return dtype === "float32" ? "Float32Array" : "Float64Array";
}

/** The beginning of `predict`, to its brace. */
export function headOf({ name, layers }: Program): string {
  const numbersOf = (count: number): string => `${count} number${count === 1 ? "" : "s"}`;
  const [width, height] = [layers[0].inputs, layers[layers.length - 1].outputs].map(numbersOf);
  return `/** The outputs, ${height}, for a sample of ${width}. */
export function ${name}(sample: ArrayLike<number>): number[] {`;
}

/** The beginning of `predictInto`. */
export function headOfInto({ name }: Program): string {
  return `/** The same, written into \`output\`, which is returned. */
export function ${name}Into<Output extends number[] | Float64Array | Float32Array>(sample: ArrayLike<number>, output: Output): Output {`;
}

/** The statement that refuses a sample of another length. */
export function checkOf({ name, layers: [{ inputs }] }: Program): string {
  return `if (sample.length !== ${inputs}) throw new RangeError(\`${name}: the sample has \${sample.length} numbers, wanted ${inputs}\`);`;
}

/** Every sum written out with its weights; the activations of a layer in a loop, so that compilers take their code in once. */
export function writtenOut(program: Program): string[] {
  const { name, dtype, layers, inputs, outputs } = program;
  const single = dtype === "float32";
  const rounded = (value: string): string => (single ? `Math.fround(${value})` : value);
  const number = (value: number): string => decimal(value, "float64");
  const last = layers.length - 1;
  const height = layers[last].outputs;
  const x = Array.from({ length: layers[0].inputs }, (_, i) => {
    const scaled =
      inputs === null
        ? `sample[${i}]!`
        : `(sample[${i}]! - ${bracketed(inputs.offsets[i])}) / ${number(inputs.scales[i])}`;
    return `const x${i} = ${rounded(scaled)};`;
  });
  const lines = layers.flatMap((layer, l) => {
    const from = (i: number): string => (l === 0 ? `x${i}` : `a${l - 1}[${i}]!`);
    const sums = Array.from({ length: layer.outputs }, (_, j) => sumOf(layer, j, dtype, from));
    const { name: f, rowwise } = layer.applied;
    if (rowwise) return [...sums.map((sum, j) => `z${l}[${j}] = ${sum};`), `${f}(z${l}, a${l});`];
    if (l === last) return sums.map((sum, j) => `const o${j} = ${rounded(applied(layer, sum))};`);
    const loop = `for (let j = 0; j < ${layer.outputs}; j++) a${l}[j] = ${applied(layer, `a${l}[j]!`)};`;
    return [...sums.map((sum, j) => `a${l}[${j}] = ${sum};`), loop];
  });
  const given = Array.from({ length: height }, (_, k) => {
    const output = layers[last].applied.rowwise ? `a${last}[${k}]!` : `o${k}`;
    return outputs === null
      ? output
      : rounded(`${output} * ${number(outputs.scales[k])} + ${bracketed(outputs.offsets[k])}`);
  });
  const arrays = layers.flatMap(({ outputs: length, applied: { rowwise } }, l) => [
    ...(rowwise ? [`const z${l} = new ${arrayOf(program)}(${length});`] : []),
    ...(rowwise || l < last ? [`const a${l} = new ${arrayOf(program)}(${length});`] : []),
  ]);
  return [
    arrays.join("\n"),
    `${headOf(program)}\n  ${[checkOf(program), ...x, ...lines, `return [${given.join(", ")}];`].join("\n  ")}\n}`,
    `${headOfInto(program)}
  const outputs = ${name}(sample);
  for (let k = 0; k < ${height}; k++) output[k] = outputs[k]!;
  return output;
}`,
  ];
}

/** `f(z)`, with f's options. */
function applied({ applied: { name, options } }: LayerSource, z: string): string {
  return `${name}(${[z, ...options.map((option) => decimal(option, "float64"))].join(", ")})`;
}

/** `b + x0 * w0 + x1 * w1 + …`, rounded after each operation where the numbers are float32. */
function sumOf(
  { inputs, weights, biases }: LayerSource,
  j: number,
  dtype: Program["dtype"],
  from: (i: number) => string,
): string {
  let sum = biases === null ? "0" : decimal(biases[j], "float64");
  for (let i = 0; i < inputs; i++) {
    const product = `${from(i)} * ${decimal(weights[j * inputs + i], "float64")}`;
    sum = dtype === "float32" ? `Math.fround(${sum} + Math.fround(${product}))` : `${sum} + ${product}`;
  }
  return sum;
}

function bracketed(value: number): string {
  const text = decimal(value, "float64");
  return text.startsWith("-") ? `(${text})` : text;
}
