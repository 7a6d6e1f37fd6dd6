import * as deltarule from "deltarule";
import { sgd, squaredError } from "deltarule";
import { describe, expect, it } from "vitest";
import { descentPicture } from "../../scripts/descent-picture.js";
import { picture } from "../../scripts/readme-picture.js";
import { allBlocks, blockError, brokenLinks, npmScripts, pages, programsOf, read, run } from "../helpers/docs.js";
import { typeErrors } from "../helpers/docsTypes.js";
import { notesNetwork } from "../helpers/explain.js";

const blocks = allBlocks();
const programs = programsOf(blocks);

describe("the code in pages and doc comments", () => {
  it("is found", () => {
    expect(pages()).toEqual(expect.arrayContaining(["README.md", "docs/walkthrough.md"]));
    const found = new Set(programs.map(({ page }) => page));
    expect([...found]).toEqual(expect.arrayContaining(["README.md", "docs/walkthrough.md", "src/core/losses/loss.ts"]));
  });

  it("compiles under strict TypeScript", () => {
    expect(typeErrors(programs)).toEqual([]);
  });

  it.each(programs)("gives the values in its comments: $page, line $line", async (program) => {
    await run(program);
  });

  it("names existing commands, and uses only languages that are checked", () => {
    expect(blocks.map((block) => blockError(block, npmScripts())).filter((error) => error !== null)).toEqual([]);
  });
});

describe("the links and pictures of the pages", () => {
  it.each(pages())("lead to existing files or to other sites: %s", (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });
});

describe("the pages' text and pictures", () => {
  const walkthrough = read("docs/walkthrough.md");

  it("include the picture that its script draws", () => {
    expect(read("docs/network.svg")).toBe(picture());
  });

  it("compare libraries by the figures of the benchmark", () => {
    const results = read("bench/results.md");
    const rows = (title: string): Map<string, number> => {
      const text = results.split(`### ${title}`)[1].split("\n### ")[0];
      const found = [...text.matchAll(/^\| ([^|]+?) \| ([\d,.]+) \|/gm)];
      return new Map(found.map(([, name, value]) => [name, Number(value.replaceAll(",", ""))]));
    };
    const best = (of: Map<string, number>, names: string[], pick: (...values: number[]) => number): number =>
      pick(...names.flatMap((name) => of.get(name) ?? []));
    const wanted = [
      ["2-4-1, batches of 4", "W1b", Math.max],
      ["4-16-3, batches of 16", "W2", Math.max],
      ["784-128-10, batches of 32", "W3a", Math.max],
      ["start of a process", "W6", Math.min],
    ] as const;
    for (const [label, title, pick] of wanted) {
      const line =
        read("README.md")
          .split("\n")
          .find((text) => text.includes(label)) ?? "";
      const stated = line
        .split("|")
        .slice(2, 6)
        .map((cell) => Number(cell.replaceAll(/[,\sms]/g, "")));
      const measured = rows(`${title}:`);
      const own = best(measured, ["deltarule simd f32", "deltarule simd f64"], pick);
      const others = [["brain.js"], ["synaptic"], ["tfjs cpu", "tfjs wasm"]].map((names) =>
        best(measured, names, pick),
      );
      [own, ...others].forEach((value, k) => {
        // synaptic is too large for one of them: a word stands there.
        if (Number.isFinite(value)) expect(Math.round(value), `${label}, column ${k}`).toBe(stated[k]);
        else expect(stated[k]).toBeNaN();
      });
    }
  });

  it("name no speed in the design that the benchmark does not", () => {
    const paragraphs = read("docs/design.md").split("\n\n");
    const figures = paragraphs.filter((text) => text.includes("bench/results.md")).join(" ");
    const results = read("bench/results.md");
    const stated = figures.match(/\d{1,3}(?:,\d{3})+/g) ?? [];
    expect(stated.filter((figure) => !results.includes(`| ${figure} |`))).toEqual([]);
    expect(stated.length).toBeGreaterThan(4);
  });

  it("include the picture of gradient descent that its script draws", () => {
    expect(read("docs/descent.svg")).toBe(descentPicture());
  });

  it("name only exports in the table of all names", () => {
    const table = read("docs/overview.md").split("## What a program imports")[1].split("\n\n")[1];
    const rows = table.split("\n").filter((row) => !row.startsWith("| networks"));
    const names = [...rows.join("\n").matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !(name in deltarule))).toEqual([]);
  });

  it("end the walkthrough with the true values of the example", () => {
    const [x, t] = [[[0.35, 0.9]], [[0.5]]];
    const forward = notesNetwork().forward(x);
    const back = notesNetwork().backward(forward, t, squaredError);
    const [w13, w23, w14, w24, w35, w45] = back.gradient;
    const after = [1, 0.5].flatMap((learningRate) => {
      const stepped = notesNetwork();
      stepped.fit(x, t, { loss: squaredError, optimizer: sgd({ learningRate }), epochs: 1 });
      return [stepped.predict(x)[0][0], stepped.evaluate(x, t, { loss: squaredError }).loss];
    });
    const [hidden, last] = forward.layers;
    const wanted = [
      ...[...hidden.z.data, ...hidden.a.data, ...last.z.data, ...last.a.data],
      ...[back.loss, ...back.layers[1].delta.data, ...back.layers[0].delta.data],
      ...[w13, w23, w14, w24, w35, w45, ...after],
    ];
    const table = walkthrough.slice(walkthrough.lastIndexOf("|---|"));
    const printed = [...table.matchAll(/\| (0\.\d+) (?=\|)/g)].map(([, digits]) => Number(digits));
    expect(printed).toHaveLength(wanted.length);
    printed.forEach((value, i) => {
      expect(Math.abs(value / wanted[i] - 1)).toBeLessThan(1e-14);
    });
  });
});
