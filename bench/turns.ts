import { matrix, type Samples } from "deltarule";

/** Random inputs, and targets of ten classes. */
export function randomDigits(rows: number, inputs: number): readonly [Samples, Samples] {
  const x = matrix(rows, inputs);
  const t = matrix(rows, 10);
  for (let k = 0; k < x.data.length; k++) x.data[k] = Math.random();
  for (let r = 0; r < rows; r++) t.data[r * 10 + (r % 10)] = 1;
  return [x, t];
}

/**
 * Records the times between calls that `again` schedules, until the function returned is called.
 */
export function follow(gaps: number[], again: (call: () => void) => void): () => void {
  let isRunning = true;
  let last = performance.now();
  const call = (): void => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (isRunning) again(call);
  };
  again(call);
  return () => {
    isRunning = false;
  };
}

/** The longest, the 99th percentile and the median of these times, in milliseconds. */
export function spread(gaps: readonly number[]): string {
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  return `longest ${at(1)} ms, 99 % within ${at(0.99)} ms, half within ${at(0.5)} ms`;
}
