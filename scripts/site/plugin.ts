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
  JSX,
  KindRouter,
  type Reflection,
  ReflectionKind,
  RendererEvent,
} from "typedoc";
import { groups, root, sitePages } from "./pages.js";

type MarkdownIt = Parameters<typeof tex>[0];

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
    for (const entry of project.getChildrenByKind(ReflectionKind.Module)) {
      entry.name = entry.name === "index" ? "deltarule" : `deltarule/${entry.name}`;
    }
  });
  app.renderer.hooks.on("head.end", ({ relativeURL }) =>
    JSX.createElement("link", { rel: "stylesheet", href: relativeURL("assets/katex.css") }),
  );
  app.renderer.hooks.on("sidebar.begin", ({ relativeURL }) =>
    JSX.createElement(
      "a",
      { class: "playground-link", href: relativeURL("playground/index.html") },
      "Playground · 游乐场",
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

function copyKatex(assets: string): void {
  const from = dirname(createRequire(import.meta.url).resolve("katex"));
  const css = readFileSync(join(from, "katex.min.css"), "utf8");
  writeFileSync(join(assets, "katex.css"), css.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)/g, ""));
  mkdirSync(join(assets, "fonts"), { recursive: true });
  for (const name of readdirSync(join(from, "fonts")).filter((file) => file.endsWith(".woff2"))) {
    cpSync(join(from, "fonts", name), join(assets, "fonts", name));
  }
}
