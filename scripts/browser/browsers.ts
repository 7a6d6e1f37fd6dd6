import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { env } from "node:process";
import { type Browser, chromium, firefox } from "playwright-core";

const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
const plain = ["--no-sandbox", "--disable-gpu", "--disable-sync", ...quiet];

interface InstalledBrowser {
  readonly name: string;
  /** Starts it with a driver. */
  launch(): Promise<Browser>;
  /** Opens a page without a driver, with a profile in this folder. */
  open(address: string, profile: string): ChildProcess;
}

/** Debian's Chromium and Firefox; nothing is downloaded. */
export const browsers: readonly InstalledBrowser[] = [
  {
    name: "chromium",
    launch: () =>
      chromium.launch({
        executablePath: installed("/usr/bin/chromium"),
        args: plain,
      }),
    open: (address, profile) =>
      start("/usr/bin/chromium", ["--headless", ...plain, `--user-data-dir=${profile}`, address], profile),
  },
  {
    name: "firefox",
    launch: () => firefox.launch({ executablePath: installed("/usr/bin/firefox-esr"), channel: "moz-firefox" }),
    open: (address, profile) =>
      start("/usr/bin/firefox-esr", ["--headless", "--no-remote", "--profile", profile, address], profile),
  },
];

function start(path: string, options: readonly string[], home: string): ChildProcess {
  return spawn(installed(path), options, { stdio: "ignore", detached: true, env: { ...env, HOME: home } });
}

function installed(path: string): string {
  if (existsSync(path)) return path;
  throw new Error(`there is no ${path}: apt-get install -y --no-install-recommends chromium firefox-esr`);
}
