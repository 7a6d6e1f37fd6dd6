/*
 * Threads of the platforms. Node has them in `node:worker_threads`, which a page's bundler must not
 * see; all others have the Worker of the web.
 */

/** A worker of the web or of `node:worker_threads`. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** The events of both kinds, and what only Node's has. */
interface EventfulWorker extends WorkerLike {
  on?(event: string, listener: (value: unknown) => void): unknown;
  addEventListener?(event: string, listener: (event: WorkerEvent) => void): void;
  ref?(): void;
  unref?(): void;
}

interface WorkerEvent {
  readonly data?: unknown;
  readonly message?: string;
  readonly error?: unknown;
  readonly filename?: string;
  readonly lineno?: number;
  preventDefault?(): void;
}

/** The end of a thread's line to the thread that started it. */
export interface ParentPort {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
  /** Whether messages wait until something listens. */
  readonly queues: boolean;
  /** Lets the thread end although something listens. */
  release(): void;
}

interface NodePort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: unknown) => void): void;
  unref(): void;
}

interface NodeThreads {
  readonly parentPort: NodePort | null;
  readonly Worker: new (url: { readonly href: string }) => WorkerLike;
}

interface NodeSystem {
  availableParallelism?(): number;
}

declare const process:
  | { readonly versions?: { readonly node?: string }; getBuiltinModule?(name: string): unknown }
  | undefined;
declare const WorkerGlobalScope: (new () => object) | undefined;
declare const Worker: (new (url: { readonly href: string }, options: { type: "module" }) => WorkerLike) | undefined;
declare const setTimeout: (callback: () => void, milliseconds: number) => { unref?(): void } | number;
declare const navigator: { readonly hardwareConcurrency?: number } | undefined;
declare const crossOriginIsolated: boolean | undefined;
declare const postMessage: (message: unknown) => void;
declare const addEventListener: (type: "message", listener: (event: WorkerEvent) => void) => void;

/** A module of Node itself; null elsewhere. */
async function nodeModule<Module>(name: string): Promise<Module | null> {
  if (typeof process !== "object" || process.versions?.node === undefined) return null;
  const built = process.getBuiltinModule?.(name) ?? (await import(/* @vite-ignore */ /* webpackIgnore: true */ name));
  return built as Module;
}

/** The line to the thread that started this one; null on a main thread. */
export async function parentPort(): Promise<ParentPort | null> {
  if (typeof WorkerGlobalScope === "function" && globalThis instanceof WorkerGlobalScope) {
    return {
      post: (message) => postMessage(message),
      listen: (listener) => addEventListener("message", ({ data }) => listener(data)),
      queues: false,
      release: () => undefined,
    };
  }
  const port = (await nodeModule<NodeThreads>("node:worker_threads"))?.parentPort ?? null;
  return (
    port && {
      post: (message) => port.postMessage(message),
      listen: (listener) => port.on("message", listener),
      queues: true,
      release: () => port.unref(),
    }
  );
}

/** A new worker for the module at this address. */
export async function startWorker(url: { readonly href: string }): Promise<WorkerLike> {
  if (typeof Worker === "function") return new Worker(url, { type: "module" });
  const threads = await nodeModule<NodeThreads>("node:worker_threads");
  if (threads === null) throw new Error("openPool: this host has no workers");
  return new threads.Worker(url);
}

/** The number of threads that run at the same time here; 2 where the host does not tell. */
export function threadCount(): number {
  const web = typeof navigator === "object" ? navigator.hardwareConcurrency : undefined;
  if (web !== undefined) return web;
  const system = typeof process === "object" ? process.getBuiltinModule?.("node:os") : undefined;
  return (system as NodeSystem | undefined)?.availableParallelism?.() ?? 2;
}

/** Calls back later; the process does not wait for it. */
export function later(milliseconds: number, callback: () => void): void {
  const timer = setTimeout(callback, milliseconds);
  if (typeof timer === "object") timer.unref?.();
}

/** A flag of 0 that two threads see; null where memory is not shared. */
export function sharedFlag(): Int32Array | null {
  const isShared =
    typeof SharedArrayBuffer === "function" && (typeof crossOriginIsolated !== "boolean" || crossOriginIsolated);
  return isShared ? new Int32Array(new SharedArrayBuffer(4)) : null;
}

/** What happens to a worker. */
export interface WorkerListener {
  message(message: unknown): void;
  /** An error that no trial caught, or a module that does not load. */
  failed(error: unknown): void;
  /** The thread has ended. Only Node tells. */
  ended(code: unknown): void;
}

/** Listens to a worker of either kind. */
export function listenTo(worker: EventfulWorker, { message, failed, ended }: WorkerListener): void {
  if (typeof worker.on === "function") {
    worker.on("message", message);
    worker.on("messageerror", failed);
    worker.on("error", failed);
    worker.on("exit", ended);
  } else {
    worker.addEventListener?.("message", ({ data }) => message(data));
    worker.addEventListener?.("messageerror", () => failed(new Error("a message could not be read")));
    worker.addEventListener?.("error", (event) => {
      event.preventDefault?.(); // Else Deno ends the process.
      const { error, message: text, filename, lineno } = event;
      const told = text ? `${text}${filename ? ` (${filename}:${lineno})` : ""}` : "its module could not be loaded";
      failed(error instanceof Error ? error : new Error(told));
    });
  }
}

/** Says whether the process must wait for the worker. Only Node asks. */
export function hold(worker: EventfulWorker, isBusy: boolean): void {
  if (isBusy) worker.ref?.();
  else worker.unref?.();
}
