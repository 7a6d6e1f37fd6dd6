/**
 * Measures the same as bench/eventLoop.ts in a page of headless Chromium (Debian's, or the one that
 * CHROMIUM names).
 *
 *     npx tsx --tsconfig test/tsconfig.json bench/eventLoopChromium.ts
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const bundle = await build({
  entryPoints: [path("eventLoopPage.ts")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  write: false,
  alias: { deltarule: path("../src/core/index.ts") },
});

const server = createServer((request, response) => {
  if (request.method === "POST") {
    request.setEncoding("utf8").on("data", (text: string) => console.log(text));
    request.on("end", () => {
      response.end();
      server.emit("measured");
    });
    return;
  }
  const isScript = request.url === "/page.js";
  response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
  response.end(
    isScript ? bundle.outputFiles[0]?.contents : '<!doctype html><script type="module" src="/page.js"></script>',
  );
});
server.listen(0, "127.0.0.1");
await once(server, "listening");

const profile = mkdtempSync(join(tmpdir(), "chromium-"));
const quiet = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const { port } = server.address() as AddressInfo;
const browser = spawn(
  process.env.CHROMIUM ?? "chromium",
  ["--headless", "--no-sandbox", "--disable-gpu", ...quiet, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`],
  { stdio: "ignore" },
);
await once(server, "measured");
browser.kill();
await once(browser, "exit");
server.closeAllConnections();
server.close();
rmSync(profile, { recursive: true, force: true });
