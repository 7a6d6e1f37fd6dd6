/*
 * The clock and the event loop. Each platform of the library has some of these, and a host of plain
 * ECMAScript none of them.
 */
declare const performance: { now(): number } | undefined;
declare const setImmediate: ((callback: () => void) => void) | undefined;
declare const MessageChannel: (new () => { port1: ChannelPort; port2: ChannelPort }) | undefined;
declare const setTimeout: ((callback: () => void, milliseconds: number) => void) | undefined;
interface ChannelPort {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
  close(): void;
}

/** Milliseconds since a fixed moment. */
export function now(): number {
  return typeof performance === "object" ? performance.now() : Date.now();
}

/**
 * Resolves after the tasks that are waiting. A timer is the last choice: browsers delay it by 4 ms
 * each time.
 */
export function otherTasks(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
    } else if (typeof MessageChannel === "function") {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    } else if (typeof setTimeout === "function") {
      setTimeout(resolve, 0);
    } else {
      resolve(); // A host without tasks has none that wait.
    }
  });
}
