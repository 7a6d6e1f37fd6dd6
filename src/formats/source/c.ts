import {
  decimal,
  type LayerSource,
  libraryPieces,
  literalRows,
  ownFunctions,
  type Program,
  type SourcePiece,
} from "./program.js";

/** The functions that need more than arithmetic on doubles, and so are written by hand in C. */
const handWritten: Readonly<Record<string, (type: string) => string>> = {
  scale: () => `static double fromBits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static double power(int k) {
  return fromBits(k < -1022 ? (uint64_t)1 << (k + 1074) : (uint64_t)(k + 1023) << 52);
}

static double nn_scale(double y, double k) {
  const int i = k == k ? (int)k + 1078 : 0;
  return y * power((i & 63) - 4) * power((i >> 6) * 64 - 1074);
}`,
  exponent: () => `static double nn_exponent(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (double)((((int32_t)(bits >> 32) + (0x3ff00000 - 0x3fe6a09e)) >> 20) - 1023);
}`,
  softmax: (type) => `static void nn_softmax(const ${type} *z, ${type} *into, int length) {
  double largest = -INFINITY;
  for (int k = 0; k < length; k++) largest = larger(z[k], largest);
  double sum = 0.0;
  for (int k = 0; k < length; k++) {
    into[k] = ${stored(type, "nn_exp(z[k] - largest)")};
    sum += into[k];
  }
  for (int k = 0; k < length; k++) into[k] = ${stored(type, "into[k] / sum")};
}`,
};

/**
 * Rounds a double to a float. Volatile, because the vectorizer of gcc 12 at -O2 drops the cast in
 * `(double)(float)x`, which is not x.
 */
const rounding = `static float single(double x) {
  volatile float rounded = (float)x;
  return rounded;
}`;

const comparisons = {
  larger: "static double larger(double a, double b) {\n  return a > b || a != a ? a : b;\n}",
  smaller: "static double smaller(double a, double b) {\n  return a < b || a != a ? a : b;\n}",
} as const;

/** Writes a model as a file in C99. */
export function c(program: Program): string {
  const { name, dtype, layers, inputs, outputs, title } = program;
  const type = dtype === "float32" ? "float" : "double";
  const last = layers.length - 1;
  const width = layers[0].inputs;
  const height = layers[last].outputs;
  const numbers = (of: string, values: ArrayLike<number>, columns: number, as = type): string => {
    const literals = Array.from(values, (value) => literal(value, as));
    return `static const ${as} ${of}[${values.length}] = {\n${literalRows(literals, columns)}};`;
  };
  const pieces = libraryPieces(program, (piece) => piece === "scale" || piece === "exponent");
  const functions = pieces.map((piece) => handWritten[piece.name]?.(type) ?? translated(piece));
  const own = ownFunctions(program).map(([of, source]) => `static double nn_${of}(double z) {\n  return ${source};\n}`);
  const used = Object.entries(comparisons).flatMap(([of, code]) =>
    functions.some((text) => text.includes(`${of}(`)) ? [code] : [],
  );
  const constants = [
    ...(inputs === null ? [] : [numbers("offsetsIn", inputs.offsets, width, "double")]),
    ...(inputs === null ? [] : [numbers("scalesIn", inputs.scales, width, "double")]),
    ...layers.flatMap((layer, l) => [
      numbers(`W${l}`, layer.weights, layer.inputs),
      ...(layer.biases === null ? [] : [numbers(`b${l}`, layer.biases, layer.outputs)]),
    ]),
    ...(outputs === null ? [] : [numbers("offsetsOut", outputs.offsets, height, "double")]),
    ...(outputs === null ? [] : [numbers("scalesOut", outputs.scales, height, "double")]),
  ];
  const copied =
    inputs === null
      ? ""
      : `  ${type} x[${width}];
  for (int i = 0; i < ${width}; i++) x[i] = ${stored(type, "(sample[i] - offsetsIn[i]) / scalesIn[i]")};
`;
  const output = outputs === null ? `a${last}[k]` : stored(type, `a${last}[k] * scalesOut[k] + offsetsOut[k]`);
  const signature = `void ${name}(const ${type} *sample, ${type} *output)`;
  return `${[
    `/*
 * ${title} Written by deltarule's toSource.
 * C99. Compile with -ffp-contract=off (gcc's -std=c99 implies it) and without -ffast-math for the same bits as in JavaScript.
 */`,
    "#include <math.h>\n#include <stdint.h>\n#include <string.h>",
    "/* The elementary functions need doubles of 64 bits. */\ntypedef char doubleHas64Bits[sizeof(double) == 8 ? 1 : -1];",
    `enum { ${name}Inputs = ${width}, ${name}Outputs = ${height} };`,
    `/* Fills output[${height}] from sample[${width}]. */\n${signature};`,
    ...(type === "float" ? [rounding] : []),
    ...used,
    ...functions,
    ...own,
    constants.join("\n"),
    `${signature} {\n${copied}${layers
      .map((layer, l) => layerCode(layer, l, l > 0 ? `a${l - 1}` : inputs === null ? "sample" : "x", type))
      .join("")}  for (int k = 0; k < ${height}; k++) output[k] = ${output};\n}`,
  ].join("\n\n")}\n`;
}

/** A function of doubles in C: the expressions of the TypeScript in another spelling. */
function translated({ code }: SourcePiece): string {
  return code
    .replace(/^function (\w+)\((.*)\): number/, (_, name: string, parameters: string) => {
      return `static double ${name}(${parameters.replace(/(\w+): number/g, "double $1")})`;
    })
    .replace(/^const (\w+)(?:: number)? =/, "static const double $1 =")
    .replace(/^( +)const (?=\w+ =)/gm, "$1const double ")
    .replaceAll("===", "==")
    .replace(/\b(?:Number\.)?NaN\b/g, "NAN")
    .replace(/\bInfinity\b/g, "INFINITY")
    .replace(/(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/g, (digits) =>
      /[.e]/.test(digits) ? digits : `${digits}.0`,
    )
    .replace(/(?<![\w.])(\w+)\((?!\))/g, (call, name: string) => (/^(if|return)$/.test(name) ? call : `nn_${name}(`))
    .replace(/\bMath\.abs\(/g, "fabs(")
    .replace(/\bMath\.floor\(/g, "floor(")
    .replace(/\bMath\.max\(/g, "larger(")
    .replace(/\bMath\.min\(/g, "smaller(");
}

/** The value that an array of this type stores for a double. */
function stored(type: string, value: string): string {
  return type === "float" ? `single(${value})` : value;
}

/** A number as a literal of C. */
function literal(value: number, type: string): string {
  const text = decimal(value, type === "float" ? "float32" : "float64");
  return (/[.e]/.test(text) ? text : `${text}.0`) + (type === "float" ? "f" : "");
}

/** The variables and the loop of a layer. */
function layerCode({ inputs, outputs, biases, applied }: LayerSource, l: number, x: string, type: string): string {
  const options = applied.options.map((option) => literal(option, "double"));
  const z = applied.rowwise
    ? `z${l}[j] = sum`
    : `a${l}[j] = ${stored(type, `nn_${applied.name}(${["sum", ...options].join(", ")})`)}`;
  const row = applied.rowwise ? `  nn_${applied.name}(z${l}, a${l}, ${outputs});\n` : "";
  return `${applied.rowwise ? `  ${type} z${l}[${outputs}];\n` : ""}  ${type} a${l}[${outputs}];
  for (int j = 0; j < ${outputs}; j++) {
    ${type} sum = ${biases === null ? literal(0, type) : `b${l}[j]`};
    for (int i = 0; i < ${inputs}; i++) sum += ${x}[i] * W${l}[${inputs === 1 ? "" : `${inputs} * `}j + i];
    ${z};
  }
${row}`;
}
