import { FormatError, Layer } from "deltarule";
import { fromSafetensors } from "deltarule/formats";
import { describe, expect, test } from "vitest";

const weight = '"weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}';
const bias = '"bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}';

/** A file of this header and so many bytes of numbers; `length` overrides the header's length. */
function file(json: string, { data = 12, length }: { data?: number; length?: bigint } = {}): Uint8Array {
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const load = (bytes: Uint8Array) => fromSafetensors(bytes, { layers: [new Layer(2, 1)], names: [""] });
const tensors = (...entries: string[]) => `{${entries.join()}}`;
const nested = (depth: number) => `{"x":${"[".repeat(depth)}${"]".repeat(depth)}}`;

test("the file that the tests below break is whole", () => {
  expect(load(file(tensors(weight, bias))).parameters).toEqual(new Float32Array(3));
});

test("padding, any order and extra fields are accepted, as in the Rust implementation", () => {
  expect(load(file(` ${tensors(bias, weight)}  `.slice(1))).inputs).toBe(2);
  expect(load(file(tensors(weight.replace("}", ',"note":[1,{}]}'), bias))).inputs).toBe(2);
});

test.each([" ", "\n\t\r ", " ".repeat(100)])("white space before the header's brace is accepted: %j", (space) => {
  expect(load(file(space + tensors(weight, bias))).inputs).toBe(2);
  expect(() => load(file(`\u00a0${tensors(weight, bias)}`))).toThrow("wanted a value of JSON");
});

describe("tensors of other things", () => {
  const inside = (json: string) => json.replace('"', '"a.');
  const part = (...entries: string[]) => tensors(inside(weight), inside(bias), ...entries);
  const loadPart = (bytes: Uint8Array) => fromSafetensors(bytes, { layers: [new Layer(2, 1)], names: ["a"] });

  test("may be empty, wherever they stand in the header", () => {
    const empty = '"none":{"dtype":"I64","shape":[0,9],"data_offsets":[8,8]}';
    const last = '"last":{"dtype":"U8","shape":[3,0],"data_offsets":[12,12]}';
    const numbers = new Float32Array([1, 2, 3]);
    for (const json of [
      tensors(empty, last, inside(bias), inside(weight)),
      tensors(inside(bias), inside(weight), last, empty),
    ]) {
      const bytes = file(json);
      bytes.set(new Uint8Array(numbers.buffer), bytes.length - 12);
      expect(loadPart(bytes).parameters).toEqual(numbers);
    }
    expect(() => load(file(tensors(weight, empty, bias)))).toThrow('the tensor "none" is "in the file"');
  });

  test.each([
    ["C64", 8],
    ["U64", 8],
    ["I64", 8],
    ["F64", 8],
    ["F32", 4],
    ["U32", 4],
    ["I32", 4],
    ["BF16", 2],
    ["F16", 2],
    ["U16", 2],
    ["I16", 2],
    ["F8_E4M3", 1],
    ["F8_E5M2", 1],
    ["F8_E8M0", 1],
    ["I8", 1],
    ["U8", 1],
    ["BOOL", 1],
    ["F6_E2M3", 0.75],
    ["F6_E3M2", 0.75],
    ["F4", 0.5],
  ])("may be of %s, whose numbers have %d bytes", (dtype, width) => {
    const other = (bytes: number) => `"x":{"dtype":"${dtype}","shape":[2,4],"data_offsets":[12,${12 + bytes}]}`;
    const size = 8 * width;
    expect(loadPart(file(part(other(size)), { data: 12 + size })).inputs).toBe(2);
    expect(() => loadPart(file(part(other(size + 1)), { data: 13 + size }))).toThrow(
      `tensor "x"'s length by data_offsets is ${size + 1}, wanted ${size}`,
    );
  });
});

const broken: [what: string, bytes: Uint8Array, message: string][] = [
  ["no bytes at all", new Uint8Array(0), "the file's length is 0, wanted at least 8 bytes"],
  ["seven bytes", new Uint8Array(7), "the file's length is 7, wanted at least 8 bytes"],
  ["a header of 0 bytes", file(""), 'the header at character 0 is "", wanted a value of JSON'],
  [
    "a header beyond the file",
    file("{}", { length: 15n }),
    "the header's length (bytes 0 to 8) is 15, wanted at most 14",
  ],
  ["a header of 100,000,001 bytes", file("{}", { length: 100000001n }), "is 100000001, wanted at most 100000000"],
  [
    "a header of 2^64 − 1 bytes",
    file("{}", { length: 2n ** 64n - 1n }),
    "is 18446744073709552000, wanted at most 100000000",
  ],
  ["a header of white space", file(" \n "), 'the header at character 3 is "", wanted a value of JSON'],
  ["a header that is no object", file("[1]"), "the header is an array of 1, wanted an object"],
  ["a header of no tensors", file("{}", { data: 0 }), 'tensor "weight" is undefined, wanted a tensor of [1, 2]'],
  [
    "a header of no tensors before numbers",
    file("{}"),
    "the end of the last tensor is 0, wanted 12, the number of bytes after the header",
  ],
  [
    "a header of metadata only",
    file(tensors('"__metadata__":{"format":"pt"}'), { data: 0 }),
    'tensor "weight" is undefined, wanted a tensor of [1, 2]',
  ],
  [
    "numbers of half a byte that fill no whole byte",
    file(tensors(weight, bias, '"x":{"dtype":"F4","shape":[3],"data_offsets":[12,13]}'), { data: 13 }),
    `tensor "x"'s length by data_offsets is 1, wanted 1.5, what dtype and shape say`,
  ],
  [
    "a tensor without numbers that has bytes",
    file(tensors(weight.replace("[1,2]", "[0,2]"), bias)),
    `tensor "weight"'s length by data_offsets is 8, wanted 0, what dtype and shape say`,
  ],
  [
    "an empty tensor inside another",
    file(tensors(weight, bias, '"none":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}')),
    `tensor "none"'s begin is 4, wanted 8`,
  ],
  ["text after the JSON", file(`${tensors(weight, bias)}x`), "wanted nothing after the JSON"],
  ["JSON cut off", file('{"a'), 'the header at character 1 is "\\"a", wanted a string of JSON'],
  ["a trailing comma", file(`{${weight},}`), "wanted a name in quotes"],
  ["a number with a leading zero", file(tensors(weight.replace("[0,8]", "[0,08]"), bias)), "wanted a value of JSON"],
  ["half a surrogate pair", file('{"\\ud800":1}'), "wanted a string of JSON"],
  ["a tensor twice", file(tensors(weight, bias, weight)), "wanted each name once in an object"],
  [
    "a tensor twice, once by an escape",
    file(tensors(weight, bias, weight.replace("w", "\\u0077"))),
    "wanted each name once in an object",
  ],
  ["a field twice", file(tensors(weight.replace("}", ',"dtype":"F32"}'), bias)), "wanted each name once in an object"],
  ["nesting beyond 32", file(nested(33)), "wanted nesting no deeper than 32"],
  ["nesting of 100,000", file(nested(100_000)), "wanted nesting no deeper than 32"],
  ["metadata that is no object", file(tensors('"__metadata__":1')), "__metadata__ is 1, wanted an object"],
  ["metadata with a number", file(tensors('"__metadata__":{"a":1}')), '__metadata__["a"] is 1, wanted a string'],
  ["a tensor that is no object", file('{"weight":[]}'), 'tensor "weight" is an array of 0, wanted an object'],
  [
    "a tensor without dtype",
    file(tensors(weight.replace('"dtype":"F32",', ""))),
    `tensor "weight"'s dtype is undefined, wanted a string`,
  ],
  [
    "an unknown dtype",
    file(tensors(weight.replace("F32", "F33"))),
    `tensor "weight"'s dtype is "F33", wanted one of C64`,
  ],
  [
    "a tensor without shape",
    file(tensors(weight.replace('"shape":[1,2],', ""))),
    `tensor "weight"'s shape is undefined`,
  ],
  ["a negative length", file(tensors(weight.replace("[1,2]", "[-1,-2]"))), `tensor "weight"'s shape[0] is -1`],
  ["a length of 1.5", file(tensors(weight.replace("[1,2]", "[1.5,2]"))), `tensor "weight"'s shape[0] is 1.5`],
  [
    "a length of 2^53",
    file(tensors(weight.replace("[1,2]", "[9007199254740992]"))),
    `tensor "weight"'s shape[0] is 9007199254740992`,
  ],
  [
    "a product of lengths that overflows 64 bits to 8 bytes",
    file(tensors(weight.replace("[1,2]", "[4294967296,4294967296,2]"))),
    `tensor "weight"'s shape[1] is 4294967296, wanted a product of the shape below 2^53 bytes`,
  ],
  [
    "a shape that contradicts the bytes",
    file(tensors(weight.replace("[1,2]", "[2,2]"), bias)),
    `tensor "weight"'s length by data_offsets is 8, wanted 16, what dtype and shape say`,
  ],
  [
    "three offsets",
    file(tensors(weight.replace("[0,8]", "[0,8,8]"))),
    `tensor "weight"'s data_offsets is an array of 3`,
  ],
  [
    "an end before its begin",
    file(tensors(weight.replace("[0,8]", "[8,0]"))),
    `tensor "weight"'s begin is 8, wanted 0`,
  ],
  [
    "a first tensor that does not begin at 0",
    file(tensors(bias)),
    `tensor "bias"'s begin is 8, wanted 0, the end of what stands before it`,
  ],
  [
    "a hole",
    file(tensors(weight, bias.replace("[8,12]", "[12,16]")), { data: 16 }),
    `tensor "bias"'s begin is 12, wanted 8`,
  ],
  [
    "an overlap",
    file(tensors(weight, bias.replace("[8,12]", "[4,8]")), { data: 8 }),
    `tensor "bias"'s begin is 4, wanted 8`,
  ],
  [
    "trailing bytes",
    file(tensors(weight, bias), { data: 13 }),
    "the end of the last tensor is 12, wanted 13, the number of bytes after the header",
  ],
  ["missing bytes", file(tensors(weight, bias), { data: 11 }), "the end of the last tensor is 12, wanted 11"],
  [
    "an integer tensor for weights",
    file(tensors(weight.replace("F32", "I32"), bias)),
    `tensor "weight"'s dtype is "I32", wanted F64, F32, F16, BF16`,
  ],
  [
    "a name that every object has",
    file(tensors(weight, bias, '"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[12,12]}')),
    'the tensor "__proto__" is "in the file", wanted only the layers\' own',
  ],
];

test.each(broken)("%s is refused", (_, bytes, message) => {
  expect(() => load(bytes)).toThrow(FormatError);
  expect(() => load(bytes)).toThrow(`fromSafetensors: `);
  expect(() => load(bytes)).toThrow(message);
});

test("a header that is not UTF-8 is refused", () => {
  const bytes = file('{"é":1}');
  bytes[11] = 0x22;
  expect(() => load(bytes)).toThrow(new FormatError('fromSafetensors: the header is "not UTF-8", wanted UTF-8'));
});
