/**
 * One initial weight of a layer. `random()` is uniform in [0, 1). The library's own draw from uniform distributions only,
 * since `Math.sqrt` is exact everywhere.
 */
export type Initializer = (inputs: number, outputs: number, random: () => number) => number;

/** Uniform in [−limit, limit). */
export function uniform(limit: number, random: () => number): number {
  return (2 * random() - 1) * limit;
}
