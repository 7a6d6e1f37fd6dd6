import type { ChildProcess } from "node:child_process";
import type { EventEmitter } from "node:events";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kill } from "node:process";

/**
 * Opens a page in a browser without a driver. Resolves to what the page sends to its server, which
 * emits it as "told". Rejects when nothing comes for two minutes.
 */
export async function openedUntilTold(
  open: (address: string, profile: string) => ChildProcess,
  address: string,
  server: EventEmitter,
): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), "profile-"));
  const told: Promise<readonly unknown[]> = once(server, "told", { signal: AbortSignal.timeout(120_000) });
  const browser = open(address, profile);
  try {
    return String((await told)[0]);
  } finally {
    const ended = once(browser, "exit");
    // Its whole group: a browser is many processes.
    if (browser.pid !== undefined) kill(-browser.pid, "SIGKILL");
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
