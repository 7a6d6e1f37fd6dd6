// Trains four networks, from the lecture notes' worked example to handwritten digits.
//   npm run demo                            on all digits, about half a minute
//   npm run demo -- --digits=2000 --seed=3  on fewer digits (the goal stays), with another seed
import { parseArgs } from "node:util";
import { writer } from "./demo/output.js";
import { runDemo } from "./demo/run.js";

const { values } = parseArgs({ options: { digits: { type: "string" }, seed: { type: "string" } } });
const { digits = "10000", seed = "1" } = values;

// A reader may close the pipe early (`npm run demo | head`); the demo then ends without an error.
process.stdout.on("error", () => process.exit());

const met = await runDemo(writer(process.stdout, process.env), { digits: Number(digits), seed: Number(seed) });
process.exitCode = met ? 0 : 1;
