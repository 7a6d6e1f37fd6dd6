/** The recipes of docs: their files, what builds them, and what a reader then does in the page. */
import type { Page } from "playwright-core";
import { type Block, blocksOf, read } from "../../test/helpers/docs.js";
import { type builds, type Files, lastLineInNode } from "./builds.js";

export interface Recipe {
  readonly name: string;
  readonly files: Files;
  readonly build: keyof typeof builds;
  /** As an address, or from the disk. */
  readonly open?: "file";
  /** Whether the page is cross-origin isolated. */
  readonly isIsolated?: true;
  /** Those besides Chromium. */
  readonly also?: "firefox";
  /**
   * What the page sends to its server, in Firefox without a driver: with one it may never return
   * from `new Worker` in a worker.
   */
  readonly tells?: RegExp;
  /** What was found; throws where it is not what the page promises. */
  act(page: Page): Promise<string>;
}

const blocks = (page: string, language: string): Block[] =>
  blocksOf(`docs/${page}.md`, read(`docs/${page}.md`)).filter((block) => block.language === language);

function only(page: string, language: string): string {
  const [block] = blocks(page, language);
  if (block === undefined) throw new Error(`docs/${page}.md has no block of ${language}`);
  return block.code;
}

/** Waits for text in an element, and gives it. */
async function text(page: Page, selector: string, wanted: RegExp): Promise<string> {
  const found = page.locator(selector).filter({ hasText: wanted });
  await found.waitFor({ timeout: 20_000 });
  return (await found.innerText()).trim();
}

const answers = (wanted: RegExp) => (page: Page) => text(page, "#answer", wanted);

/** Trains by the button, twice: the button works again when the training is over. */
async function train(page: Page): Promise<string> {
  const said = page.locator("p");
  await page.locator("button").click();
  const first = await text(page, "p", /Loss: 0\.00/);
  await page.locator("button:enabled").click();
  // The second training goes on from the first, so its loss is another one.
  const second = said.filter({ hasText: /Loss: 0\.00/, hasNotText: first });
  await second.waitFor({ timeout: 20_000 });
  return `${first}, then ${await second.innerText()}`;
}

/** The first training is refused, which the page says; then the button works. */
const refused =
  'import { Sequential } from "deltarule";\nconst { fitAsync } = Sequential.prototype;\n' +
  "Sequential.prototype.fitAsync = function () {\n  Sequential.prototype.fitAsync = fitAsync;\n" +
  '  return Promise.reject(new Error("refused"));\n};\n';

async function trainAfterRefusal(page: Page): Promise<string> {
  await page.locator("button").click();
  const said = await text(page, "p", /refused/);
  return `${said}, ${await train(page)}`;
}

const [global, fromDisk, module, importMap] = blocks("plain-html", "html").map(({ code }) => code);
const workers = Object.fromEntries(
  blocks("worker", "js").map(({ code }) => [/^\/\/ (\S+)/.exec(code)?.[1] ?? "", code]),
);
const worker: Files = { "index.html": only("worker", "html"), ...workers };
const copied: Files = Object.fromEntries(
  Object.entries(worker).map(([name, code]) => [name, code.replaceAll('"deltarule"', '"./deltarule.min.js"')]),
);
const page = (script: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A recipe</title><body><div id="app"></div><script type="module" src="./${script}"></script>`;
const react = only("react", "tsx");

/** Keeps a network in each place of docs/saving.md, and finds the same bits there. */
const keeping = `import { Layer, Sequential, tanh } from "deltarule";
import { download, keep, kept, store, stored, upload } from "./storage.js";
const net = new Sequential([new Layer(2, 8, tanh), new Layer(8, 1)], { seed: 1 });
const answer = net.predict([1, 2])[0];
const none = [kept("none"), await stored("none")];
keep(net);
await store(net);
const file = new File([JSON.stringify(net)], "net.json");
const found = [kept(), await stored(), await upload(file)];
const same = none.every((net) => net === null) && found.every((net) => net.predict([1, 2])[0] === answer);
download(net);
document.querySelector("#app").innerHTML = "<p id=answer>" + (same ? "the same bits in 3 places" : "other bits") + "</p>";
`;

/** The scripts of docs/scale.md, for a page. */
const scale = Object.fromEntries(
  blocks("scale", "js")
    .map(({ code }) => [/^\/\/ (\S+)/.exec(code)?.[1] ?? "", code] as const)
    .reverse(),
);
/** Stops a training that would last for hours, then asks the pool for another. */
const stopping = `import { Layer, mse, Sequential, tanh } from "deltarule";
import { serve } from "deltarule/parallel";
let trials = 0;
serve(({ epochs }, { signal, report }) => {
  trials++;
  report(trials);
  const net = new Sequential([new Layer(1, 4, tanh), new Layer(4, 1)], { seed: 1 });
  net.fit([[0], [1]], [[0], [1]], { loss: mse, epochs, signal, onWarning: () => {} });
  return { loss: trials };
});
`;
const { "search.js": search = "" } = scale;
const shown = "console.log(best.options)";
const searching = `${search.replace(/^import \{ Worker \}.*\n/m, "").replace(shown, "const found = best")}
const stop = openPool(() => new Worker(new URL("./stopping.js", import.meta.url), { type: "module" }), { size: 1 });
const control = new AbortController();
const onReport = () => setTimeout(() => control.abort(new Error("enough")), 100);
const reason = await stop.run({ epochs: 1e9 }, { signal: control.signal, onReport }).catch((error) => error);
const { loss } = await stop.run({ epochs: 1 });
await stop.close();
const said = document.querySelector("#app");
said.id = "answer";
said.textContent = [found.index, found.score, reason.message, loss === 2 ? "the same worker" : "another worker"].join(" ");
`;
const parallel: Files = {
  "index.html": page("page.js"),
  "page.js": searching,
  "trial.js": scale["trial.js"] ?? "",
  "stopping.js": stopping,
};
/** The same with addresses: a worker has no import map. */
const addressed: Files = Object.fromEntries(
  Object.entries(parallel).map(([name, code]) => [
    name,
    code.replaceAll(
      /"deltarule(\/parallel)?"/g,
      (_, entry) => `"./node_modules/deltarule/dist${entry ?? "/index"}.js"`,
    ),
  ]),
);
const searched = (stopped: RegExp) => async (page: Page) => {
  const found = await text(page, "#answer", stopped);
  const wanted = lastLineInNode(
    { ...scale, "search.js": search.replace(shown, "console.log(best.index, best.score)") },
    "search.js",
  );
  if (found.startsWith(wanted)) return `the bits of Node, ${found}`;
  throw new Error(`found ${found}, wanted ${wanted}`);
};
/** A page that starts the engine of docs/scale.md in a worker, in a function as the page says. */
const [imports = "", ...training] = (blocks("scale", "ts")[0]?.code ?? "").split("\n\n");
const threaded: Files = {
  "index.html": page("page.js"),
  "page.js": `const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const said = document.querySelector("#app");
worker.onmessage = ({ data }) => {
  said.id = "answer";
  said.textContent = data;
  fetch("/", { method: "POST", body: data });
};
`,
  "worker.js": `${imports}
async function train() {
${training.join("\n").replace(/^net\.engine\.name;.*/m, "postMessage(net.engine.name);")}
}
train();
`,
};

export const recipes: readonly Recipe[] = [
  { name: "a script tag from a CDN", files: { "index.html": global ?? "" }, build: "none", act: answers(/^0\.9/) },
  {
    name: "a script tag, opened from disk",
    files: { "index.html": fromDisk ?? "" },
    build: "none",
    open: "file",
    act: answers(/^9\.0/),
  },
  { name: "one module", files: { "index.html": module ?? "" }, build: "none", act: answers(/^0\.9/) },
  { name: "an import map", files: { "index.html": importMap ?? "" }, build: "none", act: answers(/^0\.9/) },
  { name: "a worker without a bundler", files: copied, build: "none", act: answers(/^0\.[789]/) },
  ...(["vite", "webpack", "esbuild", "rollup"] as const).map(
    (build): Recipe => ({ name: `a worker with ${build}`, files: worker, build, act: answers(/^0\.[789]/) }),
  ),
  ...(["vite", "webpack", "esbuild", "rollup"] as const).map(
    (build): Recipe => ({
      name: `a search in workers with ${build}, isolated`,
      files: parallel,
      build,
      isIsolated: true,
      ...(build === "vite" && { also: "firefox" }),
      act: searched(/enough the same worker$/),
    }),
  ),
  {
    name: "a search in workers without a bundler",
    files: addressed,
    build: "none",
    also: "firefox",
    act: searched(/enough another worker$/),
  },
  {
    name: "threads with vite, isolated",
    files: threaded,
    build: "vite",
    isIsolated: true,
    tells: /^simd on 2 threads$/,
    act: answers(/^simd on 2 threads$/),
  },
  { name: "threads with vite", files: threaded, build: "vite", act: answers(/not cross-origin isolated/) },
  {
    name: "storage in a browser",
    files: { "index.html": page("page.js"), "page.js": keeping, "storage.js": only("saving", "js") },
    build: "esbuild",
    act: async (page) => {
      const downloading = page.waitForEvent("download");
      const found = await text(page, "#answer", /the same bits/);
      return `${found}, and ${(await downloading).suggestedFilename()}`;
    },
  },
  {
    name: "React with vite",
    files: {
      "index.html": page("main.tsx"),
      "Xor.tsx": react,
      "main.tsx":
        refused +
        'import { StrictMode } from "react";\nimport { createRoot } from "react-dom/client";\nimport Xor from "./Xor";\n' +
        'createRoot(document.querySelector("#app")!).render(<StrictMode><Xor /></StrictMode>);\n',
      "tsconfig.json": '{ "compilerOptions": { "jsx": "react-jsx" } }',
    },
    build: "vite",
    act: trainAfterRefusal,
  },
  {
    name: "React in Next",
    files: {
      "app/page.tsx": `"use client";\n${react}`,
      "app/layout.jsx":
        'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
      "next.config.mjs":
        'export default { output: "export", typescript: { ignoreBuildErrors: true }, outputFileTracingRoot: import.meta.dirname };\n',
    },
    build: "next",
    act: train,
  },
  {
    name: "Vue with vite",
    files: {
      "index.html": page("main.js"),
      "Xor.vue": only("frameworks", "vue"),
      "main.js": `${refused}import { createApp } from "vue";\nimport Xor from "./Xor.vue";\ncreateApp(Xor).mount("#app");\n`,
    },
    build: "vite",
    act: trainAfterRefusal,
  },
  {
    name: "Svelte with vite",
    files: {
      "index.html": page("main.js"),
      "Xor.svelte": only("frameworks", "svelte"),
      "main.js":
        refused +
        'import { mount } from "svelte";\nimport Xor from "./Xor.svelte";\nmount(Xor, { target: document.querySelector("#app") });\n',
    },
    build: "vite",
    act: trainAfterRefusal,
  },
];
