import { withEdits } from "../edits.js";
import type { State } from "../state.js";
import { parseCsv } from "./csv.js";
import { classTable, type Dataset } from "./dataset.js";
import { irisNames, irisTable } from "./iris.js";
import { circles, gate, notes, randomFrom, spiral, wave } from "./points.js";

/** What decides which samples there are. */
export type DataChoice = Pick<State, "data" | "csv" | "noise" | "edits">;

/**
 * The samples that a state selects, after all edits.
 *
 * @throws TableError if the reader's own table is wrong.
 */
export function load(state: DataChoice): Dataset {
  return withEdits(noisy(given(state), state.noise), state.edits);
}

function given({ data, csv }: DataChoice): Dataset {
  switch (data) {
    case "notes":
      return notes();
    case "and":
      return gate((a, b) => a + b === 2);
    case "or":
      return gate((a, b) => a + b > 0);
    case "xor":
      return gate((a, b) => a !== b);
    case "circles":
      return mixed(circles());
    case "spiral":
      return mixed(spiral());
    case "wave":
      return mixed(wave());
    case "iris": {
      const { rows, species } = irisTable();
      return mixed(classTable(rows, species, irisNames));
    }
    case "csv":
      return mixed(parseCsv(csv));
  }
}

/**
 * The samples in a fixed random order: a batch is the next samples in order, and must not be all of
 * one class.
 */
function mixed(data: Dataset): Dataset {
  const random = randomFrom(3);
  const order = data.x.map((_, k) => ({ k, by: random() })).sort((a, b) => a.by - b.by);
  return { ...data, x: order.map(({ k }) => data.x[k]), t: order.map(({ k }) => data.t[k]) };
}

/** The samples with every input moved at random by up to this many hundredths. */
function noisy(data: Dataset, noise: number): Dataset {
  if (noise === 0) return data;
  const random = randomFrom(29);
  const moved = (v: number): number => Math.round((v + (noise / 50) * (random() - 0.5)) * 1000) / 1000;
  return { ...data, x: data.x.map((row) => row.map(moved)) };
}

/** How many samples training sees: the first ones. The others test. */
export function trained({ x }: Pick<Dataset, "x">, { test }: Pick<State, "test">): number {
  return Math.max(1, x.length - Math.floor((x.length * test) / 100));
}
