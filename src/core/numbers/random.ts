/**
 * A stream of uniform random numbers in [0, 1), 53 bits each. It depends only on the seed, the
 * purpose and the counters (an epoch, a layer), so any stream can be made again without the streams
 * before it.
 *
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand), in 32-bit integer arithmetic only: the same
 * bits on every platform.
 */
export function stream(seed: number, purpose: string, ...counters: readonly number[]): () => number {
  let [a, b, c] = seedsOf(seed, purpose).map((start) => finish(mix(start, counters)));
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** What all streams of a seed and a purpose have in common: three hashes, before the counters. */
export function seedsOf(seed: number, purpose: string): readonly number[] {
  const words = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
  for (let i = 0; i < purpose.length; i++) words.push(purpose.charCodeAt(i));
  words.push(purpose.length);
  return [0x9e3779b9, 0x243f6a88, 0xb7e15162].map((start) => mix(start, words));
}

/** Adds words to a 32-bit hash, by MurmurHash3's mixing (Austin Appleby). */
function mix(start: number, words: readonly number[]): number {
  let hash = start | 0;
  for (const word of words) {
    let mixed = Math.imul(word, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash ^= mixed;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  return hash;
}

/** The last step of the hash. */
function finish(mixed: number): number {
  let hash = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Uniform in [−limit, limit). */
export function uniform(limit: number, random: () => number): number {
  return (2 * random() - 1) * limit;
}

/** A seed where none is given. */
export function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/** The numbers 0 … count − 1. */
export function inOrder(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order;
}

/** The numbers 0 … count − 1 in a random order (Fisher and Yates). */
export function permutation(count: number, random: () => number): Uint32Array {
  const order = inOrder(count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
