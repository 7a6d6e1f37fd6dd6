import { describe, expect, it } from "vitest";
import { gradientRows, optimizerRows } from "../../bench/conformance/own.js";
import { read } from "../helpers/docs.js";
import { activationMakers, activations, losses, lossMakers, optimizerMakers } from "../helpers/exported.js";

const page = read("docs/conformance.md");
const own = page.split("\n## deltarule itself\n")[1] ?? "";

/** The cells of the row whose first cell begins with this name. */
function row(name: string): string[] | undefined {
  const line = own.split("\n").find((text) => text.startsWith(`| ${name}`));
  return line?.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""));
}

describe("docs/conformance.md", () => {
  it("names every checked library with its version", () => {
    const { dependencies } = JSON.parse(read("bench/conformance/package.json"));
    const names = Object.keys(dependencies).filter((name) => name !== "ml-matrix");
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !page.includes(`### ${name} ${dependencies[name]}`))).toEqual([]);
  });

  it("has a row for every exported optimizer and a column for every exported loss", () => {
    const names = optimizerMakers.map(({ title }) => title);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => row(`\`${name}`) === undefined)).toEqual([]);
    const columns = [...losses, ...lossMakers].map(({ title }) => title);
    expect(columns.filter((name) => !own.includes(`| \`${name}`))).toEqual([]);
  });

  it("has rows for the activations, except those added since the page was written", () => {
    const names = [...activations, ...activationMakers].map(({ title }) => title);
    expect(names.filter((name) => row(`\`${name}`) !== undefined).length).toBeGreaterThanOrEqual(15);
  });

  it("gives the checker's present verdicts on gradients, for three of the losses", () => {
    const some = losses.filter(({ title }) => ["binaryCrossEntropy", "crossEntropy", "squaredError"].includes(title));
    const { head, rows: all } = gradientRows(some);
    // Activations added since the page was written have no row.
    const rows = all.filter(([name]) => row(name) !== undefined);
    expect(rows.length).toBeGreaterThanOrEqual(15);
    const columns = row("activation") ?? [];
    const told = rows.map(([name]) => {
      const cells = row(name) ?? [];
      return [name, ...head.map((loss) => cells[columns.indexOf(loss)])];
    });
    expect(told).toEqual(rows);
    const cells = rows.filter(([name]) => name !== "`step`").flatMap((one) => one.slice(1));
    expect(new Set(cells)).toEqual(new Set(["right"]));
  });

  it("gives the checker's present verdicts on optimizers", () => {
    const rows = optimizerRows();
    expect(rows.map(([name]) => row(name))).toEqual(rows);
    expect(rows.filter((cells) => cells[1] === "right").length).toBeGreaterThan(8);
  });
});
