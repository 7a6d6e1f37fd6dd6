import { type Activation, identity, type Loss, softplus } from "deltarule";
import { describe, expect, it } from "vitest";
import { derivedFiles, library } from "../../../../scripts/derive/derive.js";
import { Sources } from "../../../../scripts/derive/sources.js";
import { compile } from "../../../../scripts/kernels.js";
import { expectSameActivation, expectSameLentSlope, expectSameLoss } from "../../../helpers/kernelEquality.js";
import { loadKernels } from "../../../helpers/kernels.js";
import {
  bell,
  bent,
  branches,
  clamped,
  composed,
  extrema,
  nested,
  rounding,
} from "../../../helpers/pieces/activations.js";
import { counts, pinball } from "../../../helpers/pieces/losses.js";

const indexes = { activations: "test/helpers/pieces/activations.ts", losses: "test/helpers/pieces/losses.ts" };
const files = derivedFiles(new Sources(), indexes);
const kernels = loadKernels(await compile("kernels/index.ts", files));

/** The names of all pieces in the order of their numbers. */
const names = /"(.*)"\.split/.exec(files["src/core/engine/simd/codes.ts"])?.[1].split(" ") ?? [];

/** What the kernels are told of a piece. */
function kernelOf({ name, options = {} }: Activation | Loss) {
  return { code: names.indexOf(name) + 1, option: Object.values(options)[0] ?? 0 };
}

const activations = [composed, nested, extrema, clamped, branches, rounding, bell, bent(), bent(-0.7)] as const;
const pairs = [
  [counts, identity],
  [counts, softplus],
  [pinball(), identity],
  [pinball(0.9), identity],
] as const;

describe("kernels derived from formulas", () => {
  it.each(activations.map((f) => [f.name, f] as const))("%s has the bits of its functions", (_, f) => {
    expectSameActivation(kernels, f, kernelOf(f));
  });

  it.each(activations.map((f) => [f.name, f] as const))("%s lends its slope to a surrogate", (_, f) => {
    expectSameLentSlope(kernels, f, kernelOf(f));
  });

  it.each(pairs.map(([loss, f]) => [loss.name, f.name, loss, f] as const))(
    "%s after %s has the bits of its functions",
    (_, __, loss, f) => {
      expectSameLoss(kernels, loss, f, kernelOf(loss));
    },
  );

  it("has a number for every piece of the list, in its order", () => {
    const more = "composed nested extrema clamped branches rounding bell bent";
    expect(names.join(" ")).toContain(`identity leakyRelu relu sigmoid`);
    expect(names.join(" ")).toContain(`tanh ${more} binaryCrossEntropy`);
    expect(names.join(" ")).toMatch(/squaredError counts pinball$/);
  });
});

const softsign = "src/core/activations/softsign.ts";
const mae = "src/core/losses/mae.ts";

/** How the library's kernels are refused when a formula of it is written so. */
function refusal(path: string, text: string): string {
  try {
    derivedFiles(new Sources({ [path]: text }), library);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
}

/** An activation named softsign, from line 5 on. */
const written = (apply: string, beside = ""): string => `import { builtIn } from "../checks/builtIn.js";
import { pow } from "../numbers/elementary/index.js";
import type { Elementwise } from "./activation.js";
${beside}
export const softsign: Elementwise = /* @__PURE__ */ builtIn({
  name: "softsign",
  apply: ${apply},
  derivative: () => 1,
});
`;

/** A loss named mae, from line 3 on. */
const lossWritten = (value: string, gradient: string): string => `import { builtIn } from "../checks/builtIn.js";
import type { Loss } from "./loss.js";
export const mae: Loss = /* @__PURE__ */ builtIn({
  name: "mae",
  value: ${value},
  gradient: ${gradient},
});
`;

const sum = "(o, t) => { let sum = 0; for (let k = 0; k < o.length; k++) sum += o[k] - t[k]; return sum; }";
const each = "(o, t, into) => { for (let k = 0; k < o.length; k++) into[k] = 1; }";

describe("a formula that no kernel can be made of is refused with its file, line and text", () => {
  it.each([
    ["an operator", written("(z) => z ** 2"), ":7: no kernel can be made of z ** 2"],
    ["a function of Math", written("(z) => Math.sin(z)"), ":7: no kernel can be made of Math.sin(z)"],
    [
      "an elementary function without a kernel",
      written("(z) => pow(z, 2)"),
      ":7: no kernel can be made of pow(z, 2): kernels/elementary has no pow",
    ],
    ["an unknown name", written("(z) => z + other"), ":7: no kernel can be made of other"],
    [
      "a variable",
      written("(z) => z + other", "let other = Math.random();"),
      ":4: no kernel can be made of Math.random()",
    ],
    [
      "a condition as a number",
      written("(z) => (z > 0) + 1"),
      ":7: no kernel can be made of (z > 0) + 1: a condition is no number",
    ],
    ["a number as a condition", written("(z) => (z ? 1 : 0)"), ":7: no kernel can be made of z: wanted a comparison"],
    [
      "a function that calls itself",
      written("(z) => down(z)", "const down = (x: number): number => (x > 1 ? down(x - 1) : x);"),
      ":4: no kernel can be made of (x: number): number => (x > 1 ? down(x - 1) : x): it calls itself",
    ],
    [
      "a loop",
      written("(z) => { while (z > 1) z -= 1; return z; }"),
      ":7: no kernel can be made of while (z > 1) z -= 1;",
    ],
    [
      "a body without a result",
      written("(z) => { if (z > 1) return 1; }"),
      ":7: no kernel can be made of if (z > 1) return 1;: it ends without a result",
    ],
    [
      "two options",
      written("(z) => z, options: { slope: 1, angle: 2 }"),
      ":7: no kernel can be made of { slope: 1, angle: 2 }: a kernel takes one option",
    ],
    [
      "another name",
      written("(z) => z").replace('"softsign"', '"soft"'),
      ': wanted an object literal with the name "softsign"',
    ],
  ])("%s", (_, text, message) => {
    expect(refusal(softsign, text)).toContain(softsign);
    expect(refusal(softsign, text)).toContain(message);
  });

  it.each([
    [
      "no loop",
      lossWritten("(o, t) => o[0] - t[0]", each),
      `${mae}:5: no kernel can be made of (o, t) => o[0] - t[0]: wanted one loop over the outputs`,
    ],
    ["a loop from 1", lossWritten(sum.replace("k = 0", "k = 1"), each), "wanted one loop over the outputs"],
    ["another output", lossWritten(sum.replace("o[k] -", "o[0] -"), each), `${mae}:5: no kernel can be made of o[0]`],
    [
      "an output without a gradient",
      lossWritten(sum, each.replace("into[k] = 1", "if (o[k] > 1) into[k] = 1")),
      `${mae}:6: no kernel can be made of if (o[k] > 1) into[k] = 1;: into[k] has no value`,
    ],
    [
      "a second loop",
      lossWritten(sum.replace("return", "for (let k = 0; k < o.length; k++) sum += 1; return"), each),
      `${mae}:5: no kernel can be made of for`,
    ],
  ])("of a loss: %s", (_, text, message) => {
    expect(refusal(mae, text)).toContain(message);
  });

  it("and the library is not", () => {
    expect(refusal("none", "")).toBe("");
  });
});
