import { type ColumnMaker, columns, DataError, OptionError, type Row, ShapeError, standardize } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const rows: Row[] = [
  { age: 22, sex: "m", fare: "7.5" },
  { age: null, sex: "f", fare: " NA " },
  { age: 38, sex: "f", fare: "" },
  { age: 30, sex: "m", fare: "1e1" },
];
const spec = {
  age: { type: "number", missing: "mean" },
  sex: "category",
  fare: { type: "number", missing: "median", scale: "minMax" },
} as const;
const one = (spec: ColumnMaker, values: Row["c"][]) => columns({ c: spec })(values.map((c) => ({ c })));

describe("columns", () => {
  test("name what they make, in the order of the columns, categories sorted", () => {
    expect(columns(spec)(rows).names).toEqual(["age", "sex=f", "sex=m", "fare"]);
    expect(columns(spec)([...rows].reverse()).names).toEqual(["age", "sex=f", "sex=m", "fare"]);
  });

  test("fill a gap before the scaling is fitted, as SimpleImputer and StandardScaler", () => {
    const ages = standardize([[22], [30], [38], [30]]).transform([[22], [30], [38], [30]]);
    const made = columns(spec)(rows).transform(rows);
    expect([...made].map(([age]) => age)).toEqual([...ages.data]);
    // Fares 7.5, 8.75, 8.75, 10: the median of 7.5 and 10 fills two gaps.
    expect([...made].map((row) => row[3])).toEqual([0, 0.5, 0.5, 1]);
    expect([...made].map((row) => [row[1], row[2]])).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
  });

  test("fill with what the fit has seen, not with the rows that are transformed", () => {
    const made = one({ type: "number", missing: "mean", scale: "none" }, [1, 2, 6]);
    expect(made.transform([{ c: null }, { c: 1000 }]).data).toEqual(Float64Array.of(3, 1000));
  });

  test("take texts as numbers, and gaps as said", () => {
    const made = one({ type: "number", missing: -1, scale: "none" }, [1, 2]);
    const given = ["3.5", " -1e3 ", ".5", "4.", true, "", "na", "NaN", "NULL", "?", undefined, null, Number.NaN];
    const wanted = [3.5, -1000, 0.5, 4, 1, -1, -1, -1, -1, -1, -1, -1, -1];
    expect([...made.transform(given.map((c) => ({ c }))).data]).toEqual(wanted);
    const own = one({ type: "number", missing: 0, scale: "none", gaps: ["-"] }, ["-", 1]);
    expect(own.transform([{ c: "-" }]).data[0]).toBe(0);
    expect(() => own.transform([{ c: "NA" }])).toThrow(DataError);
  });

  test("give a gap of a category its own column, also where the fit has seen none", () => {
    const made = one({ type: "category", missing: "none" }, ["a", "b"]);
    expect(made.names).toEqual(["c=a", "c=b", "c=none"]);
    expect(made.transform([{ c: "" }]).data).toEqual(Float64Array.of(0, 0, 1));
  });

  test("keep a column for each category that is said, in that order", () => {
    const made = one({ type: "category", categories: ["s", "q", "c"] }, ["c", "s"]);
    expect(made.names).toEqual(["c=s", "c=q", "c=c"]);
    expect(made.transform([{ c: "q" }]).data).toEqual(Float64Array.of(0, 1, 0));
    expect(() => one({ type: "category", categories: ["s"] }, ["s", "x"])).toThrow(
      'columns: row 1, column "c" is "x", wanted one of "s"',
    );
  });

  test("ignore an unknown category, but not one of another type", () => {
    const made = one({ type: "category", unknown: "ignore" }, [1, 2, 3]);
    expect(made.transform([{ c: 9 }]).data).toEqual(Float64Array.of(0, 0, 0));
    expect(() => made.transform([{ c: "3" }])).toThrow(
      'row 0, column "c" is "3", wanted one of 1, 2, 3; 3 is a number',
    );
  });

  test("come back as records, up to the gaps that were filled", () => {
    const made = columns(spec)(rows);
    const back = made.inverse(made.transform(rows));
    expect(back.map(({ sex }) => sex)).toEqual(["m", "f", "f", "m"]);
    expect(back.map(({ age }) => age)).toEqual([22, 30, 38, 30]);
    expect(back.map(({ fare }) => fare)).toEqual([7.5, 8.75, 8.75, 10]);
    expect(one({ type: "category", unknown: "ignore" }, ["a", "b"]).inverse([[0, 0]])).toEqual([{ c: null }]);
  });

  test("sum up every column that they make", () => {
    expect(columns(spec)(rows).summary().split("\n")).toEqual([
      expect.stringMatching(/^age {4}standardize: \(x − 30\) \/ 5\.65.*, gaps are 30$/),
      'sex=f  1 where sex is "f"',
      'sex=m  1 where sex is "m"',
      "fare   minMax: (x − 7.5) / 2.5, gaps are 8.75",
      "",
    ]);
  });

  test("look only at a record's own values", () => {
    expect(() => one("category", ["a"]).transform([Object.create({ c: "a" })])).toThrow("is a gap");
    expect(columns({ constructor: "category" as const })([{ constructor: "x" }]).names).toEqual(["constructor=x"]);
  });
});

const fill = '; say what fills it: missing: "mean", "median" or a number';
testFailures([
  ["no rows", () => columns(spec)([]), DataError, "columns: there are no rows"],
  ["no columns", () => columns({}), OptionError, "columns: there are no columns, wanted one or more"],
  [
    "a type that there is not",
    () => columns({ age: "text" as never }),
    OptionError,
    'columns: age is "text", wanted "number", "category" or an object with one of them as its type',
  ],
  [
    "a way to fill that there is not",
    () => columns({ age: { type: "number", missing: "mode" as never } }),
    OptionError,
    'columns: age.missing is "mode", wanted "mean", "median" or a number',
  ],
  ["a gap", () => one("number", [1, null]), DataError, `columns: row 1, column "c" is a gap${fill}`],
  [
    "a gap in a category",
    () => one("category", ["a"]).transform([{}]),
    DataError,
    'columns.transform: row 0, column "c" is a gap; say what fills it: missing: "unknown"',
  ],
  [
    "an empty row, as a line feed at the end of a file makes it",
    () => columns({ a: "number", b: "category" })([{ a: "1", b: "x" }, { a: "" }]),
    DataError,
    `columns: row 1, column "a" is a gap${fill}; or leave the empty row out`,
  ],
  [
    "a decimal comma",
    () => one("number", ["1.5", "1,5"]),
    DataError,
    'columns: row 1, column "c" is "1,5", wanted a finite number or a gap; write a decimal comma as a point',
  ],
  [
    "a date as a text",
    () => one("number", ["2026-11-27"]),
    DataError,
    'columns: row 0, column "c" is "2026-11-27", wanted a finite number or a gap; make a number of a date, such as its time or its month',
  ],
  [
    "a date",
    () => one("number", [new Date(0) as never]),
    DataError,
    'columns: row 0, column "c" is an object, wanted a finite number or a gap; make a number of a date, such as its time or its month',
  ],
  [
    "another separator",
    () => columns({ age: "number" })([{ "age;sex": "22;f" }]),
    DataError,
    'columns: no row has the column "age"; row 0 has age;sex; tell the reader of the file that ";" separates its columns',
  ],
  [
    "a byte order mark",
    () => columns({ age: "number" })([{ "\uFEFFage": "22", sex: "f" }]),
    DataError,
    'columns: no row has the column "age"; row 0 has \uFEFFage, sex; the text begins with a byte order mark: read text.replace("\\uFEFF", "")',
  ],
  [
    "text in place of a number",
    () => one("number", [1, "0x10"]),
    DataError,
    'columns: row 1, column "c" is "0x10", wanted a finite number or a gap; take "category" for texts',
  ],
  [
    "only gaps",
    () => one({ type: "number", missing: "mean" }, [null, "NA"]),
    DataError,
    'columns: "c" has only gaps, so it has no mean; give a number, or leave it out',
  ],
  [
    "a column that no row has",
    () => columns({ agee: { type: "number", missing: 0 } })(rows),
    DataError,
    'columns: no row has the column "agee"; row 0 has age, sex, fare',
  ],
  [
    "a category never seen",
    () => columns(spec)(rows).transform([{ ...rows[0], sex: "x" }]),
    DataError,
    'columns.transform: row 0, column "sex" is "x", wanted one of "f", "m"',
  ],
  [
    "rows of numbers",
    () => columns(spec)([[1, 2]] as never),
    DataError,
    "columns: row 0 is an array of 2, wanted a record such as { age: 22 }",
  ],
  [
    "numbers too far apart",
    () => one({ type: "number", scale: "minMax" }, [-1.7e308, 1.7e308]),
    DataError,
    'columns: the numbers of "c" differ by more than float64 holds',
  ],
  [
    "rows of another length",
    () => columns(spec)(rows).inverse([[1]]),
    ShapeError,
    "columns.inverse: row 0 of the rows has 1 number, the columns make 4",
  ],
]);
