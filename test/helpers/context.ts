import type { StepContext, Vector } from "deltarule";

/** A function of several numbers, with its gradient. */
export interface Landscape {
  value(p: ArrayLike<number>): number;
  gradient(p: ArrayLike<number>): number[];
}

/** The context of a step on this landscape; `visited` lists the points that the step evaluated. */
export function contextOf({ value, gradient }: Landscape): StepContext & { readonly visited: number[][] } {
  const visited: number[][] = [];
  return {
    epoch: 0,
    losses: [],
    visited,
    evaluate: (parameters: Vector, into?: Vector) => {
      visited.push([...parameters]);
      into?.set(gradient(parameters));
      return value(parameters);
    },
    jacobian: () => {
      throw new Error("there is none");
    },
  };
}

/** ½ Σ hᵢ (pᵢ − cᵢ)² along rotated axes: the minimum is at c, the Hessian has the eigenvalues h. */
export function quadratic(h: readonly number[], c: readonly number[]): Landscape {
  // A reflection I − 2uuᵀ mixes all coordinates.
  const u = h.map((_, i) => (i + 1) / Math.sqrt(h.reduce((sum, _h, k) => sum + (k + 1) ** 2, 0)));
  const reflect = (v: readonly number[]) => {
    const along = 2 * v.reduce((sum, x, i) => sum + x * u[i], 0);
    return v.map((x, i) => x - along * u[i]);
  };
  const turned = (p: ArrayLike<number>) => reflect(Array.from(p, (x, i) => x - c[i]));
  return {
    value: (p) => turned(p).reduce((sum, x, i) => sum + (h[i] * x * x) / 2, 0),
    gradient: (p) => reflect(turned(p).map((x, i) => h[i] * x)),
  };
}

/** (1 − x)² + 100 (y − x²)², a curved valley with its minimum at (1, 1). */
export const rosenbrock: Landscape = {
  value: ([x, y]: ArrayLike<number> & Iterable<number>) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: ([x, y]: ArrayLike<number> & Iterable<number>) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
};

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, x, i) => sum + x * b[i], 0);
}
