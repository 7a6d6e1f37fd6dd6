import { describe, expect, it } from "vitest";
import { allBlocks, type Block } from "../helpers/docs.js";
import { tsxErrors } from "../helpers/docsTypes.js";
import { renderTsx, runHtml } from "../helpers/docsWeb.js";

const blocks = allBlocks();
const of = (language: string): Block[] => blocks.filter((block) => block.language === language);
const samePage = ({ page }: Block): Block[] => blocks.filter((block) => block.page === page && block.language === "js");

describe("the pages' code for the web", () => {
  it("is found", () => {
    expect(of("html").length).toBeGreaterThanOrEqual(2);
    expect(of("tsx").length).toBeGreaterThanOrEqual(1);
  });

  it.each(of("html"))("runs and shows a number: $page, line $line", async (block) => {
    const elements = await runHtml(block, samePage(block));
    const shown = [...elements.values()].map(({ textContent, innerHTML }) => textContent + innerHTML);
    expect(shown.some((text) => /\d/.test(text))).toBe(true);
  });

  it("has an HTML block on the same page that starts each worker", () => {
    // The threads of Node are those of programs.test.ts.
    for (const worker of of("js").filter(({ code }) => !/"deltarule\/(parallel|bullmq)"/.test(code))) {
      const [, name] = /^\/\/ (\S+\.js)\n/.exec(worker.code) ?? [];
      const starts = of("html").filter(({ page, code }) => page === worker.page && code.includes(`"./${name}"`));
      expect(starts.length, `${worker.page}:${worker.line}`).toBe(1);
    }
  });

  it("compiles as TypeScript with JSX", () => {
    expect(tsxErrors(of("tsx"))).toEqual([]);
  });

  it.each(of("tsx"))("renders: $page, line $line", async (block) => {
    expect(await renderTsx(block)).toMatch(/^<\w+[\s\S]*<svg|^<\w+.*\d/);
  });
});
