import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { joinBytes, writeField, writeFloatField } from "../../src/formats/onnx/protobuf.js";

env.wasm.numThreads = 1;
env.logLevel = "error";

/** TensorProto.DataType. */
const types = { float: 1, int32: 6, int64: 7, bool: 9, float16: 10, double: 11, bfloat16: 16 } as const;
type TypeName = keyof typeof types;

/** A number is an int if it is whole; `float(1)` is a float in any case. */
export type Attribute = number | string | readonly number[] | Uint8Array | { readonly float: number };

/** The bits of a number in float16, for numbers that float16 has. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  return (value < 0 ? 0x8000 : 0) + ((exponent + 15) << 10) + Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
}

function rawBytes(type: TypeName, numbers: readonly number[]): Uint8Array {
  const arrays = {
    float: () => Float32Array.from(numbers),
    double: () => Float64Array.from(numbers),
    int32: () => Int32Array.from(numbers),
    int64: () => BigInt64Array.from(numbers.map(BigInt)),
    bool: () => Uint8Array.from(numbers),
    float16: () => Uint16Array.from(numbers, halfBits),
    bfloat16: () => Uint16Array.from(numbers, (number) => new Uint32Array(Float32Array.of(number).buffer)[0] >>> 16),
  };
  return new Uint8Array(arrays[type]().buffer);
}

/** A TensorProto with raw_data. */
export function tensor(
  name: string,
  dims: readonly number[],
  numbers: readonly number[],
  type: TypeName = "float",
): Uint8Array {
  return joinBytes([
    ...dims.map((length) => writeField(1, length)),
    writeField(2, types[type]),
    writeField(8, name),
    writeField(9, rawBytes(type, numbers)),
  ]);
}

/** A TensorProto whose numbers are in another file. */
export function outside(
  name: string,
  dims: readonly number[],
  place: Readonly<Record<string, string>>,
  type = 1,
): Uint8Array {
  return joinBytes([
    ...dims.map((length) => writeField(1, length)),
    writeField(2, type),
    writeField(8, name),
    ...Object.entries(place).map(([key, value]) => writeField(13, [writeField(1, key), writeField(2, value)])),
    writeField(14, 1),
  ]);
}

function attributeFields(value: Attribute): Uint8Array[] {
  if (typeof value === "string") return [writeField(4, value), writeField(20, 3)];
  if (value instanceof Uint8Array) return [writeField(5, value), writeField(20, 4)];
  if (typeof value === "number")
    return Number.isInteger(value)
      ? [writeField(3, value), writeField(20, 2)]
      : [writeFloatField(2, value), writeField(20, 1)];
  if ("float" in value) return [writeFloatField(2, value.float), writeField(20, 1)];
  if (value.every(Number.isInteger)) return [...value.map((each) => writeField(8, each)), writeField(20, 7)];
  return [...value.map((each) => writeFloatField(7, each)), writeField(20, 6)];
}

/** A NodeProto. */
export function node(
  op: string,
  inputs: readonly string[],
  output: string | readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain = "",
): Uint8Array {
  return joinBytes([
    ...inputs.map((name) => writeField(1, name)),
    ...[output].flat().map((name) => writeField(2, name)),
    ...[writeField(4, op), writeField(7, domain)],
    ...Object.entries(attributes).map(([name, value]) =>
      writeField(5, [writeField(1, name), ...attributeFields(value)]),
    ),
  ]);
}

/** A ValueInfoProto; a text among the dims is the name of a length. */
export function port(name: string, dims?: readonly (number | string)[], type: TypeName = "float"): Uint8Array {
  const written = dims?.map((dim) =>
    writeField(1, [typeof dim === "number" ? writeField(1, dim) : writeField(2, dim)]),
  );
  const shape = written === undefined ? [] : [writeField(2, written)];
  return joinBytes([writeField(1, name), writeField(2, [writeField(1, [writeField(1, types[type]), ...shape])])]);
}

export interface GraphParts {
  readonly nodes: readonly Uint8Array[];
  readonly tensors?: readonly Uint8Array[];
  readonly inputs?: readonly Uint8Array[];
  readonly outputs?: readonly Uint8Array[];
  readonly opset?: number;
}

/** A ModelProto; by default a graph from x, of rows of any length, to y. */
export function graph({ nodes, tensors = [], inputs, outputs, opset = 13 }: GraphParts): Uint8Array {
  return joinBytes([
    writeField(1, opset < 13 ? 6 : 8),
    writeField(7, [
      ...nodes.map((each) => writeField(1, each)),
      writeField(2, "g"),
      ...tensors.map((each) => writeField(5, each)),
      ...(inputs ?? [port("x", ["batch", "columns"])]).map((each) => writeField(11, each)),
      ...(outputs ?? [port("y")]).map((each) => writeField(12, each)),
    ]),
    writeField(8, [writeField(1, ""), writeField(2, opset)]),
    writeField(8, [writeField(1, "ai.onnx.ml"), writeField(2, 2)]),
  ]);
}

/** What onnxruntime computes from a file for one input `x` of these lengths. */
export async function runtime(
  bytes: Uint8Array,
  dims: readonly number[],
  numbers: readonly number[],
  type: "float32" | "float64" = "float32",
): Promise<number[]> {
  const session = await InferenceSession.create(bytes);
  const data = type === "float64" ? Float64Array.from(numbers) : Float32Array.from(numbers);
  const results = await session.run({ [session.inputNames[0]]: new Tensor(type, data, dims) });
  await session.release();
  return Array.from(results[session.outputNames[0]].data as Float32Array, Number);
}
