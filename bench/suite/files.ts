import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A path in `bench`. */
export const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** From a package.json; `null` where there is none. */
export const readVersion = (path: string): string | null =>
  existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : null;

/** Hands a folder to `use`, and removes it. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "deltarule-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
