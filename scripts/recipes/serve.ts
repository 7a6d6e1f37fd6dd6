import { EventEmitter } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { home } from "./builds.js";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};
const root = join(home, "../..");

/** What makes a page cross-origin isolated: it and its workers may share memory. */
const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

interface Served {
  readonly address: string;
  /** Emits as "told" what the page sends. */
  readonly told: EventEmitter;
  close(): Promise<void>;
}

/** Serves the folder, whose page is index.html. */
export async function serve(folder: string, isIsolated = false): Promise<Served> {
  const told = new EventEmitter();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (request.method === "POST") {
      text(request).then((body) => told.emit("told", body));
      response.writeHead(204).end();
      return;
    }
    try {
      if (!statSync(file).isFile()) throw new Error(file);
      const type = { "content-type": `${types[extname(file)] ?? "text/plain"}; charset=utf-8` };
      response.writeHead(200, isIsolated ? { ...type, ...isolation } : type);
      response.end(readFileSync(file));
    } catch {
      // Browsers ask for an icon by themselves.
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

/** Gives a page the package's own files in the place of the CDN. */
export async function standInForCdn(page: Page): Promise<void> {
  const { jsdelivr, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [major, minor] = version.split(".");
  const cdn = `https://cdn.jsdelivr.net/npm/deltarule@${major}.${minor}`;
  await page.route(`${cdn}**`, async (route) => {
    const path = route.request().url().slice(cdn.length) || jsdelivr;
    const headers = { "access-control-allow-origin": "*" };
    await route.fulfill({ body: readFileSync(join(root, path)), contentType: "text/javascript", headers });
  });
}
