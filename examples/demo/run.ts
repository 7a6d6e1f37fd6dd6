import { runByHand } from "./byHand.js";
import { type DigitsSettings, runDigits } from "./digits.js";
import { runIris } from "./iris.js";
import type { Output } from "./output.js";
import { isMet, type Result, showResults } from "./results.js";
import { runXor } from "./xor.js";

/** Runs the four parts; true if each reached its goal. */
export async function runDemo(out: Output, settings: DigitsSettings): Promise<boolean> {
  const results: Result[] = [];
  const part = async (title: string, run: () => Omit<Result, "seconds"> | Promise<Omit<Result, "seconds">>) => {
    out.line(out.paint("bold", title));
    const started = performance.now();
    results.push({ ...(await run()), seconds: (performance.now() - started) / 1000 });
    out.line();
  };
  await part("1. One step of backpropagation, every number (lecture notes, §3.1)", () => runByHand(out));
  await part("2. XOR, which no single line can cut", () => runXor(out));
  await part("3. Iris: 150 flowers of three kinds", () => runIris(out));
  await part("4. Handwritten digits, 28 × 28 pixels", () => runDigits(out, settings));
  out.line(out.paint("bold", "Results"));
  showResults(out, results);
  return results.every(isMet);
}
