import { elu, leakyRelu, OptionError, sigmoid, softmax, step, surrogate } from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const wrong = (call: string, make: () => unknown, sentence: string) =>
  [sentence, make, OptionError, `${call}: ${sentence}`] as const;

describe("makers of activations", () => {
  testFailures([
    ["a slope that is NaN", () => leakyRelu(Number.NaN), OptionError, "leakyRelu: slope is NaN, wanted a number"],
    ["an alpha that is null", () => elu(null as never), OptionError, "elu: alpha is null, wanted a number"],
    [
      "a surrogate of softmax",
      () => surrogate(softmax as never, sigmoid),
      OptionError,
      'surrogate: forward is the object "softmax", wanted an elementwise activation such as sigmoid',
    ],
    [
      "a surrogate by null",
      () => surrogate(step, null as never),
      OptionError,
      "surrogate: backward is null, wanted an elementwise activation such as sigmoid",
    ],
    [
      "a surrogate that has no slope",
      () => surrogate(sigmoid, step),
      OptionError,
      "surrogate: backward is step, which is not differentiable; take one that is, such as sigmoid",
    ],
    wrong("elu", () => elu(Number.NaN), "alpha is NaN, wanted a number"),
  ]);
});
