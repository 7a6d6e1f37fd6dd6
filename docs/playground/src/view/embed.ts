/** The parts that an embedding page can leave out: `?embed&hide=data,settings`. */
const parts = ["lessons", "data", "settings", "code", "play"] as const;
type Part = (typeof parts)[number];

const query = new URLSearchParams(location.search);
const wanted = (query.get("hide") ?? "").split(/[\s,]+/);

/** The parts that this page leaves out. */
export const hiddenParts: ReadonlySet<Part> = new Set(parts.filter((part) => wanted.includes(part)));

/** Marks the page's body, so that the style sheet can hide these parts. */
export function markEmbedded(): void {
  if (query.has("embed")) document.body.classList.add("embed");
  for (const part of hiddenParts) document.body.classList.add(`hide-${part}`);
}
