/**
 * Writes test/golden/hashes.json: the SHA-256 of the parameters that each training in
 * test/golden/trainings.ts ends with, by the reference engine. Run it only for a change that alters
 * bits on purpose, and say so in the changelog.
 *
 *     npx tsx --tsconfig test/tsconfig.json scripts/golden.ts
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { reference } from "deltarule";
import { bytesOf, trainings } from "../test/golden/trainings.js";

const hashes = Object.entries(trainings).map(([name, train]) => {
  const bytes = bytesOf(train(reference).parameters);
  return [name, createHash("sha256").update(bytes).digest("hex")] as const;
});
const file = new URL("../test/golden/hashes.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
