/**
 * Matchers for vitest. The import registers them: `import "deltarule/testing/vitest"`.
 *
 * @module
 */
import { expect } from "vitest";
import { type GradientMatchers, matchers } from "./matchers.js";

expect.extend(matchers);

declare module "vitest" {
  interface Assertion<T> extends GradientMatchers<T> {}
}

export type { GradientMatchers } from "./matchers.js";
export { matchers } from "./matchers.js";
