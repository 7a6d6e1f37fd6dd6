import { createHash } from "node:crypto";
import { reference, simd } from "deltarule";
import { describe, expect, test } from "vitest";
import hashes from "./hashes.json" with { type: "json" };
import { bytesOf, trainings } from "./trainings.js";

describe.each([simd, reference])("with $name", (engine) => {
  test.each(Object.entries(trainings))("%s trains to its golden bits", (name, train) => {
    const { parameters, engine: used } = train(engine);
    expect(used).toBe(engine.name);
    const hash = createHash("sha256").update(bytesOf(parameters)).digest("hex");
    expect(hash).toBe((hashes as Readonly<Record<string, string>>)[name]);
  });
});

test("every training has its own hash, and every hash a training", () => {
  expect(Object.keys(hashes)).toEqual(Object.keys(trainings));
  expect(new Set(Object.values(hashes)).size).toBe(Object.keys(trainings).length);
});
