/*
 * Threads of the platforms. Node has them in `node:worker_threads`, which a page's bundler must not
 * see; all others have the Worker of the web.
 */

/** A worker of the web or of `node:worker_threads`. */
export interface WorkerLike {
  /** Sends a message, by a structured clone. */
  postMessage(message: unknown): void;
  /** Ends the worker at once. */
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
  readonly type: string;
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
  readonly Worker: new (source: { readonly href: string } | string, options?: { eval: boolean }) => WorkerLike;
}

interface NodeSystem {
  availableParallelism?(): number;
}

/** What some hosts have and others do not. */
interface Host {
  readonly process?: {
    readonly versions?: { readonly node?: string };
    getBuiltinModule?(name: string): unknown;
  };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: SharedArrayBufferConstructor;
  readonly Worker?: new (url: string, options: { type: "module" }) => WorkerLike;
  readonly WorkerGlobalScope?: new () => object;
}

const host: Host = globalThis;

declare const Blob: new (parts: readonly string[], options: { type: string }) => object;
declare const URL: { createObjectURL(blob: object): string };
declare const setTimeout: (callback: () => void, milliseconds: number) => { unref?(): void };
declare const postMessage: (message: unknown) => void;
declare const addEventListener: (type: "message", listener: (event: WorkerEvent) => void) => void;

/** A module of Node itself; null elsewhere. */
async function nodeModule<Module>(name: string): Promise<Module | null> {
  const { process } = host;
  if (process?.versions?.node === undefined) return null;
  const built = process.getBuiltinModule?.(name) ?? (await import(/* @vite-ignore */ /* webpackIgnore: true */ name));
  return built as Module;
}

/** The line to the thread that started this one; null on a main thread. */
export async function parentPort(): Promise<ParentPort | null> {
  if (host.WorkerGlobalScope && globalThis instanceof host.WorkerGlobalScope) {
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
  if (host.Worker) return new host.Worker(url.href, { type: "module" });
  const threads = await nodeModule<NodeThreads>("node:worker_threads");
  if (threads === null) throw new Error("openPool: this host has no workers");
  return new threads.Worker(url);
}

/** A new worker for this script, which needs no file; null where the host has no workers. */
export async function startScript(text: string): Promise<WorkerLike | null> {
  const threads = await nodeModule<NodeThreads>("node:worker_threads");
  if (threads !== null) return new threads.Worker(text, { eval: true });
  if (host.Worker === undefined) return null;
  return new host.Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), { type: "module" });
}

/** The number of threads that run at the same time here; 2 where the host does not tell. */
export function threadCount(): number {
  const { navigator, process } = host;
  const system = process?.getBuiltinModule?.("node:os") as NodeSystem | undefined;
  return navigator?.hardwareConcurrency ?? system?.availableParallelism?.() ?? 2;
}

/** Calls back later; the process does not wait for it. */
export function later(milliseconds: number, callback: () => void): void {
  setTimeout(callback, milliseconds).unref?.(); // A page's timer is a number, which has no `unref`.
}

/** A flag of 0 that two threads see; null where memory is not shared. */
export function sharedFlag(): Int32Array | null {
  return sharesMemory() ? new Int32Array(new SharedArrayBuffer(4)) : null;
}

/** Whether threads can share memory here: on a page only where it is cross-origin isolated. */
export function sharesMemory(): boolean {
  return host.SharedArrayBuffer !== undefined && host.crossOriginIsolated !== false;
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
  const listeners = { message, messageerror: failed, error: failed, exit: ended };
  for (const [name, listener] of Object.entries(listeners)) {
    if (worker.on) worker.on(name, listener);
    else worker.addEventListener?.(name, (event) => listener(name === "message" ? event.data : errorOfEvent(event)));
  }
}

/** The error that an event of the web's worker tells. Node's worker gives the error itself. */
function errorOfEvent(event: WorkerEvent): Error {
  event.preventDefault?.(); // Else Deno ends the process.
  const { type, error, message, filename, lineno } = event;
  if (error instanceof Error) return error;
  const text = type === "error" ? "its module could not be loaded" : "a message could not be read";
  return new Error((message || text) + (filename ? ` (${filename}:${lineno})` : ""));
}

/** Says whether the process must wait for the worker. Only Node asks. */
export function hold(worker: EventfulWorker | undefined, isBusy: boolean): void {
  if (isBusy) worker?.ref?.();
  else worker?.unref?.();
}
