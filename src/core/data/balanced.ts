import { readClasses } from "./oneHot.js";

/**
 * Sample weights by which every class counts the same: `n / (k · nᶜ)` for a sample of class c, with n samples in k classes, nᶜ of them
 * in c. Their mean is 1. For `sampleWeights`; scikit-learn's "balanced".
 *
 * @throws DataError when there are none, or one is not a whole number from 0.
 */
export function balanced(classes: ArrayLike<number>): Float64Array {
  readClasses("balanced", classes);
  const counts = new Map<number, number>();
  for (let r = 0; r < classes.length; r++) counts.set(classes[r], (counts.get(classes[r]) ?? 0) + 1);
  return Float64Array.from(classes, (c) => classes.length / (counts.size * (counts.get(c) as number)));
}
