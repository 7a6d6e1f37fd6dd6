/** The line at the end of each guide that leads to the one before and the one after. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { around, isChinese } from "./chinese.js";
import { root, sitePages } from "./pages.js";

/** Pages that a script writes anew. */
const generated: ReadonlySet<string> = new Set(["docs/conformance.md"]);
const line = new RegExp(`\n---\n\n(?:Previous: |Next: |${around.before}|${around.after}).*\n$`);

/** The guides in their order. */
export function guides(): string[] {
  return sitePages()
    .filter(({ path, group }) => path.startsWith("docs/") && group !== "More" && !generated.has(path))
    .map(({ path }) => path);
}

/** The text of each guide, by its path, as it has to be. */
export function withFooters(): Map<string, string> {
  const paths = guides();
  const link = (word: string, path: string | undefined): string[] =>
    path === undefined ? [] : [`${word}[${titleOf(path)}](${path.slice("docs/".length)})`];
  return new Map(
    paths.map((path, k) => {
      const [before, after] = isChinese(path) ? [around.before, around.after] : ["Previous: ", "Next: "];
      const near = (other: string | undefined) =>
        other !== undefined && isChinese(other) === isChinese(path) ? other : undefined;
      const links = [...link(before, near(paths[k - 1])), ...link(after, near(paths[k + 1]))];
      const text = readFileSync(join(root, path), "utf8").replace(line, "").trimEnd();
      return [path, `${text}\n\n---\n\n${links.join(" · ")}\n`];
    }),
  );
}

/** A page's first heading. */
export function titleOf(path: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(join(root, path), "utf8"))?.[1];
  if (title === undefined) throw new Error(`${path} has no title`);
  return title.replaceAll("`", "");
}
