/** Searches the built site as its own script does, and compares the first results. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { searches } from "./searching.js";

interface Row {
  readonly name: string;
  readonly url: string;
}

interface Index {
  search(query: string): { ref: string; score: number }[];
}

/** One sentence for each search that leads elsewhere. */
export function searchErrors(folder: string): string[] {
  const script = readFileSync(join(folder, "assets/search.js"), "utf8");
  const packed = /"([^"]+)"/.exec(script)?.[1] ?? "";
  const { rows, index } = JSON.parse(inflateSync(Buffer.from(packed, "base64")).toString());
  // typedoc's own lunr: the one that wrote the index.
  const lunr: { Index: { load(index: object): Index } } = createRequire(
    createRequire(import.meta.url).resolve("typedoc"),
  )("lunr");
  const loaded = lunr.Index.load(index);
  return Object.entries(searches).flatMap(([query, guides]) => {
    const [first, second] = ranked(loaded, rows, query).map(({ url }) => url);
    const wanted = guides.map((guide) => `documents/${guide}.html`);
    return wanted.includes(first ?? "")
      ? []
      : [`a search for "${query}" finds ${first} and ${second} first, wanted ${wanted.join(" or ")}`];
  });
}

/** The order of the results as typedoc's script shows them. */
function ranked(index: Index, rows: readonly Row[], query: string): Row[] {
  const terms = query.split(" ").map((word) => `*${word}*`);
  const found = index.search(terms.join(" ")).map(({ ref, score }) => {
    const row = rows[Number(ref)] as Row;
    const begins = row.name.toLowerCase().startsWith(query.toLowerCase());
    return { row, score: begins ? (score * 10) / (1 + Math.abs(row.name.length - query.length)) : score };
  });
  return found.sort((a, b) => b.score - a.score).map(({ row }) => row);
}
