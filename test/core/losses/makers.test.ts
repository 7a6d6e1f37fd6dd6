import { huber, OptionError } from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const wrong = (call: string, make: () => unknown, sentence: string) =>
  [sentence, make, OptionError, `${call}: ${sentence}`] as const;

describe("makers of losses", () => {
  testFailures([
    ["a delta of 0", () => huber(0), OptionError, "huber: delta is 0, wanted a number above 0"],
    wrong("huber", () => huber(0), "delta is 0, wanted a number above 0"),
  ]);
});
