import { describe, expect, test } from "vitest";
import { fromHash } from "../../docs/playground/src/hash.js";
import { memoryOf } from "../../docs/playground/src/memory.js";
import { Run } from "../../docs/playground/src/run.js";
import { dataNames, optimizerNames } from "../../docs/playground/src/state.js";
import { fitted } from "../../docs/playground/src/view/fitted.js";
import { writeOut } from "../../docs/playground/src/view/writeOut.js";

/** What a calculator gives for a formula of numbers alone; `null` for one with letters or words. */
function calculated(text: string): number | null {
  const program = text
    .replaceAll("−", "-")
    .replaceAll("·", "*")
    .replaceAll("½", "(1/2)")
    .replaceAll("²", "**2")
    .replaceAll(/(^|[^\w.])e\^/g, "$1E**")
    .replaceAll("^", "**")
    .replaceAll(/√([\d.]+(?:e-?\d+)?)/g, "sqrt($1)")
    .replaceAll("√(", "sqrt(");
  if (!/^(?:[\d.+\-*/(), ]|e-?\d|E(?=\*\*)|sqrt|tanh|ln|max|min)+$/.test(program)) return null;
  const run = new Function(
    "E",
    "sqrt",
    "tanh",
    "ln",
    "max",
    "min",
    `return ${program.replaceAll("E**-", "E**(-1)*-")};`,
  );
  const { E, sqrt, tanh, log, max, min } = Math;
  return run(E, sqrt, tanh, log, max, min) as number;
}

/** The numbers of the page at a state, after its epochs. */
function handAt(hash: string) {
  const first = fromHash(hash).state;
  const run = new Run(fitted(first, new Run(first).data, false));
  run.advance(run.state.epoch);
  return writeOut(run.model, run.data, run.state, run.last === null ? null : memoryOf(run.last));
}

describe("a calculator beside the page", () => {
  const presets = dataNames.filter((name) => name !== "csv");
  const states = [
    ...presets.flatMap((data) => [`data=${data}`, `data=${data}&epoch=3`]),
    ...optimizerNames.map((optimizer) => `data=xor&optimizer=${optimizer}&rate=0.1&epoch=4`),
  ];

  test.each([3, 4, 6, 10])("agrees with every = at %i digits", (digits) => {
    const wrong: string[] = [];
    let compared = 0;
    for (const state of states)
      for (const step of handAt(`${state}&digits=${digits}`).steps)
        for (const { left, stages } of step.lines())
          for (let k = 1; k < stages.length; k++) {
            const [from, to] = [calculated(stages[k - 1].text), calculated(stages[k].text)];
            if (from === null || to === null || stages[k].relation !== "=") continue;
            compared++;
            const shown = Number(to.toPrecision(digits));
            if (Number(from.toPrecision(digits)) !== shown)
              wrong.push(`${state}: ${left} = ${stages[k - 1].text} = ${stages[k].text}, not ${from}`);
          }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  });
});
