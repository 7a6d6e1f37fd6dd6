import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The path of a file in `bench`. */
export const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The version in a package.json; `null` if there is no such file. */
export const readVersion = (path: string): string | null =>
  existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : null;

/** Passes a temporary folder to `use`, and removes it afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "deltarule-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
