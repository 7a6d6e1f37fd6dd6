import { existsSync } from "node:fs";
import { type Browser, chromium, firefox } from "playwright-core";

const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];

/** Debian's Chromium and Firefox; nothing is downloaded. */
export const browsers: readonly { readonly name: string; launch(): Promise<Browser> }[] = [
  {
    name: "chromium",
    launch: () =>
      chromium.launch({
        executablePath: installed("/usr/bin/chromium"),
        args: ["--no-sandbox", "--disable-gpu", "--disable-sync", ...quiet],
      }),
  },
  {
    name: "firefox",
    launch: () => firefox.launch({ executablePath: installed("/usr/bin/firefox-esr"), channel: "moz-firefox" }),
  },
];

function installed(path: string): string {
  if (existsSync(path)) return path;
  throw new Error(`there is no ${path}: apt-get install -y --no-install-recommends chromium firefox-esr`);
}
