import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { here } from "../suite/files.js";
import { median } from "../suite/rounds.js";

/** A column of the table: a file of bench/small, and what its `open` gets. */
export interface Library {
  readonly name: string;
  readonly file: string;
  readonly options?: Readonly<Record<string, string>>;
  /** Another build of deltarule, by its path. */
  readonly build?: string;
}

/** Microseconds of one unit of a row. */
export interface Time {
  readonly wall: number;
  readonly cpu: number;
}

const medians = (times: readonly Time[]): Time => ({
  wall: median(times.map(({ wall }) => wall)),
  cpu: median(times.map(({ cpu }) => cpu)),
});

const environment = ({ build }: Library): NodeJS.ProcessEnv =>
  build === undefined ? process.env : { ...process.env, DELTARULE: build };

/** A process with one library and one row. */
class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly times: Time[] = [];

  constructor(
    readonly library: Library,
    row: string,
  ) {
    const job = [here("small/child.js"), library.file, row, JSON.stringify(library.options ?? {})];
    this.#process = spawn(process.execPath, job, {
      stdio: ["pipe", "pipe", process.env.BENCH_ERRORS ? "inherit" : "ignore"],
      env: environment(library),
    });
    this.#process.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** The next answer; `null` when the process ended. Skips lines that a library prints. */
  async #answer(): Promise<Readonly<Record<string, unknown>> | null> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) return null;
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }

  /** Whether the library has this row, and has warmed up. */
  async isReady(): Promise<boolean> {
    return (await this.#answer())?.ready === true;
  }

  async measure(): Promise<void> {
    this.#process.stdin.write("run\n");
    const { wall, cpu } = (await this.#answer()) ?? {};
    if (typeof wall === "number" && typeof cpu === "number") this.times.push({ wall, cpu });
  }

  close(): void {
    this.#process.kill("SIGKILL");
  }
}

/** The medians of a row by library, measured in turns (A B C … A B C …). */
export async function measureRow(
  row: string,
  libraries: readonly Library[],
  rounds: number,
): Promise<Map<string, Time>> {
  const ready: Child[] = [];
  try {
    for (const library of libraries) {
      const child = new Child(library, row);
      if (await child.isReady()) ready.push(child);
      else child.close();
    }
    for (let round = 0; round < rounds; round++) for (const child of ready) await child.measure();
  } finally {
    for (const child of ready) child.close();
  }
  const measured = ready.filter(({ times }) => times.length > 0);
  return new Map(measured.map(({ library, times }) => [library.name, medians(times)]));
}

/** Runs a process to its end. Returns the last line that it printed. */
function runFresh(library: Library, job: readonly string[]): string {
  const { stdout, status } = spawnSync(process.execPath, job, { encoding: "utf8", env: environment(library) });
  if (status !== 0) throw new Error(`${library.name}: ${job.join(" ")} ended with ${status}`);
  return stdout.trim().split("\n").at(-1) ?? "";
}

/** CPU of the README's program after the import, for all with the epochs of the first one. */
export function measureProgram(libraries: readonly Library[], rounds: number): Map<string, Time> {
  const run = (library: Library, epochs: number): { readonly cpu: number; readonly epochs: number } =>
    JSON.parse(runFresh(library, [here("small/fresh.js"), library.file, String(epochs)]));
  const [first] = libraries;
  const epochs = first === undefined ? 0 : run(first, 5000).epochs;
  return inTurns(libraries, rounds, (library) => {
    const { cpu } = run(library, epochs);
    return { wall: cpu, cpu };
  });
}

/** From the start of a process to its end, beside Node alone. */
export function measureColdStart(libraries: readonly Library[], rounds: number): Map<string, Time> {
  const node = { name: "node", file: "" };
  return inTurns([node, ...libraries], rounds, (library) => {
    const start = performance.now();
    runFresh(library, library === node ? ["-e", "0"] : [here("small/first.js"), library.file]);
    const wall = 1000 * (performance.now() - start);
    return { wall, cpu: wall };
  });
}

function inTurns(
  libraries: readonly Library[],
  rounds: number,
  measure: (library: Library) => Time,
): Map<string, Time> {
  const times = new Map(libraries.map((library) => [library, [] as Time[]]));
  // The first start, which reads the files from the disk, is not counted.
  for (const library of libraries) measure(library);
  for (let round = 0; round < rounds; round++) for (const [library, list] of times) list.push(measure(library));
  return new Map([...times].map(([{ name }, list]) => [name, medians(list)]));
}
