import { type Checkpoint, DeltaruleError, FormatError, Layer, Sequential, squaredError, tanh } from "deltarule";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, checksum } from "../../src/core/saving/json.js";
import { parseCheckpoint } from "../../src/node/checkpoints.js";
import { wrap } from "../../src/node/envelope.js";
import { changedTexts } from "../helpers/jsonTexts.js";
import { runs } from "../helpers/runs.js";

const net = () => new Sequential([new Layer(1, 2, tanh), new Layer(2, 1)], { seed: 3 });
const options = { loss: squaredError, epochs: 3, earlyStopping: { patience: 5, restoreBest: true } };
const taken: Checkpoint[] = [];
net().fit([[0], [1]], [[1], [2]], { ...options, onEpoch: (epoch) => taken.push(epoch.checkpoint()) });
const original = taken[1];
const file = wrap(JSON.stringify(original));
const head = file.indexOf(10) + 1;

/** The checkpoint in a file, or `null` after a FormatError that names the file. */
function parse(bytes: Uint8Array): Checkpoint | null {
  try {
    return parseCheckpoint(bytes, (sentence) => {
      throw new FormatError(`a file ${sentence}`);
    });
  } catch (error) {
    if (error instanceof FormatError && error.message.startsWith("a file ")) return null;
    throw error;
  }
}

/** A position anywhere in the file, or in its first line, where single bytes matter most. */
const place = fc.oneof(fc.nat(file.length - 1), fc.nat(head - 1));
const damaged: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.uint8Array({ maxLength: 100 }).map((tail) => Uint8Array.from([...file.subarray(0, head), ...tail])),
  place.map((length) => file.subarray(0, length)),
  fc
    .tuple(place, fc.integer({ min: 1, max: 255 }))
    .map(([at, bits]) => file.map((byte, i) => (i === at ? byte ^ bits : byte))),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 20 })).map(([at, more]) => {
    return Uint8Array.from([...file.subarray(0, at), ...more, ...file.subarray(at)]);
  }),
  fc.constantFrom("0", "00", "999999999999999", "9007199254740993", "-1", "1e9", "", "0x10").map((count) => {
    const line = new TextDecoder().decode(file).replace(/"bytes":\d+/, `"bytes":${count}`);
    return new TextEncoder().encode(line);
  }),
);

test("any damaged file is a FormatError", () => {
  expect(parse(file)).toEqual(original);
  fc.assert(
    fc.property(damaged, (bytes) => {
      expect(parse(bytes)).toBeNull();
    }),
    { seed: 21, numRuns: runs(1000) },
  );
});

/** The text with a valid checksum for its content, as an informed attacker would write it. */
function signed(text: string): string {
  try {
    const { training, ...fields } = JSON.parse(text);
    const { checksum: _, ...rest } = training;
    const { format, version, network, epochs, optimizer } = fields;
    const sum = checksum(canonical([{ format, version, network, epochs, optimizer }, rest]));
    return JSON.stringify({ ...fields, training: { ...rest, checksum: sum } });
  } catch {
    return text;
  }
}

test("a well-formed file loads or is a FormatError, and resumes or is an error of the library", () => {
  let [loaded, resumed] = [0, 0];
  fc.assert(
    fc.property(changedTexts(original), fc.boolean(), (changed, forge) => {
      const checkpoint = parse(wrap(forge ? signed(changed) : changed));
      expect("stained" in {}).toBe(false);
      if (checkpoint === null) return;
      loaded++;
      try {
        net().fit([[0], [1]], [[1], [2]], { ...options, resume: checkpoint });
        resumed++;
      } catch (error) {
        expect(error).toBeInstanceOf(DeltaruleError);
      }
    }),
    { seed: 22, numRuns: runs(1000) },
  );
  expect(loaded).toBeGreaterThan(100);
  expect(resumed).toBeGreaterThan(10);
});
