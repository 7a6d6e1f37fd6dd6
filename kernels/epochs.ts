import { copy } from "./block";
import { train } from "./epoch";
import { Program } from "./program";
import { trainTogether } from "./threads/train";

/** Whole epochs as src/core/engine/simd/epochs.ts writes them. */
@unmanaged
export class Plan {
  /** The last epoch is one whose mean loss is at most this, */
  targetLoss: f64;
  /** or above this. */
  limit: f64;
  /** The lowest mean loss so far. */
  lowest: f64;
  /** Whether the numbers are float64. */
  wide: i32;
  samples: i32;
  batch: i32;
  /** Epochs, and the number of the first, from 0. */
  count: i32;
  first: i32;
  /** Whether each epoch has an order of its own, drawn from the seeds and its number. */
  shuffle: i32;
  seedA: i32;
  seedB: i32;
  seedC: i32;
  /** Bytes of a sample's inputs and of its targets. */
  across: i32;
  down: i32;
  /** Addresses of the samples, */
  x: usize;
  target: usize;
  weights: usize;
  /** and of room for them in the order of an epoch. */
  orderedX: usize;
  orderedTarget: usize;
  orderedWeights: usize;
  order: usize;
  /** 0 where the outputs are not wanted. */
  outputs: usize;
  scalars: usize;
  /** Room for a mean loss of each epoch. */
  losses: usize;
  /** Room for what an epoch changes: the parameters and the optimizer's vectors. */
  kept: usize;
  /** The parameters before the epoch of the lowest loss. */
  calm: usize;
  unused: i32;
}

/**
 * Epochs one after the other. Returns how many are done. An epoch with a number that is not finite
 * is undone, and no other follows.
 */
export function epochs(program: Program, plan: Plan): i32 {
  const samples = plan.samples;
  const wide = plan.wide != 0;
  const size = <usize>program.size;
  const bytes = wide ? size << 3 : size << 2;
  const apart = <usize>((samples + plan.batch - 1) / plan.batch) * program.stride;
  let x = plan.x, target = plan.target, weights = plan.weights, scalars = plan.scalars;
  for (let e = 0; e < plan.count; e++, scalars += apart) {
    keep(program, plan.kept, bytes, true);
    program.total = 0;
    if (plan.shuffle != 0) {
      permute(plan, plan.first + e);
      gather(plan);
      x = plan.orderedX, target = plan.orderedTarget, weights = plan.orderedWeights;
    }
    const done = wide
      ? trainOn<f64>(program, samples, plan.batch, x, target, weights, plan.outputs, scalars)
      : trainOn<f32>(program, samples, plan.batch, x, target, weights, plan.outputs, scalars);
    if (done < samples || !allFinite(wide, program.parameters, bytes)) {
      keep(program, plan.kept, bytes, false);
      return e;
    }
    const loss = program.total / <f64>samples;
    store<f64>(plan.losses + 8 * <usize>e, loss);
    if (loss < plan.lowest) {
      plan.lowest = loss;
      copy(plan.calm, plan.kept, bytes);
    }
    if (loss <= plan.targetLoss || loss > plan.limit) return e + 1;
  }
  return plan.count;
}

/** With threads where the module has them. */
@inline
function trainOn<T>(
  program: Program, samples: i32, batch: i32, x: usize, target: usize, weights: usize, outputs: usize, scalars: usize,
): i32 {
  return ASC_FEATURE_THREADS
    ? trainTogether<T>(program, samples, batch, x, target, weights, outputs, scalars)
    : train<T>(program, samples, batch, x, target, weights, outputs, scalars);
}

/** Copies what an epoch changes to where it is kept, or back. */
function keep(program: Program, kept: usize, bytes: usize, away: bool): void {
  let part = program.parameters;
  for (let k = 0; k < 3; k++) {
    if (part != 0) copy(away ? kept : part, away ? part : kept, bytes);
    kept += bytes;
    bytes = <usize>program.size << 3;
    part = k == 0 ? program.memory1 : program.memory2;
  }
}

/** Copies the samples to where they are in the order of the epoch. */
function gather(plan: Plan): void {
  const x = plan.orderedX;
  const target = plan.orderedTarget;
  const weights = plan.orderedWeights;
  for (let r = 0; r < plan.samples; r++) {
    const row = load<u32>(plan.order + 4 * <usize>r);
    copy(x + r * plan.across, plan.x + row * plan.across, plan.across);
    copy(target + r * plan.down, plan.target + row * plan.down, plan.down);
    store<f64>(weights + 8 * <usize>r, load<f64>(plan.weights + 8 * <usize>row));
  }
}

function allFinite(wide: bool, p: usize, bytes: usize): bool {
  let wrong = i64x2.splat(0);
  for (const end = p + bytes; p < end; p += 16) {
    const x = v128.load(p);
    // 0 unless x is infinite or NaN.
    wrong = v128.or(wrong, wide ? f64x2.sub(x, x) : f32x4.sub(x, x));
  }
  return !v128.any_true(wrong);
}

/** `permutation` of src/core/numbers/random.ts, by the stream of this epoch. */
function permute(plan: Plan, epoch: i32): void {
  const samples = plan.samples;
  const order = plan.order;
  for (let i = 0; i < samples; i++) store<i32>(order + 4 * <usize>i, i);
  let a = startOf(plan.seedA, epoch), b = startOf(plan.seedB, epoch), c = startOf(plan.seedC, epoch);
  let high: f64 = 0;
  // Twelve steps of the generator to begin with, then two for each number: k counts them.
  for (let k = 1; k < 11 + 2 * samples; k++) {
    const sum = a + b + k;
    a = b ^ (b >>> 9);
    b = c + (c << 3);
    c = rotl(c, 21) + sum;
    if (k <= 12) continue;
    if (k & 1) {
      high = <f64>(sum >>> 5) * 67108864;
      continue;
    }
    const random = (high + <f64>(sum >>> 6)) / 9007199254740992;
    const i = samples + 6 - (k >>> 1);
    const p = order + 4 * <usize>i;
    const q = order + 4 * <usize>(random * <f64>(i + 1));
    const number = load<i32>(p);
    store<i32>(p, load<i32>(q));
    store<i32>(q, number);
  }
}

/** The end of the hash there, with the epoch as the last word. */
function startOf(seed: u32, epoch: i32): u32 {
  let hash = seed ^ (rotl<u32>(epoch * 0xcc9e2d51, 15) * 0x1b873593);
  hash = rotl(hash, 13) * 5 + 0xe6546b64;
  hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
  return hash ^ (hash >>> 16);
}
