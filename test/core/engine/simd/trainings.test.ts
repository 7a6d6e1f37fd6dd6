import { type Checkpoint, reference, simd } from "deltarule";
import fc from "fast-check";
import { expect, test } from "vitest";
import { networkOf } from "../../../helpers/engineCases.js";
import { planOf, trained, trainings } from "../../../helpers/engineTrainings.js";
import { differenceOf, outcomeOf } from "../../../helpers/sameBits.js";

test("a training reports and ends in the same bits with both engines, or diverges in the same words", () => {
  const ends = { well: 0, diverged: 0, otherwise: 0 };
  fc.assert(
    fc.property(trainings, (training) => {
      const [compiled, plain] = [simd, reference].map((engine) => trained(training, engine).told);
      expect(differenceOf(compiled, plain)).toBe("");
      const { outcome } = plain;
      if ("given" in outcome) ends.well++;
      else if (/training diverged/.test(outcome.failed)) ends.diverged++;
      else ends.otherwise++;
    }),
    { seed: 11, numRuns: 200 },
  );
  // The drawn trainings end well, and diverge, often enough.
  expect(ends.well).toBeGreaterThan(60);
  expect(ends.diverged).toBeGreaterThan(10);
  expect(ends.otherwise).toBeLessThan(60);
});

test("a training that one engine began ends in the same bits with the other", () => {
  let resumed = 0;
  fc.assert(
    fc.property(trainings, fc.boolean(), (training, simdFirst) => {
      const [first, second] = simdFirst ? [simd, reference] : [reference, simd];
      const whole = trained(training, first);
      const [text] = whole.checkpoints;
      if (text === undefined || "failed" in whole.told.outcome) return;
      const rest = trained(training, second, JSON.parse(text) as Checkpoint);
      const { texts } = whole.told;
      expect(differenceOf(rest.told, { ...whole.told, texts: texts.slice(1) })).toBe("");
      resumed++;
    }),
    { seed: 12, numRuns: 60 },
  );
  expect(resumed).toBeGreaterThan(20);
});

test("partialFit returns the same bits with both engines, and so are the parameters and the state", () => {
  fc.assert(
    fc.property(trainings, (training) => {
      const { x, t, options } = planOf(training);
      const { loss, sampleWeights } = options;
      const [compiled, plain] = [simd, reference].map((engine) => {
        const net = networkOf(training, engine);
        const { optimizer } = training;
        const state = optimizer.initialize(net.parameters.length);
        const update = () => net.partialFit(x, t, { loss, sampleWeights, optimizer, state });
        return [outcomeOf(update), outcomeOf(update), outcomeOf(update), net.parameters.slice(), state];
      });
      expect(differenceOf(compiled, plain)).toBe("");
    }),
    { seed: 13, numRuns: 150 },
  );
});

test("two fitAsync side by side report and end in the same bits with both engines", async () => {
  await fc.assert(
    fc.asyncProperty(trainings, async (training) => {
      const { x, t, options } = planOf(training);
      const [compiled, plain] = await Promise.all(
        [simd, reference].map(async (engine) => {
          const net = networkOf(training, engine);
          const end = await net.fitAsync(x, t, options).catch((error: Error) => error.message.replace(/^\w+: /, ""));
          return [end, net.parameters.slice()] as const;
        }),
      );
      expect(differenceOf(compiled, plain)).toBe("");
      const { outcome, parameters } = trained(training, simd).told;
      expect(differenceOf(compiled[1], parameters)).toBe("");
      if ("given" in outcome) expect(differenceOf(compiled[0], outcome.given)).toBe("");
    }),
    { seed: 14, numRuns: 50 },
  );
});
