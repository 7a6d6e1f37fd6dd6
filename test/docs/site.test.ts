import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { siteErrors } from "../../scripts/check-site.js";
import { inChinese, isChinese } from "../../scripts/site/chinese.js";
import { guides, titleOf, withFooters } from "../../scripts/site/footers.js";
import { groups, sitePages } from "../../scripts/site/pages.js";
import { pages, read } from "../helpers/docs.js";

describe("the site's pages", () => {
  it("are all pages of docs, each once, with guides before reference", () => {
    const paths = sitePages().map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(pages().filter((path) => path.startsWith("docs/"))));
    expect(paths[0]).toBe("docs/quick-start.md");
    const order = sitePages().map(({ group }) => groups.indexOf(group));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });
});

describe("the guides", () => {
  it("lead to the one before and the one after: npx tsx scripts/footers.ts", () => {
    const wrong = [...withFooters()].filter(([path, text]) => read(path) !== text).map(([path]) => path);
    expect(wrong).toEqual([]);
    expect(guides().slice(0, 2)).toEqual(["docs/quick-start.md", "docs/concepts.md"]);
    expect(read("docs/concepts.md")).toMatch(/\[Quick start\]\(quick-start\.md\) · Next: \[Regression/);
  });

  it("have one title each, and no two the same", () => {
    const titles = guides().map(titleOf);
    expect(new Set(titles).size).toBe(titles.length);
    for (const path of guides()) {
      const text = read(path).replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, "");
      expect(text.match(/^# /gm), path).toHaveLength(1);
    }
  });

  it("are linked with their Chinese pages, both ways", () => {
    const chinese = guides().filter((path) => path.startsWith("docs/zh-"));
    expect(chinese.length).toBeGreaterThanOrEqual(4);
    for (const path of chinese) {
      const english = path.replace("docs/zh-", "docs/");
      expect(read(path)).toContain(`\n[English](${english.slice("docs/".length)})\n`);
      expect(read(english)).toContain(`\n[中文](${path.slice("docs/".length)})\n`);
    }
  });

  it("can all be reached from the README", () => {
    const links = (page: string): string[] => {
      const folder = page.includes("/") ? page.slice(0, page.lastIndexOf("/") + 1) : "";
      return [...read(page).matchAll(/\]\(([\w./-]+\.md)/g)].map(([, path]) => posix.normalize(folder + path));
    };
    const seen = new Set(["README.md"]);
    for (const page of seen) for (const path of links(page)) seen.add(path);
    expect(guides().filter((path) => !seen.has(path))).toEqual([]);
  });
});

describe("the Chinese pages of the site", () => {
  it("have their language, and their frame in it", () => {
    const frame =
      '<html class="default" lang="en"><button aria-label="Search"></button><h3>On This Page</h3><input placeholder="Search the docs"/><li>Loading...</li>';
    expect(inChinese(frame)).toBe(
      '<html class="default" lang="zh-Hans"><button aria-label="搜索"></button><h3>本页目录</h3><input placeholder="搜索文档"/><li>加载中……</li>',
    );
    expect(guides().filter(isChinese)).toEqual(guides().filter((path) => path.startsWith("docs/zh-")));
    expect(isChinese("documents/zh-concepts.html")).toBe(true);
    expect(isChinese("documents/concepts.html")).toBe(false);
  });

  it("leave words of the text as they are", () => {
    const text = '<p lang="en">Search for Copy.</p><code>Theme</code><a title="Menus">Light up</a>';
    expect(inChinese(text)).toBe(text);
  });
});

describe("the check of the site", () => {
  const folders: string[] = [];
  const site = (files: Record<string, string>): string => {
    const folder = mkdtempSync(join(tmpdir(), "deltarule-site-"));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it("accepts links to pages, to anchors on them, and to other sites", () => {
    const first =
      '<a href="docs/b.html#here">b</a><a href="https://example.org">c</a><a href="#top" id="top">d</a><img src="p.svg">';
    expect(siteErrors(site({ "a.html": first, "docs/b.html": '<h2 id="here"></h2>', "p.svg": "<svg/>" }))).toEqual([]);
  });

  it.each([
    ['<a class="x" href="none.html">', "a.html: there is no none.html"],
    ['<a href="b.html#nowhere">', "a.html: there is no b.html#nowhere"],
    ['<a href="#nowhere">', "a.html: there is no #nowhere"],
    ['<img src="none.png" />', "a.html: there is no none.png"],
    ['<a href="../outside.html">', "a.html: there is no ../outside.html"],
    [
      '<script src="https://example.org/x.js"></script>',
      "a.html: <script src> loads https://example.org/x.js from elsewhere",
    ],
    [
      '<link rel="stylesheet" href="//example.org/x.css">',
      "a.html: <link href> loads //example.org/x.css from elsewhere",
    ],
    ['<span class="katex-error">', "a.html: a formula failed"],
    [
      '<title>A</title><meta name="description" content="a"/><h1>A</h1><h1 class="tsd-b">B</h1>',
      "a.html: 2 × h1, wanted 1",
    ],
    ['<title>A</title><h1 class="tsd-a">A</h1>', "a.html: 0 × description, wanted 1"],
  ])("objects to %s", (html, error) => {
    expect(siteErrors(site({ "a.html": html, "b.html": "" }))).toEqual([error]);
  });

  it("objects to fonts that are missing or elsewhere", () => {
    const css =
      "@font-face{src:url(fonts/a.woff2)} a{background:url(https://example.org/a.png)} b{background:url(data:,)}";
    expect(siteErrors(site({ "assets/k.css": css }))).toEqual([
      "assets/k.css: there is no fonts/a.woff2 in the site",
      "assets/k.css: there is no https://example.org/a.png in the site",
    ]);
  });
});
