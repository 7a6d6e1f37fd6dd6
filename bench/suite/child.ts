import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Files } from "./data.js";
import { here } from "./files.js";
import type { Peer } from "./peers.js";
import type { Workload } from "./workloads.js";

/**
 * A process's answer: samples per second, or seconds and accuracy of a workload of kind `learn`, or
 * the reason for a missing measurement. Seconds are those of a clock, and of CPU.
 */
export interface Answer {
  readonly rate?: number;
  readonly cpuRate?: number;
  readonly seconds?: number;
  readonly cpuSeconds?: number;
  readonly accuracy?: number;
  readonly note?: string | null;
  readonly reason?: string;
}

export interface Job {
  readonly workload: Workload;
  readonly files: Files;
  /** The time of one measurement, about. */
  readonly seconds: number;
  /** After this many seconds without an answer, a library counts as too slow. */
  readonly patience: number;
}

/** Environment that keeps every library on one thread. */
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** A process with one library and one workload that measures on request. */
export class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #patience: number;

  constructor({ file, language, options = {} }: Peer, python: string, { patience, ...job }: Job) {
    const [command, program] = language === "node" ? [process.execPath, "child.js"] : [python, "child.py"];
    this.#process = spawn(command, [here(`peers/${program}`), JSON.stringify({ ...job, file, options })], {
      stdio: ["pipe", "pipe", process.env.BENCH_ERRORS ? "inherit" : "ignore"],
      env: { ...process.env, ...oneThread },
    });
    this.#process.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#patience = patience;
  }

  /** The next answer; skips lines that a library prints. */
  async #read(): Promise<Answer> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) return { reason: "the process ended without an answer" };
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }

  async #answer(): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Answer>((resolve) => {
      timer = setTimeout(
        () => resolve({ reason: `too slow: no answer in ${this.#patience} s` }),
        this.#patience * 1000,
      );
    });
    const answer = await Promise.race([this.#read(), late]);
    clearTimeout(timer);
    return answer;
  }

  /** Resolves when the library has warmed up. */
  ready(): Promise<Answer> {
    return this.#answer();
  }

  measure(): Promise<Answer> {
    this.#process.stdin.write("run\n");
    return this.#answer();
  }

  close(): void {
    this.#process.kill("SIGKILL");
  }
}
