import type { State } from "../state.js";
import { parseCsv } from "./csv.js";
import { classTable, type Dataset } from "./dataset.js";
import { irisNames, irisTable } from "./iris.js";
import { circles, notes, spiral, xor } from "./points.js";

/**
 * The data that a state selects.
 *
 * @throws TableError if the reader's own table is wrong.
 */
export function load({ data, csv }: Pick<State, "data" | "csv">): Dataset {
  switch (data) {
    case "notes":
      return notes();
    case "xor":
      return xor();
    case "circles":
      return circles();
    case "spiral":
      return spiral();
    case "iris": {
      const { rows, species } = irisTable();
      return classTable(rows, species, irisNames);
    }
    case "csv":
      return parseCsv(csv);
  }
}
