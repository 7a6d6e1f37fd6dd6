import type { Vector } from "../../core/index.js";
import { decimal, rows } from "./literals.js";
import { collect } from "./pieces.js";
import { functionsOf, type LayerSource, ownOf, type Program } from "./program.js";
import { arrayOf, checkOf, headOf, headOfInto, writtenOut } from "./writtenOut.js";

/** Up to so many weights, sums are written out, which is faster than loops; beyond, compilers give up on functions that long. */
const small = 100;

/** A model as an ES module in TypeScript. */
export function typescript(program: Program): string {
  const { layers, title } = program;
  const own = ownOf(program).map(([of, source]) => `function ${of}(z: number): number {\n  return ${source};\n}`);
  const functions = collect(functionsOf(program)).map(({ code }) => code);
  const weights = layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const parts = weights <= small ? writtenOut(program) : inLoops(program);
  return `${[`// ${title} Written by deltarule's toSource.`, ...functions, ...own, ...parts].filter((part) => part !== "").join("\n\n")}\n`;
}

/** Weights in arrays, and loops over them. */
function inLoops(program: Program): string[] {
  const { name, dtype, layers, inputs, outputs } = program;
  const single = dtype === "float32";
  const array = arrayOf(program);
  const last = layers.length - 1;
  const width = layers[0].inputs;
  const height = layers[last].outputs;
  const numbers = (values: ArrayLike<number>, columns: number, type = array): string => {
    const literals = Array.from(values, (value) => decimal(value, type === array ? dtype : "float64"));
    return `new ${type}([\n${rows(literals, columns)}])`;
  };
  const copied = inputs !== null || single;
  const scaled = inputs === null ? "sample[i]!" : "(sample[i]! - offsetsIn[i]!) / scalesIn[i]!";
  const constants = [
    ...(copied ? [`const x = new ${array}(${width});`] : []),
    ...(inputs === null ? [] : [`const offsetsIn = ${numbers(inputs.offsets, width, "Float64Array")};`]),
    ...(inputs === null ? [] : [`const scalesIn = ${numbers(inputs.scales, width, "Float64Array")};`]),
    ...layers.flatMap((layer, l) => memory(layer, l, array, numbers)),
    ...(outputs === null ? [] : [`const offsetsOut = ${numbers(outputs.offsets, height, "Float64Array")};`]),
    ...(outputs === null ? [] : [`const scalesOut = ${numbers(outputs.scales, height, "Float64Array")};`]),
  ];
  const unscaled = outputs === null ? `a${last}[k]!` : `a${last}[k]! * scalesOut[k]! + offsetsOut[k]!`;
  const output = single && outputs !== null ? `Math.fround(${unscaled})` : unscaled;
  return [
    constants.join("\n"),
    `${headOf(program)}
  return ${name}Into(sample, ${height > 16 ? `new Array<number>(${height}).fill(0)` : `[${"0, ".repeat(height).slice(0, -2)}]`});
}`,
    `${headOfInto(program)}
  ${checkOf(program)}
${copied ? `  for (let i = 0; i < ${width}; i++) x[i] = ${scaled};\n` : ""}${layers
  .map((layer, l) => loops(layer, l, l > 0 ? `a${l - 1}` : copied ? "x" : "sample", single))
  .join("")}  for (let k = 0; k < ${height}; k++) output[k] = ${output};
  return output;
}`,
  ];
}

/** The same as plain JavaScript: the types that the code above has, left out. */
export function javascript(program: Program): string {
  return typescript(program)
    .replace(/<Output extends [^>]*>|<number>/g, "")
    .replace(
      /: (ArrayLike|Float64Array|Float32Array|DataView|Output|number|void)\b( \| Float32Array|<number>|\[\])*(?=[,)= {;])/g,
      "",
    )
    .replace(/(?<=[\])])!(?!=)/g, "");
}

function memory(
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

function loops({ inputs, outputs, biases, applied }: LayerSource, l: number, x: string, single: boolean): string {
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
