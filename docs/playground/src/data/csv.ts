import type { TextKey } from "../texts/table.js";
import { classTable, type Dataset, numberTable } from "./dataset.js";

/** An error in a table, as a key and values that each language has a sentence for. */
export class TableError extends Error {
  constructor(
    readonly key: TextKey,
    readonly values: Readonly<Record<string, string | number>> = {},
  ) {
    super(key);
  }
}

const most = { rows: 2000, inputs: 8, classes: 8 };

/**
 * Reads a table of numbers whose last column is the target: a number, or the name of a class.
 *
 * @throws TableError if the text is not such a table.
 */
export function parseCsv(text: string): Dataset {
  const lines = text.split(/\r\n|\n|\r/).map((line, k) => ({ line: k + 1, text: line }));
  const filled = lines.filter((one) => one.text.trim() !== "");
  if (filled.length === 0) throw new TableError("csv.empty");
  const mark = [";", "\t", ","].find((sign) => filled[0].text.includes(sign));
  if (mark === undefined) throw new TableError("csv.oneColumn", { line: filled[0].line });
  const table = filled.map((one) => ({ line: one.line, cells: cellsOf(one.text, mark, one.line) }));
  const width = table[0].cells.length;
  for (const { line, cells } of table)
    if (cells.length !== width) throw new TableError("csv.ragged", { line, got: cells.length, wanted: width });
  const headed = table[0].cells.slice(0, -1).every((cell) => !isNumber(cell));
  const body = headed ? table.slice(1) : table;
  if (body.length < 2) throw new TableError("csv.tooShort");
  if (body.length > most.rows) throw new TableError("csv.tooLong", { rows: body.length, most: most.rows });
  if (width - 1 > most.inputs) throw new TableError("csv.tooWide", { columns: width - 1, most: most.inputs });
  const names = headed ? table[0].cells : table[0].cells.map((_, k) => (k < width - 1 ? `x${k + 1}` : "y"));
  const rows = body.map(({ line, cells }) => cells.slice(0, -1).map((cell, k) => numberIn(cell, line, k + 1)));
  return withTargets(rows, body, names);
}

type Line = { readonly line: number; readonly cells: readonly string[] };

function withTargets(rows: number[][], body: readonly Line[], names: readonly string[]): Dataset {
  const [inputs, last] = [names.slice(0, -1), names.length];
  const labels = body.map(({ cells }) => cells[last - 1]);
  const empty = labels.indexOf("");
  if (empty !== -1) throw new TableError("csv.missing", { line: body[empty].line, column: last });
  const kinds = new Set(labels);
  if (kinds.size === 1) throw new TableError("csv.constant", { value: labels[0] });
  const bits = kinds.size === 2 && kinds.has("0") && kinds.has("1");
  if (!bits && labels.filter(isNumber).length > labels.length / 2) {
    const values = body.map(({ line, cells }) => numberIn(cells[last - 1], line, last));
    return numberTable(rows, values, inputs, names[last - 1]);
  }
  if (kinds.size > most.classes) throw new TableError("csv.manyClasses", { classes: kinds.size, most: most.classes });
  return classTable(rows, labels, inputs);
}

function numberIn(cell: string, line: number, column: number): number {
  if (cell === "") throw new TableError("csv.missing", { line, column });
  if (!isNumber(cell)) throw new TableError("csv.notNumber", { line, column, cell: cell.slice(0, 30) });
  return Number(cell);
}

function isNumber(cell: string): boolean {
  return cell !== "" && Number.isFinite(Number(cell));
}

/** The cells of a line; a quoted cell may contain the separator. */
function cellsOf(text: string, mark: string, line: number): string[] {
  const cells: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const end = quoted === null ? rest.indexOf(mark) : quoted[0].length;
    const whole = quoted === null && end === -1;
    cells.push(quoted === null ? rest.slice(0, whole ? undefined : end).trim() : quoted[1].replaceAll('""', '"'));
    if (whole || end === rest.length) return cells;
    if (rest[end] !== mark) throw new TableError("csv.quote", { line });
    rest = rest.slice(end + 1);
  }
}
