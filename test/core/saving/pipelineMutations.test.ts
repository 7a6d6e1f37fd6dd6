import { DataError, FormatError, Layer, minMax, Pipeline, Sequential, sigmoid, standardize } from "deltarule";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changedTexts } from "../../helpers/jsonTexts.js";
import { runs } from "../../helpers/runs.js";

const x = [
  [1, 2],
  [3, 5],
  [4, 0],
];
const network: Sequential = new Sequential([new Layer(2, 1, sigmoid) as Layer], { seed: 4 });
const outputs = minMax([[1], [2], [5]]);
const originals = [{ network }, { network, inputs: standardize(x), outputs }].map((parts) =>
  JSON.stringify(new Pipeline(parts)),
);

/** The pipeline, or `null` after a FormatError. Rethrows other errors. */
function load(json: unknown): Pipeline | null {
  try {
    return Pipeline.fromJSON(json);
  } catch (error) {
    if (error instanceof FormatError && error.message.startsWith("fromJSON: ")) return null;
    throw error;
  }
}

const mutated = fc
  .constantFrom(...originals)
  .chain((original) => changedTexts(JSON.parse(original)).map((text) => ({ original, text })));

test("a changed Pipeline loads as the original or gives a FormatError, also with a checksum that fits", () => {
  let [loaded, forged] = [0, 0];
  fc.assert(
    fc.property(mutated, ({ original, text }) => {
      const json: unknown = JSON.parse(text);
      const pipeline = load(json);
      if (pipeline !== null) {
        loaded++;
        expect(JSON.stringify(pipeline)).toBe(original);
      }
      const signed = resigned(json);
      const other = load(signed);
      if (other !== null) {
        forged++;
        const again = load(JSON.parse(JSON.stringify(other)));
        expect(again).not.toBeNull();
        expect(outcome(() => again?.predict(x))).toEqual(outcome(() => other.predict(x)));
      }
      expect("stained" in {}).toBe(false);
    }),
    { seed: 31, numRuns: runs(1000) },
  );
  expect(loaded).toBeLessThan(runs(1000) / 3);
  expect(forged).toBeGreaterThan(20);
});

/** The JSON with the checksum that fromJSON wants, if nothing else is wrong. */
function resigned(json: unknown): unknown {
  try {
    Pipeline.fromJSON(json);
  } catch (error) {
    const wanted = /checksum is .*, wanted "([0-9a-f]{8})"/s.exec(String(error))?.[1];
    if (wanted !== undefined) return { ...Object(json), checksum: wanted };
  }
  return json;
}

test("scalers with another number of columns than the network give a FormatError with both numbers", () => {
  const inputs = standardize([[1, 2, 3]]);
  expect(() => Pipeline.fromJSON(new Pipeline({ network, inputs }).toJSON())).toThrow(
    new FormatError("fromJSON: inputs scales 3 columns, wanted the network's 2"),
  );
  expect(() => Pipeline.fromJSON(new Pipeline({ network, outputs: standardize(x) }).toJSON())).toThrow(
    new FormatError("fromJSON: outputs scales 2 columns, wanted the network's 1"),
  );
});

/** The result of a call, or the message of a DataError: scaled numbers may overflow. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
}
