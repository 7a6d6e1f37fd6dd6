import type { Dataset } from "./data/dataset.js";

/** A change made by hand before the epoch `at` + 1: with it, training can be done again. */
export type Edit = { readonly at: number } & (
  | { readonly kind: "rate" | "batch"; readonly value: number }
  | { readonly kind: "weight"; readonly index: number; readonly value: number }
  | { readonly kind: "input" | "target"; readonly sample: number; readonly index: number; readonly value: number }
  | { readonly kind: "add"; readonly row: readonly number[]; readonly target: readonly number[] }
  | { readonly kind: "delete"; readonly sample: number }
);

/** The edits that change the samples. */
export type DataEdit = Extract<Edit, { kind: "input" | "target" | "add" | "delete" }>;

/** How many edits an address may hold. */
export const mostEdits = 400;

export function isDataEdit(edit: Edit): edit is DataEdit {
  return edit.kind === "input" || edit.kind === "target" || edit.kind === "add" || edit.kind === "delete";
}

/**
 * The edits with one more. The last value dragged to replaces those on the way; a sample that is
 * dragged has two numbers, which change by turns.
 */
export function withEdit(edits: readonly Edit[], edit: Edit): readonly Edit[] {
  const last = edits.length - 1;
  const isNumber = edit.kind !== "add" && edit.kind !== "delete";
  const isAgain = (k: number): boolean => isNumber && edits[k] !== undefined && placeOf(edits[k]) === placeOf(edit);
  const byTurns = last > 0 && "index" in edits[last] && sampleOf(edits[last]) === sampleOf(edit);
  const replaced = isAgain(last) ? last : byTurns && isAgain(last - 1) ? last - 1 : -1;
  return [...edits.filter((_, k) => k !== replaced), edit];
}

function sampleOf(edit: Edit): number | null {
  return "sample" in edit ? edit.sample : null;
}

function placeOf(edit: Edit): string {
  const index = "index" in edit ? edit.index : "";
  return `${edit.at} ${edit.kind} ${"sample" in edit ? edit.sample : ""} ${index}`;
}

/** The samples after these edits. An edit of a sample that does not exist changes nothing. */
export function withEdits(data: Dataset, edits: readonly Edit[]): Dataset {
  const own = edits.filter(isDataEdit);
  if (own.length === 0) return data;
  let [x, t] = [data.x, data.t];
  for (const edit of own) {
    if (edit.kind === "add")
      [x, t] = [
        [...x, edit.row],
        [...t, edit.target],
      ];
    else if (edit.kind === "delete" && x.length > 1)
      [x, t] = [x, t].map((rows) => rows.filter((_, k) => k !== edit.sample));
    else if (edit.kind === "input") x = replaced(x, edit.sample, edit.index, edit.value);
    else if (edit.kind === "target") t = replaced(t, edit.sample, edit.index, edit.value);
  }
  return { ...data, x, t };
}

function replaced(rows: Dataset["x"], row: number, at: number, value: number): Dataset["x"] {
  return rows.map((numbers, k) => (k === row ? numbers.map((number, i) => (i === at ? value : number)) : numbers));
}

/** The edits as a word of an address. */
export function editsToText(edits: readonly Edit[]): string {
  return edits.map((edit) => `${edit.at}${wordOf(edit)}`).join("~");
}

function wordOf(edit: Edit): string {
  switch (edit.kind) {
    case "rate":
      return `r${edit.value}`;
    case "batch":
      return `b${edit.value}`;
    case "weight":
      return `w${edit.index}=${edit.value}`;
    case "input":
      return `x${edit.sample}.${edit.index}=${edit.value}`;
    case "target":
      return `t${edit.sample}.${edit.index}=${edit.value}`;
    case "add":
      return `a${edit.row.join("_")}=${edit.target.join("_")}`;
    case "delete":
      return `d${edit.sample}`;
  }
}

/** Reads `editsToText`; `undefined` for anything else. */
export function editsFromText(text: string): readonly Edit[] | undefined {
  if (text === "") return [];
  const edits = text.split("~").map(editFrom);
  const known = edits.filter((edit) => edit !== undefined);
  const inOrder = known.every(({ at }, k) => k === 0 || at >= known[k - 1].at);
  return known.length === edits.length && known.length <= mostEdits && inOrder ? known : undefined;
}

function editFrom(word: string): Edit | undefined {
  const [, epoch = "", letter = "", place = "", , given = ""] = /^(\d+)([rbwxtad])([^=]*)(=(.*))?$/.exec(word) ?? [];
  const at = Number(epoch);
  const value = finite(given);
  const [first, second] = place.split(".").map(finite);
  const whole = (number: number | undefined): number => (Number.isInteger(number) ? Number(number) : -1);
  if (letter === "r" || letter === "b") {
    const plain = finite(place);
    const fits = plain !== undefined && plain >= 0 && (letter === "r" || Number.isInteger(plain));
    return fits ? { at, kind: letter === "r" ? "rate" : "batch", value: plain } : undefined;
  }
  if (letter === "w" && value !== undefined && whole(first) >= 0)
    return { at, kind: "weight", index: whole(first), value };
  if ((letter === "x" || letter === "t") && value !== undefined && whole(first) >= 0 && whole(second) >= 0)
    return { at, kind: letter === "x" ? "input" : "target", sample: whole(first), index: whole(second), value };
  if (letter === "d" && whole(first) >= 0) return { at, kind: "delete", sample: whole(first) };
  if (letter !== "a") return undefined;
  const [row, target] = [place, given].map((list) => list.split("_").map(finite));
  const [inputs, targets] = [row, target].map((list) => list.filter((number) => number !== undefined));
  const complete = inputs.length === row.length && targets.length === target.length;
  return complete ? { at, kind: "add", row: inputs, target: targets } : undefined;
}

function finite(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
