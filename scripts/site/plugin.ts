/**
 * A typedoc plugin for this site: pages in their order under headings, titles from their first
 * line, entries under the names that users import, and formulas by KaTeX with its fonts copied into
 * the site, so that it works offline.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { tex } from "@mdit/plugin-tex";
import katex from "katex";
import {
  Application,
  type Context,
  Converter,
  type DocumentReflection,
  IndexEvent,
  JSX,
  KindRouter,
  PageEvent,
  Reflection,
  ReflectionKind,
  RendererEvent,
} from "typedoc";
import { chineseGroup, chineseScript, inChinese, isChinese, links } from "./chinese.js";
import { groups, root, sitePages } from "./pages.js";
import { prepareIndex } from "./searching.js";

type MarkdownIt = Parameters<typeof tex>[0];

/** Opens a group of the sidebar, until a reader closes it. */
const opened = (group: string | undefined): string =>
  `try { localStorage["tsd-accordion-${group}"] ??= "true"; } catch {}`;

/** The entry point that typedoc calls. */
export function load(app: Application): void {
  const pages = sitePages();
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    app.options.setValue(
      "projectDocuments",
      pages.map(({ path }) => path),
    );
    app.options.setValue("router", "deltarule");
    app.options.setValue("groupOrder", [...groups, "*"]);
    app.options.setValue("markdownItLoader", (parser: MarkdownIt) => {
      parser.use(tex, { render: formula });
    });
  });
  app.renderer.defineRouter("deltarule", PageRouter);
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_: unknown, page: DocumentReflection) => {
    const file = relative(root, page.project.files.getReflectionPath(page) ?? "").replaceAll("\\", "/");
    const group = pages.find(({ path }) => path === file)?.group;
    if (group !== undefined) page.frontmatter.group = group;
    takeTitle(page);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) => {
    const [first] = project.readme ?? [];
    // The front page has its h1 from typedoc.
    if (first !== undefined) first.text = first.text.replace(/^\s*# .+\n/, "");
    for (const entry of project.getChildrenByKind(ReflectionKind.Module)) {
      entry.name = entry.name === "core" ? "deltarule" : `deltarule/${entry.name}`;
    }
  });
  app.renderer.on(IndexEvent.PREPARE_INDEX, (event: IndexEvent) =>
    prepareIndex(event, (page) => {
      const path = relative(root, page.project.files.getReflectionPath(page) ?? "").replaceAll("\\", "/");
      return /^(?:docs\/)?([\w/-]+)\.md$/.exec(path)?.[1] ?? "";
    }),
  );
  app.renderer.on(PageEvent.END, (event) => {
    if (event.isReflectionEvent()) tidyPage(event);
  });
  app.renderer.hooks.on("content.begin", ({ page, relativeURL }) =>
    page.model.isProject() ? doorways(relativeURL) : JSX.createElement(JSX.Fragment, null),
  );
  app.renderer.hooks.on("head.end", ({ page, relativeURL }) => {
    const script = isChinese(page.url) ? opened(chineseGroup) + chineseScript : opened(groups[0]);
    return JSX.createElement(
      JSX.Fragment,
      null,
      JSX.createElement("link", { rel: "stylesheet", href: relativeURL("assets/katex.css") }),
      JSX.createElement("script", null, JSX.createElement(JSX.Raw, { html: script })),
    );
  });
  app.renderer.hooks.on("sidebar.begin", ({ page, relativeURL }) =>
    JSX.createElement(
      "a",
      { class: "playground-link", href: relativeURL("playground/index.html") },
      isChinese(page.url) ? links.playground : links.both,
    ),
  );
  app.renderer.on(RendererEvent.END, ({ outputDirectory }: RendererEvent) =>
    copyKatex(join(outputDirectory, "assets")),
  );
}

/** Takes a page's address from its file name, so that a new title breaks no link. */
class PageRouter extends KindRouter {
  protected override getIdealBaseName(reflection: Reflection): string {
    const file = reflection.isDocument() ? reflection.project.files.getReflectionPath(reflection) : undefined;
    return file === undefined ? super.getIdealBaseName(reflection) : `documents/${basename(file, ".md")}`;
  }
}

/** Renders a formula; an invalid one fails the build. */
function formula(content: string, displayMode: boolean): string {
  return katex.renderToString(content, { displayMode, throwOnError: true, strict: "error" });
}

/** Sets a page's name to its first heading. */
function takeTitle(page: DocumentReflection): void {
  const title = /^\s*# (.+)\n/.exec(page.content[0]?.text ?? "")?.[1];
  if (title !== undefined) page.name = title.replaceAll("`", "");
}

/** The ways in, at the head of the front page. */
function doorways(relativeURL: (url: string) => string): JSX.Element {
  const link = (href: string, text: string) => JSX.createElement("a", { href: relativeURL(href) }, text);
  return JSX.createElement(
    "nav",
    { class: "doorways", "aria-label": "Start here" },
    link("documents/quick-start.html", "Quick start"),
    link("playground/index.html", links.both),
    link("documents/it-does-not-learn.html", "It does not learn"),
    link("documents/zh-quick-start.html", chineseGroup),
  );
}

/** One title, one description and one h1 for each page. */
function tidyPage(event: PageEvent): void {
  const { model } = event;
  if (!(model instanceof Reflection)) return;
  const name = model.isProject() ? "deltarule: small neural networks" : `${model.name} · deltarule`;
  const description = escapeHtml(describe(model));
  event.contents = (event.contents ?? "")
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeHtml(name)}</title>`)
    .replace(
      /<meta name="description" content="[^"]*"\/>/,
      () => `<meta name="description" content="${description}"/>`,
    );
  event.contents = accessible(event.contents);
  if (isChinese(event.url)) event.contents = inChinese(event.contents);
}

/** Mends what axe-core finds in typedoc's pages: scripts/check-site-looks.ts looks again. */
function accessible(html: string): string {
  let level = 1;
  const mended = html
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<div class="site-menu">', '<div class="site-menu" role="navigation" aria-label="Pages">')
    .replace('<div class="page-menu">', '<div class="page-menu" role="navigation" aria-label="This page">')
    // An aside stands beside the page, not within its text.
    .replaceAll("<aside", "<div")
    .replaceAll("</aside>", "</div>")
    // A cell without words heads nothing, and one with a formula alone needs words.
    .replaceAll(/<th([^>]*)>\s*<\/th>/g, "<td$1></td>")
    .replaceAll(
      /<th([^>]*)>(<span class="katex">(?:(?!<\/th>).)*?<annotation[^>]*>([^<]*)<\/annotation>)/gs,
      (_, attributes, cell, tex) => `<th${attributes}><span class="spoken">${tex}</span>${cell}`,
    )
    // What scrolls can be reached by keyboard.
    .replaceAll("<table>", '<table tabindex="0">')
    .replaceAll('<span class="katex-display">', '<span class="katex-display" tabindex="0">')
    // A summary is a button, and a button holds no link.
    .replaceAll(/<summary.*?<\/summary>/gs, (summary) => summary.replaceAll(/<a [^>]*tsd-anchor-icon.*?<\/a>/gs, ""));
  const [head = "", content = ""] = mended.split(/(?=<div class="col-content")/, 2);
  // No level of headings is left out.
  return (
    head +
    content.replaceAll(/<h([1-6])(\b[^>]*>.*?)<\/h\1>/gs, (_, given, rest) => {
      level = Math.min(Number(given), level + 1);
      return `<h${level}${rest}</h${level}>`;
    })
  );
}

/** The first paragraph of a page in plain words. */
function describe(model: Reflection): string {
  const parts = model.isDocument()
    ? model.content
    : model.isProject()
      ? (model.readme ?? [])
      : (model.comment ?? (model.isDeclaration() ? model.signatures?.[0]?.comment : undefined))?.summary;
  const paragraphs = (parts ?? [])
    .map(({ text }) => text)
    .join("")
    .split(/\n\s*\n/);
  const first =
    paragraphs.find((text) => /^\s*(?!```)[A-Z`*\u4e00-\u9fff]/.test(text)) ?? `${model.name} of deltarule.`;
  const plain = first
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*$]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return plain.length > 160 ? `${plain.slice(0, 157).replace(/\s+\S*$/, "")}…` : plain;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function copyKatex(assets: string): void {
  const from = dirname(createRequire(import.meta.url).resolve("katex"));
  const css = readFileSync(join(from, "katex.min.css"), "utf8");
  writeFileSync(join(assets, "katex.css"), css.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)/g, ""));
  mkdirSync(join(assets, "fonts"), { recursive: true });
  for (const name of readdirSync(join(from, "fonts")).filter((file) => file.endsWith(".woff2"))) {
    cpSync(join(from, "fonts", name), join(assets, "fonts", name));
  }
}
