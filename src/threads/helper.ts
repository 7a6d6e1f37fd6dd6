import type { Kernel, WasmMemory } from "../core/internal.js";
import { parentPort } from "../core/internal.js";

/** What a helper is sent: its module, the shared memory, and its place in the team. */
export interface HelperStart {
  readonly deltarule: "help";
  readonly module: object;
  readonly memory: WasmMemory;
  /** The numbers that `join` of kernels/threads/team.ts takes. */
  readonly place: readonly number[];
}

/** What a helper answers: it has no module yet; it waits for calls; it cannot. */
export type HelperAnswer =
  | { readonly deltarule: "hello" }
  | { readonly deltarule: "helping" }
  | { readonly deltarule: "failed"; readonly message: string };

export function isAnswer(message: unknown): message is HelperAnswer {
  return ["hello", "helping", "failed"].some((kind) => kind === kindOf(message));
}

// Every platform has it, and no type library of all platforms has its types.
declare const WebAssembly: {
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, Kernel>> };
};

/**
 * The module of a worker that `threads({ start })` starts, for pages whose content security policy
 * refuses the worker that the library writes itself:
 *
 * ```ts
 * // thread.ts
 * import { serveThread } from "deltarule/threads";
 *
 * serveThread();
 * ```
 *
 * On a main thread it does nothing.
 */
export function serveThread(): void {
  parentPort().then((port) => {
    if (port === null) return;
    let isHelping = false;
    port.listen((message) => {
      if (isHelping || !isStart(message)) return;
      isHelping = true;
      port.release();
      help(message, (answer) => port.post(answer));
    });
    // The first message may have come before anything listened.
    if (!port.queues) port.post({ deltarule: "hello" });
  });
}

function isStart(message: unknown): message is HelperStart {
  return kindOf(message) === "help";
}

function kindOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "deltarule" in message ? message.deltarule : undefined;
}

/** Computes until the team is dismissed. */
function help({ module, memory, place }: HelperStart, post: (answer: HelperAnswer) => void): void {
  try {
    const exports = new WebAssembly.Instance(module, { env: { memory } }).exports;
    exports.join(...place);
    post({ deltarule: "helping" });
    while (!served(exports));
  } catch (error) {
    post({ deltarule: "failed", message: String(error) });
  }
}

/** Serves calls until the team is dismissed, or a call fails. */
function served(exports: Readonly<Record<string, Kernel>>): boolean {
  try {
    exports.help();
    return true;
  } catch {
    exports.fail();
    return false;
  }
}

/**
 * The same as a script: it runs without a file, which bundlers would have to find, and without
 * anything that a bundler changes.
 */
export const helperScript: string = `
const port = typeof WorkerGlobalScope === "function" ? null : require("node:worker_threads").parentPort;
const post = (answer) => port === null ? postMessage(answer) : port.postMessage(answer);
function help({ module, memory, place }) {
  try {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    exports.join(...place);
    post({ deltarule: "helping" });
    for (;;) try { exports.help(); break; } catch { exports.fail(); }
  } catch (error) {
    post({ deltarule: "failed", message: String(error) });
  }
}
if (port === null) onmessage = ({ data }) => { help(data); close(); };
else port.once("message", help);
`;
