import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Files } from "./data.js";
import { here } from "./files.js";
import type { Peer } from "./peers.js";
import type { Workload } from "./workloads.js";

/** What a process answers: samples a second, or the seconds and the accuracy of a `learn`, or why there is nothing. */
export interface Answer {
  readonly rate?: number;
  readonly seconds?: number;
  readonly accuracy?: number;
  readonly note?: string | null;
  readonly reason?: string;
}

export interface Job {
  readonly workload: Workload;
  readonly files: Files;
  /** How long a measurement takes, about. */
  readonly seconds: number;
  /** After so many seconds without an answer a library counts as too slow. */
  readonly patience: number;
}

/** Every library computes on one thread. */
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** A process that has one library and one workload, and measures when it is asked. */
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

  /** Its next answer; lines that a library prints are skipped. */
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

  /** When it has warmed up. */
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
