import type { Vector } from "../../core/index.js";
import { decimal, type LayerSource, libraryPieces, literalRows, ownFunctions, type Program } from "./program.js";

/**
 * The largest number of weights whose sums are written out. Written out they run faster than in
 * loops, but compilers do not optimize longer functions.
 */
const mostWrittenOut = 100;

/** Writes a model as an ES module in TypeScript. */
export function typescript(program: Program): string {
  const { layers, title } = program;
  const own = ownFunctions(program).map(
    ([of, source]) => `function ${of}(z: number): number {\n  return ${source};\n}`,
  );
  const functions = libraryPieces(program).map(({ code }) => code);
  const weights = layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const parts = weights <= mostWrittenOut ? writtenOut(program) : inLoops(program);
  return `${[`// ${title} Written by deltarule's toSource.`, ...functions, ...own, ...parts].filter((part) => part !== "").join("\n\n")}\n`;
}

/** The functions with weights in arrays, and loops over them. */
function inLoops(program: Program): string[] {
  const { name, dtype, layers, inputs, outputs } = program;
  const single = dtype === "float32";
  const array = typedArrayName(program);
  const last = layers.length - 1;
  const width = layers[0].inputs;
  const height = layers[last].outputs;
  const numbers = (values: ArrayLike<number>, columns: number, type = array): string => {
    const literals = Array.from(values, (value) => decimal(value, type === array ? dtype : "float64"));
    return `new ${type}([\n${literalRows(literals, columns)}])`;
  };
  const copied = inputs !== null || single;
  const scaled = inputs === null ? "sample[i]!" : "(sample[i]! - offsetsIn[i]!) / scalesIn[i]!";
  const constants = [
    ...(copied ? [`const x = new ${array}(${width});`] : []),
    ...(inputs === null ? [] : [`const offsetsIn = ${numbers(inputs.offsets, width, "Float64Array")};`]),
    ...(inputs === null ? [] : [`const scalesIn = ${numbers(inputs.scales, width, "Float64Array")};`]),
    ...layers.flatMap((layer, l) => layerArrays(layer, l, array, numbers)),
    ...(outputs === null ? [] : [`const offsetsOut = ${numbers(outputs.offsets, height, "Float64Array")};`]),
    ...(outputs === null ? [] : [`const scalesOut = ${numbers(outputs.scales, height, "Float64Array")};`]),
  ];
  const unscaled = outputs === null ? `a${last}[k]!` : `a${last}[k]! * scalesOut[k]! + offsetsOut[k]!`;
  const output = single && outputs !== null ? `Math.fround(${unscaled})` : unscaled;
  return [
    constants.join("\n"),
    `${predictHead(program)}
  return ${name}Into(sample, ${height > 16 ? `new Array<number>(${height}).fill(0)` : `[${"0, ".repeat(height).slice(0, -2)}]`});
}`,
    `${predictIntoHead(program)}
  ${lengthCheck(program)}
${copied ? `  for (let i = 0; i < ${width}; i++) x[i] = ${scaled};\n` : ""}${layers
  .map((layer, l) => layerLoop(layer, l, l > 0 ? `a${l - 1}` : copied ? "x" : "sample", single))
  .join("")}  for (let k = 0; k < ${height}; k++) output[k] = ${output};
  return output;
}`,
  ];
}

/** Writes a model as an ES module in JavaScript: the TypeScript without its types. */
export function javascript(program: Program): string {
  return typescript(program)
    .replace(/<Output extends [^>]*>|<number>/g, "")
    .replace(
      /: (ArrayLike|Float64Array|Float32Array|DataView|Output|number|void)\b( \| Float32Array|<number>|\[\])*(?=[,)= {;])/g,
      "",
    )
    .replace(/(?<=[\])])!(?!=)/g, "");
}

/** The arrays of a layer: weights, biases, z for a row-wise activation, a. */
function layerArrays(
  { inputs, outputs, weights, biases, applied }: LayerSource,
  l: number,
  array: string,
  numbers: (values: Vector, columns: number) => string,
): string[] {
  return [
    `const W${l} = ${numbers(weights, inputs)};`,
    ...(biases === null ? [] : [`const b${l} = ${numbers(biases, outputs)};`]),
    ...(applied.rowwise ? [`const z${l} = new ${array}(${outputs});`] : []),
    `const a${l} = new ${array}(${outputs});`,
  ];
}

/** The loop over the neurons of a layer. */
function layerLoop({ inputs, outputs, biases, applied }: LayerSource, l: number, x: string, single: boolean): string {
  const product = `${x}[i]! * W${l}[${inputs === 1 ? "" : `${inputs} * `}j + i]!`;
  const add = single ? `sum = Math.fround(sum + Math.fround(${product}))` : `sum += ${product}`;
  const z = applied.rowwise
    ? `z${l}[j] = sum`
    : `a${l}[j] = ${applied.name}(${["sum", ...applied.options.map((option) => decimal(option, "float64"))].join(", ")})`;
  const row = applied.rowwise ? `  ${applied.name}(z${l}, a${l});\n` : "";
  return `  for (let j = 0; j < ${outputs}; j++) {
    let sum = ${biases === null ? "0" : `b${l}[j]!`};
    for (let i = 0; i < ${inputs}; i++) ${add};
    ${z};
  }
${row}`;
}

/** The name of the typed array that holds the network's numbers. */
function typedArrayName({ dtype }: Program): string {
  return dtype === "float32" ? "Float32Array" : "Float64Array";
}

/** The beginning of `predict`, up to its brace. */
function predictHead({ name, layers }: Program): string {
  const numbersOf = (count: number): string => `${count} number${count === 1 ? "" : "s"}`;
  const [width, height] = [layers[0].inputs, layers[layers.length - 1].outputs].map(numbersOf);
  return `/** The outputs, ${height}, for a sample of ${width}. */
export function ${name}(sample: ArrayLike<number>): number[] {`;
}

/** The beginning of `predictInto`, up to its brace. */
function predictIntoHead({ name }: Program): string {
  return `/** The same, written into \`output\`, which is returned. */
export function ${name}Into<Output extends number[] | Float64Array | Float32Array>(sample: ArrayLike<number>, output: Output): Output {`;
}

/** The statement that refuses a sample of another length. */
function lengthCheck({ name, layers: [{ inputs }] }: Program): string {
  return `if (sample.length !== ${inputs}) throw new RangeError(\`${name}: the sample has \${sample.length} numbers, wanted ${inputs}\`);`;
}

/**
 * The functions with every sum written out. The activations of a layer stand in a loop, so that
 * compilers inline their code only once.
 */
function writtenOut(program: Program): string[] {
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
    const sums = Array.from({ length: layer.outputs }, (_, j) => writtenSum(layer, j, dtype, from));
    const { name: f, rowwise } = layer.applied;
    if (rowwise) return [...sums.map((sum, j) => `z${l}[${j}] = ${sum};`), `${f}(z${l}, a${l});`];
    if (l === last) return sums.map((sum, j) => `const o${j} = ${rounded(appliedTo(layer, sum))};`);
    const loop = `for (let j = 0; j < ${layer.outputs}; j++) a${l}[j] = ${appliedTo(layer, `a${l}[j]!`)};`;
    return [...sums.map((sum, j) => `a${l}[${j}] = ${sum};`), loop];
  });
  const given = Array.from({ length: height }, (_, k) => {
    const output = layers[last].applied.rowwise ? `a${last}[${k}]!` : `o${k}`;
    return outputs === null
      ? output
      : rounded(`${output} * ${number(outputs.scales[k])} + ${bracketed(outputs.offsets[k])}`);
  });
  const arrays = layers.flatMap(({ outputs: length, applied: { rowwise } }, l) => [
    ...(rowwise ? [`const z${l} = new ${typedArrayName(program)}(${length});`] : []),
    ...(rowwise || l < last ? [`const a${l} = new ${typedArrayName(program)}(${length});`] : []),
  ]);
  return [
    arrays.join("\n"),
    `${predictHead(program)}\n  ${[lengthCheck(program), ...x, ...lines, `return [${given.join(", ")}];`].join("\n  ")}\n}`,
    `${predictIntoHead(program)}
  const outputs = ${name}(sample);
  for (let k = 0; k < ${height}; k++) output[k] = outputs[k]!;
  return output;
}`,
  ];
}

/** `f(z)`, with the options of f. */
function appliedTo({ applied: { name, options } }: LayerSource, z: string): string {
  return `${name}(${[z, ...options.map((option) => decimal(option, "float64"))].join(", ")})`;
}

/** `b + x0 * w0 + x1 * w1 + …`; in float32 each operation is rounded. */
function writtenSum(
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

/** A number in brackets if it is negative, so that it can follow an operator. */
function bracketed(value: number): string {
  const text = decimal(value, "float64");
  return text.startsWith("-") ? `(${text})` : text;
}
