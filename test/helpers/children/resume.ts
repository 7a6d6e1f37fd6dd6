import { readFileSync } from "node:fs";
import type { Checkpoint } from "deltarule";
import { run, type Spec } from "../trainings.js";

/** Resumes the trainings in its input, in a process of its own, and prints their results. */
const given = JSON.parse(readFileSync(0, "utf8")) as readonly { spec: Spec; checkpoint: Checkpoint }[];
console.log(JSON.stringify(given.map(({ spec, checkpoint }) => run(spec, checkpoint))));
