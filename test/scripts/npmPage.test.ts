import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { fill, placeIn, restore } from "../../scripts/npm-page.js";
import { withAbsoluteLinks, withPlace } from "../../scripts/npmPage/page.js";
import { type Place, placeOf } from "../../scripts/npmPage/remote.js";

const script = fileURLToPath(new URL("../../scripts/npm-page.ts", import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const place = placeOf("git@github.com:made-up/net.git", "c0ffee") as Place;
const readme = "# Net\n\n![a net](docs/net.svg) [guide](docs/guide.md#start)\n";
const packageJson = { name: "made-up-net", version: "1.0.0", files: ["docs"], license: "MIT" };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function project(remotes: Record<string, string>, scripts: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "deltarule-npm-page-"));
  folders.push(folder);
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "docs/guide.md"), "# Guide\n");
  writeFileSync(join(folder, "README.md"), readme);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...packageJson, scripts }));
  const git = (...words: string[]) => execFileSync("git", words, { cwd: folder, stdio: "ignore" });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "first");
  for (const [name, url] of Object.entries(remotes)) git("remote", "add", name, url);
  return folder;
}
const text = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

describe("the place that a remote names", () => {
  it.each([
    ["git@github.com:made-up/net.git", "https://github.com/made-up/net"],
    ["https://github.com/made-up/net", "https://github.com/made-up/net"],
    ["https://user:token@github.com/made-up/net.git/", "https://github.com/made-up/net"],
    ["ssh://git@github.com:22/made-up/net.js.git", "https://github.com/made-up/net.js"],
    ["git+https://GitLab.com/group/part/net.git", "https://gitlab.com/group/part/net"],
  ])("of %s is %s", (remote, home) => {
    expect(placeOf(remote, "c0ffee")).toMatchObject({ repository: `git+${home}.git`, homepage: `${home}#readme` });
  });

  it("has each host's addresses of pages, bytes and issues", () => {
    const of = (remote: string) => {
      const { page, raw, bugs } = placeOf(remote, "c0ffee") as Place;
      return [page("docs/a.md"), raw("docs/a.svg"), bugs];
    };
    expect(of("https://github.com/a/b")).toEqual([
      "https://github.com/a/b/blob/c0ffee/docs/a.md",
      "https://raw.githubusercontent.com/a/b/c0ffee/docs/a.svg",
      "https://github.com/a/b/issues",
    ]);
    expect(of("https://gitlab.com/a/b")).toEqual([
      "https://gitlab.com/a/b/-/blob/c0ffee/docs/a.md",
      "https://gitlab.com/a/b/-/raw/c0ffee/docs/a.svg",
      "https://gitlab.com/a/b/-/issues",
    ]);
    expect(of("https://codeberg.org/a/b")[0]).toBe("https://codeberg.org/a/b/src/commit/c0ffee/docs/a.md");
    expect(of("https://bitbucket.org/a/b")[1]).toBe("https://bitbucket.org/a/b/raw/c0ffee/docs/a.svg");
  });

  it.each([
    ["/srv/git/net.git", "none of github.com"],
    ["file:///srv/net.git", "none of github.com"],
    ["https://user:token@example.org/a/b.git", "the remote https://example.org/a/b.git is none of"],
    ["https://github.com/alone", "names no repository"],
    ["", "none of github.com"],
  ])("is none for %j", (remote, sentence) => {
    expect(placeOf(remote, "c0ffee")).toContain(sentence);
  });
});

describe("what npm shows", () => {
  it("keeps a repository that package.json names itself", () => {
    const own = JSON.stringify({ name: "a", version: "1.0.0", homepage: "https://example.org" });
    expect(JSON.parse(withPlace(own, place))).toEqual({
      name: "a",
      version: "1.0.0",
      repository: { type: "git", url: "git+https://github.com/made-up/net.git" },
      homepage: "https://example.org",
      bugs: { url: "https://github.com/made-up/net/issues" },
    });
  });

  it.each([
    ["[a](docs/a.md#x)", "[a](https://github.com/made-up/net/blob/c0ffee/docs/a.md#x)"],
    ["[a](./docs/../b.md)", "[a](https://github.com/made-up/net/blob/c0ffee/b.md)"],
    ["![a](a.svg)", "![a](https://raw.githubusercontent.com/made-up/net/c0ffee/a.svg)"],
    [
      "[`a`](a.ts) and [b](b.md)",
      "[`a`](https://github.com/made-up/net/blob/c0ffee/a.ts) and [b](https://github.com/made-up/net/blob/c0ffee/b.md)",
    ],
    ['<img alt="" src="a.png">', '<img alt="" src="https://raw.githubusercontent.com/made-up/net/c0ffee/a.png">'],
    ["[a]: docs/a.md", "[a]: https://github.com/made-up/net/blob/c0ffee/docs/a.md"],
  ])("turns %s absolute", (markdown, wanted) => {
    expect(withAbsoluteLinks(markdown, place)).toBe(wanted);
  });

  it.each([
    "[a](#here)",
    "[a](https://example.org/a.md)",
    "[a](mailto:a@example.org)",
    "[a](../outside.md)",
    "`[a](a.md)`",
    "```md\n[a](a.md)\n```",
  ])("leaves %j", (markdown) => {
    expect(withAbsoluteLinks(markdown, place)).toBe(markdown);
  });
});

describe("packing", () => {
  const run = `node --import ${tsx} ${script}`;
  const pack = (folder: string): { packed: Record<string, unknown>; readme: string; said: string } => {
    const said = execFileSync("sh", ["-c", "npm pack --loglevel=error 2>&1"], { cwd: folder, encoding: "utf8" });
    execFileSync("tar", ["-xzf", "made-up-net-1.0.0.tgz"], { cwd: folder });
    return {
      packed: JSON.parse(text(folder, "package/package.json")),
      readme: text(folder, "package/README.md"),
      said,
    };
  };
  const scripts = { prepack: `${run} fill`, postpack: `${run} restore`, postpublish: `${run} restore` };

  it("fills the page from the remote, and leaves the folder as it was", () => {
    const folder = project({ origin: "https://token@github.com/made-up/net.git" }, scripts);
    const before = text(folder, "package.json");
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim();
    const { packed, readme: shown } = pack(folder);
    expect(packed).toMatchObject({
      repository: { type: "git", url: "git+https://github.com/made-up/net.git" },
      homepage: "https://github.com/made-up/net#readme",
      bugs: { url: "https://github.com/made-up/net/issues" },
    });
    expect(shown).toContain(`(https://github.com/made-up/net/blob/${commit}/docs/guide.md#start)`);
    expect(shown).toContain(`(https://raw.githubusercontent.com/made-up/net/${commit}/docs/net.svg)`);
    expect([text(folder, "package.json"), text(folder, "README.md")]).toEqual([before, readme]);
    expect(existsSync(join(folder, ".npm-page"))).toBe(false);
  });

  it("says that there is no remote, and leaves the fields out", () => {
    const folder = project({}, scripts);
    const { packed, readme: shown, said } = pack(folder);
    expect(said).toContain("npm page: git has no remote: repository, homepage and bugs are left out");
    expect(Object.keys(packed)).toEqual(["name", "version", "files", "license", "scripts"]);
    expect(shown).toBe(readme);
  });

  it("waits for postpublish where npm publishes", () => {
    const folder = project({ origin: "https://github.com/made-up/net" });
    fill(folder);
    const publish = { npm_command: "publish", npm_lifecycle_event: "postpack" };
    execFileSync(execPath, ["--import", tsx, script, "restore"], { cwd: folder, env: { ...process.env, ...publish } });
    expect(text(folder, "package.json")).toContain('"homepage"');
    expect(restore(folder)).toBe("package.json and README.md are as they were");
    expect(text(folder, "package.json")).not.toContain('"homepage"');
  });

  it("takes the only remote, or origin among several", () => {
    expect(placeIn(project({ up: "https://github.com/a/b" }))).toMatchObject({
      homepage: "https://github.com/a/b#readme",
    });
    const both = { up: "https://github.com/a/b", origin: "https://github.com/c/d" };
    expect(placeIn(project(both))).toMatchObject({ homepage: "https://github.com/c/d#readme" });
    const { origin: _, ...others } = { ...both, down: "https://github.com/e/f" };
    expect(placeIn(project(others))).toBe("none of git's remotes is called origin");
  });

  it("does not lose what was edited in between", () => {
    const folder = project({ origin: "https://github.com/made-up/net" });
    fill(folder);
    writeFileSync(join(folder, "README.md"), "edited");
    expect(() => restore(folder)).toThrow("README.md changed since packing: the original is in .npm-page");
    expect([text(folder, "README.md"), text(folder, ".npm-page/README.md")]).toEqual(["edited", readme]);
    expect(text(folder, "package.json")).not.toContain('"homepage"');
    expect(() => fill(folder)).toThrow("README.md changed since packing");
  });

  it("fills once more after a publication that failed", () => {
    const folder = project({ origin: "https://github.com/made-up/net" });
    fill(folder);
    const first = text(folder, "package.json");
    fill(folder);
    expect(text(folder, "package.json")).toBe(first);
    restore(folder);
    expect(text(folder, "README.md")).toBe(readme);
  });
});

describe("the package", () => {
  it("carries every file that its README shows or links", () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const words = ["pack", "--dry-run", "--ignore-scripts", "--json", "--loglevel=error"];
    const [{ files }] = JSON.parse(execFileSync("npm", words, { cwd: root, encoding: "utf8" }));
    const packed = files.map(({ path }: { path: string }) => path);
    const links = [...text(root, "README.md").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => path);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !packed.includes(path))).toEqual([]);
  });
});
