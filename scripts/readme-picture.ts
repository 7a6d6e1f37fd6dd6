/**
 * Draws docs/network.svg, the picture in the README: the 2-2-1 example of the lecture notes with
 * the z, a, δ and gradients that the library computes.
 *
 *     npx tsx --tsconfig test/tsconfig.json scripts/readme-picture.ts
 */
import { writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { squaredError } from "deltarule";
import { networkSvg } from "deltarule/charts";
import { notesNetwork } from "../test/helpers/explain.js";

/** The text of the SVG file. */
export function picture(): string {
  const net = notesNetwork();
  const target = [0.5];
  const forward = net.forward([0.35, 0.9]);
  return networkSvg(net, { forward, backward: net.backward(forward, target, squaredError), target });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../docs/network.svg", import.meta.url), picture());
}
