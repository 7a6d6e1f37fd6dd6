import { OptionError } from "../core/index.js";
import {
  Arena,
  type Calls,
  CompiledMemory,
  compiledKernels,
  guarded,
  hold,
  type Kernel,
  kernelNames,
  later,
  listenTo,
  type Machine,
  messageOf,
  show,
  threadCount,
  unguarded,
  type WasmMemory,
  type WorkerLike,
} from "../core/internal.js";
import { type HelperStart, isAnswer } from "./helper.js";
import { compileShared, type Exports, instanceOn, sharedMemory } from "./sharing.js";

/** Tenths of a second after which a thread counts as gone that others wait for. */
const patience = 200;

/**
 * Rounds in which a thread looks for the others before it sleeps: a tenth of a millisecond, which
 * is about what it takes to wake one, and some microseconds where another thread may need its core.
 */
const rounds = { alone: 200_000, crowded: 10_000 };

/** A slice of one thread, in samples × parameters: the same as of `simd`. */
const oneSlice = 2 ** 23;

/** Milliseconds that a helper has to start. */
const helpTime = 30_000;

/** An engine on several threads, before it is frozen. */
export interface TeamMachine extends Machine {
  close(): Promise<void>;
}

/** Some memory that several threads can share, with its kernels on this thread. */
export class Team {
  readonly #module: object;
  readonly #memory: WasmMemory;
  readonly #exports: Exports;
  readonly #at: number;
  readonly #end: number;
  readonly #workers: WorkerLike[] = [];
  /** Why it cannot compute any more. */
  #broken: string | null = null;

  /**
   * @param count threads, with this one
   * @param least products from which on a call is worth all of them
   * @param waits tenths of a second after which a thread counts as gone
   * @throws whatever the platform throws where it refuses to compile, or to share memory.
   */
  constructor(
    readonly count: number,
    readonly least: number,
    readonly waits: number = patience,
  ) {
    this.#module = compileShared();
    this.#memory = sharedMemory();
    this.#exports = instanceOn(this.#module, this.#memory);
    this.#at = Math.ceil(this.#exports.base() / 64) * 64;
    this.#end = Math.ceil((this.#at + this.#exports.teamSize(count)) / 64) * 64;
    this.#exports.join(...this.#place(0));
  }

  #place(thread: number): readonly number[] {
    const { alone, crowded } = rounds;
    return [this.#at, thread, this.count, this.least, this.waits, this.count > threadCount() ? crowded : alone];
  }

  /**
   * Starts the helpers. Rejects with what `start` throws, or with an OptionError when a worker does
   * not help; then none is left.
   */
  async open(start: () => WorkerLike | Promise<WorkerLike>): Promise<void> {
    try {
      while (this.#workers.length < this.count - 1) {
        const worker = await start();
        if (typeof worker?.postMessage !== "function") {
          throw new OptionError(`threads: start gives ${show(worker)}, wanted a Worker`);
        }
        this.#workers.push(worker);
      }
      await Promise.all(this.#workers.map((worker, k) => this.#greet(worker, k + 1)));
    } catch (error) {
      await this.close();
      throw error;
    }
    for (const worker of this.#workers) hold(worker, false);
  }

  /** Waits until the helper waits for calls. */
  #greet(worker: WorkerLike, thread: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown): void => {
        const why = error instanceof Error ? messageOf(error) : String(error);
        reject(new OptionError(`threads: a worker cannot be used: ${why}`));
      };
      const start: HelperStart = {
        deltarule: "help",
        module: this.#module,
        memory: this.#memory,
        place: this.#place(thread),
      };
      listenTo(worker, {
        message: (answer) => {
          if (!isAnswer(answer)) return;
          if (answer.deltarule === "failed") refuse(answer.message);
          else if (answer.deltarule === "helping") resolve();
          else worker.postMessage(start);
        },
        failed: refuse,
        ended: (code) => refuse(`it has ended (exit code ${code})`),
      });
      worker.postMessage(start);
      later(helpTime, () => refuse("its module has not called serveThread()"));
    });
  }

  /** The engine. */
  machine(name: string): TeamMachine {
    const arena = new Arena({
      float64: this.#calls("64"),
      float32: this.#calls("32"),
      base: this.#end,
      memory: this.#memory,
    });
    return {
      name,
      slice: this.count * oneSlice,
      open: (dtype) => new CompiledMemory(arena, dtype),
      kernels: compiledKernels,
      close: () => this.close(),
    };
  }

  #calls(bits: string): Calls {
    const calls = kernelNames.map((name) => {
      const kernel = this.#safe(this.#exports[name + bits] ?? this.#exports[name]);
      return [name, unguarded.includes(name) ? kernel : guarded(kernel)];
    });
    return Object.fromEntries(calls) as Calls;
  }

  /** The same kernel. Where it fails, the other threads do not wait for this one. */
  #safe(kernel: Kernel): Kernel {
    return (...numbers) => {
      if (this.#broken !== null) throw new Error(this.#broken);
      try {
        return kernel(...numbers);
      } catch (error) {
        this.#exports.fail();
        if (this.#exports.recover() === 0) this.#broken = "a thread ended during a computation: call threads again";
        throw messageOf(error) === "unreachable" ? new Error("another thread has failed") : error;
      }
    };
  }

  /** Ends the helpers. What the engine computes from now on, it computes on this thread. */
  async close(): Promise<void> {
    this.#exports.dismiss();
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
    this.#broken = null;
  }
}
