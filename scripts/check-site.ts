/**
 * Checks the built site: every link within it leads to an existing page and anchor, nothing is
 * loaded from other hosts, every style sheet finds its files, every page has one h1, a title and a
 * description, and a search for what readers want leads to a guide.
 *
 *     npx tsx scripts/check-site.ts
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { searchErrors } from "./site/searchCheck.js";

/** One sentence for each error in the pages of a folder. */
export function siteErrors(folder: string): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".html"));
  const texts = new Map(pages.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  const places = new Map([...texts].map(([path, text]) => [path, placesOf(text)]));
  const errors = [...texts].flatMap(([path, text]) => pageErrors(folder, path, text, places));
  return [...errors, ...sheetErrors(folder)];
}

function pageErrors(
  folder: string,
  path: string,
  text: string,
  places: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const html = text.replaceAll(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, "<$1$2></$1>");
  const errors: string[] = [];
  for (const [, tag = "", attributes = ""] of html.matchAll(/<([a-z][\w-]*)((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*\/?>/gi)) {
    for (const [, name, value = ""] of attributes.matchAll(/\s(href|src|srcset|data)="([^"]*)"/g)) {
      const target = decode(value);
      const outside = /^(?:[a-z][\w+.-]*:|\/\/)/i.test(target);
      if (outside && (tag === "a" || target.startsWith("data:"))) continue;
      if (outside) errors.push(`${path}: <${tag} ${name}> loads ${target} from elsewhere`);
      else if (!exists(folder, path, target, places)) errors.push(`${path}: there is no ${target}`);
    }
  }
  if (path !== "playground/index.html" && /<meta name="generator"|class="tsd-/.test(text))
    errors.push(...headErrors(path, html));
  if (html.includes("katex-error")) errors.push(`${path}: a formula failed`);
  return errors;
}

/** What is missing of a page's title, description and h1. */
function headErrors(path: string, html: string): string[] {
  const counts = {
    h1: /<h1[\s>]/g,
    title: /<title>[^<]+<\/title>/g,
    description: /<meta name="description" content="[^"]+"/g,
  };
  return Object.entries(counts)
    .map(([name, pattern]) => [name, html.match(pattern)?.length ?? 0] as const)
    .filter(([name, count]) => count !== 1 && !(name === "title" && count > 1 && html.includes("<svg")))
    .map(([name, count]) => `${path}: ${count} × ${name}, wanted 1`);
}

function exists(
  folder: string,
  path: string,
  target: string,
  places: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const [file = "", place = ""] = target.split("#");
  const page = file === "" ? path : normalize(join(dirname(path), file.replace(/\?.*/, ""))).replaceAll("\\", "/");
  if (page.startsWith("..") || !existsSync(join(folder, page)) || statSync(join(folder, page)).isDirectory())
    return false;
  return place === "" || places.get(page)?.has(place) !== false;
}

/** The anchors of a page: every id and name. */
function placesOf(text: string): Set<string> {
  return new Set([...text.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id = ""]) => decode(id)));
}

/** Files that style sheets load but that are missing or on other hosts. */
function sheetErrors(folder: string): string[] {
  const sheets = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".css"));
  return sheets.flatMap((sheet) => {
    const text = readFileSync(join(folder, sheet), "utf8");
    return [...text.matchAll(/url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/g)]
      .map(([, url, imported]) => url ?? imported ?? "")
      .filter((url) => !url.startsWith("data:") && !url.startsWith("#"))
      .filter((url) => /^(?:[a-z]+:|\/\/)/i.test(url) || !existsSync(join(folder, dirname(sheet), url)))
      .map((url) => `${sheet}: there is no ${url} in the site`);
  });
}

function decode(value: string): string {
  const plain = value
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = argv[2] ?? fileURLToPath(new URL("../docs/site", import.meta.url));
  const errors = [...siteErrors(folder), ...searchErrors(folder)];
  for (const error of errors) console.error(error);
  console.log(
    errors.length === 0
      ? "Every link of the site leads somewhere, and every search to a guide."
      : `${errors.length} errors.`,
  );
  if (errors.length > 0) exit(1);
}
