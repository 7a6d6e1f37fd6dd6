/** What a git remote says about the place of a repository on the web. */

/** Where a repository can be read, and where its files and its issues are. */
export interface Place {
  /** The address to clone, without user names or tokens. */
  readonly repository: string;
  readonly homepage: string;
  readonly bugs: string;
  /** The address of a file as a page, and of its bytes. */
  page(path: string): string;
  raw(path: string): string;
}

interface Host {
  readonly issues: string;
  page(home: string, commit: string, path: string): string;
  raw(home: string, commit: string, path: string): string;
}

const github: Host = {
  issues: "/issues",
  page: (home, commit, path) => `${home}/blob/${commit}/${path}`,
  raw: (home, commit, path) =>
    `${home.replace("https://github.com/", "https://raw.githubusercontent.com/")}/${commit}/${path}`,
};
const gitlab: Host = {
  issues: "/-/issues",
  page: (home, commit, path) => `${home}/-/blob/${commit}/${path}`,
  raw: (home, commit, path) => `${home}/-/raw/${commit}/${path}`,
};
const bitbucket: Host = {
  issues: "/issues",
  page: (home, commit, path) => `${home}/src/${commit}/${path}`,
  raw: (home, commit, path) => `${home}/raw/${commit}/${path}`,
};
const codeberg: Host = {
  issues: "/issues",
  page: (home, commit, path) => `${home}/src/commit/${commit}/${path}`,
  raw: (home, commit, path) => `${home}/raw/commit/${commit}/${path}`,
};

const hosts: ReadonlyMap<string, Host> = new Map([
  ["github.com", github],
  ["gitlab.com", gitlab],
  ["bitbucket.org", bitbucket],
  ["codeberg.org", codeberg],
]);

/**
 * The place that a remote names, as `git@github.com:owner/name.git`, `ssh://…` or `https://…`; a
 * sentence where it is none that this knows. The commit makes the addresses of files permanent.
 */
export function placeOf(remote: string, commit: string): Place | string {
  const [, name = "", path = ""] =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+?)(?:\.git)?\/*$/.exec(remote) ??
    /^(?:[^@/\s]+@)?([\w.-]+\.[\w-]+):(?!\/\/)(.+?)(?:\.git)?\/*$/.exec(remote) ??
    [];
  const host = hosts.get(name.toLowerCase());
  if (host === undefined) return `the remote ${withoutSecrets(remote)} is none of ${[...hosts.keys()].join(", ")}`;
  if (!/^[\w.-]+(?:\/[\w.-]+)+$/.test(path)) return `the remote ${withoutSecrets(remote)} names no repository`;
  const home = `https://${name.toLowerCase()}/${path}`;
  return {
    repository: `git+${home}.git`,
    homepage: `${home}#readme`,
    bugs: `${home}${host.issues}`,
    page: (file) => host.page(home, commit, file),
    raw: (file) => host.raw(home, commit, file),
  };
}

function withoutSecrets(remote: string): string {
  return remote.replace(/\/\/[^@/]*@/, "//");
}
