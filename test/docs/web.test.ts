import { describe, expect, it } from "vitest";
import { allBlocks, type Block } from "../helpers/docs.js";
import { tsxErrors } from "../helpers/docsTypes.js";
import { checkImports, renderTsx, runHtml } from "../helpers/docsWeb.js";

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

  it("has another block on the same page that names each script", () => {
    for (const script of of("js").filter(({ page }) => of("html").some((block) => block.page === page))) {
      const [, name] = /^\/\/ (\S+\.js)\n/.exec(script.code) ?? [];
      const naming = [...of("html"), ...of("js")].filter(
        ({ page, line, code }) => page === script.page && line !== script.line && code.includes(`"./${name}"`),
      );
      expect(naming.length, `${script.page}:${script.line}`).toBe(1);
    }
  });

  it.each(of("js"))("imports what there is: $page, line $line", async (block) => {
    await checkImports(block);
  });

  it("compiles as TypeScript with JSX", () => {
    expect(tsxErrors(of("tsx"))).toEqual([]);
  });

  it.each(of("tsx"))("renders: $page, line $line", async (block) => {
    expect(await renderTsx(block)).toMatch(/^<\w+[\s\S]*<svg|^<\w+.*\d/);
  });
});
