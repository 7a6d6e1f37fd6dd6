/** What npm shows of the package, as it must be for a repository at a place. */
import { posix } from "node:path";
import type { Place } from "./remote.js";

/**
 * The text of package.json with `repository`, `homepage` and `bugs`. What is there already stays.
 */
export function withPlace(packageJson: string, { repository, homepage, bugs }: Place): string {
  const { name, version, description, ...others } = JSON.parse(packageJson);
  const place = { repository: { type: "git", url: repository }, homepage, bugs: { url: bugs } };
  return `${JSON.stringify({ name, version, description, ...place, ...others }, null, 2)}\n`;
}

/**
 * A Markdown page of the root folder with absolute links: files as pages, pictures as bytes. Links
 * within the page, other addresses, and code stay as they are.
 */
export function withAbsoluteLinks(markdown: string, place: Place): string {
  const code = /(^|\n)(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n\2[^\n]*(?=\n|$)|`+[^`\n]+`+/g;
  let text = "";
  let at = 0;
  for (const match of markdown.matchAll(code)) {
    text += linked(markdown.slice(at, match.index), place) + match[0];
    at = match.index + match[0].length;
  }
  return text + linked(markdown.slice(at), place);
}

function linked(markdown: string, place: Place): string {
  const picture = (path: string) => absolute(path, (file) => place.raw(file));
  const page = (path: string) => absolute(path, (file) => place.page(file));
  return markdown
    .replaceAll(/(!\[[^\]]*\]\()([^)\s]+)/g, (_, before: string, path: string) => before + picture(path))
    .replaceAll(/((?<!!\[[^\]]*)\]\()([^)\s]+)/g, (_, before: string, path: string) => before + page(path))
    .replaceAll(/(^\[[^\]]+\]:\s*)(\S+)/gm, (_, before: string, path: string) => before + page(path))
    .replaceAll(/(\s(?:src|srcset)=")([^"]+)/g, (_, before: string, path: string) => before + picture(path))
    .replaceAll(/(\shref=")([^"]+)/g, (_, before: string, path: string) => before + page(path));
}

/** Paths that a link may have, in the root folder or below. */
function absolute(path: string, to: (file: string) => string): string {
  if (/^(?:[a-z][\w+.-]*:|\/\/|#)/i.test(path)) return path;
  const file = posix.normalize(path);
  return file.startsWith("..") ? path : to(file.replace(/^\//, ""));
}
