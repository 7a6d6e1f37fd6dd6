import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pid, umask } from "node:process";
import {
  type Checkpoint,
  DeltaruleError,
  FormatError,
  Layer,
  OptionError,
  Sequential,
  squaredError,
  tanh,
} from "deltarule";
import { loadCheckpoint, saveCheckpoint } from "deltarule/node";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { temporaryName } from "../../src/node/temporary.js";
import { thrownBy } from "../helpers/failures.js";

/** The call that fails with this code, so many times. */
const broken = vi.hoisted(() => ({ call: "", code: "ENOSPC", times: Infinity }));
/** What the next random bytes are. */
const drawn = vi.hoisted(() => ({ bytes: [] as number[] }));
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  const randomBytes = (size: number) => Buffer.alloc(size, drawn.bytes.shift() ?? crypto.randomBytes(size));
  return { ...crypto, randomBytes };
});
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const failing = <F extends (...given: never[]) => unknown>(name: string, real: F): F =>
    ((...given: Parameters<F>) => {
      const { call, code, times } = broken;
      if (call === name && times > 0) {
        broken.times = times - 1;
        throw Object.assign(new Error(`${code}: no space left on device`), { code });
      }
      return real(...given);
    }) as F;
  return {
    ...fs,
    openSync: failing("openSync", fs.openSync),
    writeFileSync: failing("writeFileSync", fs.writeFileSync),
    fsyncSync: failing("fsyncSync", fs.fsyncSync),
    renameSync: failing("renameSync", fs.renameSync),
  };
});

const x = [[0], [1], [2]];
const t = [[1], [3], [5]];
const net = () => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 3 });

/** The checkpoints after each epoch of a training. */
function checkpoints(epochs: number): Checkpoint[] {
  const taken: Checkpoint[] = [];
  net().fit(x, t, { loss: squaredError, epochs, onEpoch: (epoch) => taken.push(epoch.checkpoint()) });
  return taken;
}

const [first, second] = checkpoints(2);
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deltarule-node-"));
  path = join(folder, "run.checkpoint");
});
afterEach(() => {
  Object.assign(broken, { call: "", code: "ENOSPC", times: Infinity });
  rmSync(folder, { recursive: true, force: true });
});

describe("saveCheckpoint and loadCheckpoint", () => {
  test("save an epoch in onEpoch, and resume from the file to the same bits", () => {
    const whole = net();
    whole.fit(x, t, { loss: squaredError, epochs: 9 });
    net().fit(x, t, { loss: squaredError, epochs: 4, onEpoch: (epoch) => saveCheckpoint(path, epoch) });
    const resumed = net();
    resumed.fit(x, t, { loss: squaredError, epochs: 9, resume: loadCheckpoint(path) });
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
  });

  test("give back the last checkpoint saved", () => {
    saveCheckpoint(path, first);
    expect(loadCheckpoint(path)).toEqual(first);
    saveCheckpoint(path, second);
    expect(loadCheckpoint(path)).toEqual(second);
  });

  test("keep a link, and write the file that it points to", () => {
    mkdirSync(join(folder, "disk"));
    saveCheckpoint(join(folder, "disk/real"), first);
    symlinkSync(join(folder, "disk/real"), path);
    saveCheckpoint(path, second);
    expect(loadCheckpoint(join(folder, "disk/real"))).toEqual(second);
    expect(readdirSync(join(folder, "disk"))).toEqual(["real"]);
  });

  test.each([
    ["disk/real", "ENOENT", "it is a link to disk/real, which is not there"],
    ["run.checkpoint", "ELOOP", "ELOOP: too many symbolic links encountered"],
  ])("refuse a link to nothing, and leave it there: to %s", (there, code, reason) => {
    symlinkSync(there, path);
    const error = thrownBy(() => saveCheckpoint(path, first)) as Error;
    expect(error).toBeInstanceOf(DeltaruleError);
    expect(error.message).toContain(`saveCheckpoint: cannot write ${path}: ${reason}`);
    expect(error.cause).toMatchObject({ code });
    expect(readlinkSync(path)).toBe(there);
    expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
  });

  test.each([0o600, 0o640, 0o644, 0o666, 0o444])("keep the file's mode %o, whatever the umask", (mode) => {
    saveCheckpoint(path, first);
    chmodSync(path, mode);
    const before = umask(0o077);
    try {
      saveCheckpoint(path, second);
    } finally {
      umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(mode);
    expect(loadCheckpoint(path)).toEqual(second);
  });

  test("give a new file the mode that the umask says", () => {
    const before = umask(0o027);
    try {
      saveCheckpoint(path, first);
    } finally {
      umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });
});

describe("the temporary file", () => {
  const files = () => readdirSync(folder).sort();
  /** The name of a temporary file of another process here. */
  const ofProcess = (number: number) => basename(temporaryName(path)).replace(`.${pid}-`, `.${number}-`);
  const dead = 2 ** 22 + 1; // above the largest process id

  test("of a killed process is removed, and nothing else", () => {
    const others = [
      "run.checkpoint.1-0.tmp",
      "run.checkpoint.old",
      ofProcess(dead).replace(/\.tmp$/, ""),
      ofProcess(dead).replace("run.", "other."),
      ofProcess(dead).replace(/-[0-9a-f]{12}/, "-x"),
    ];
    for (const name of [ofProcess(dead), ...others]) writeFileSync(join(folder, name), "half");
    saveCheckpoint(path, first);
    expect(files()).toEqual(["run.checkpoint", ...others].sort());
  });

  test("of a process with this number in another container stays, until it is a day old", () => {
    // Eight hexadecimal digits stand for the space in which the number counts.
    const elsewhere = (number: number) => ofProcess(number).replace(/-[0-9a-f]{8}-/, "-00000000-");
    const [fresh, freshDead, old, own] = [elsewhere(pid), elsewhere(dead), elsewhere(pid), ofProcess(pid)];
    for (const name of [fresh, freshDead, old, own]) writeFileSync(join(folder, name), "half");
    const hour = 60 * 60;
    for (const [name, age] of [
      [fresh, 23 * hour],
      [old, 25 * hour],
    ] as const)
      utimesSync(join(folder, name), Date.now() / 1000 - age, Date.now() / 1000 - age);
    saveCheckpoint(path, first);
    expect(files()).toEqual(["run.checkpoint", fresh, freshDead, own].sort());
  });

  test("that is a folder, or in a folder that cannot be listed, does not stop a save", () => {
    mkdirSync(join(folder, ofProcess(dead)));
    saveCheckpoint(path, first);
    expect(loadCheckpoint(path)).toEqual(first);
  });

  test("has a name of its own each time", () => {
    expect(new Set(Array.from({ length: 100 }, () => temporaryName(path))).size).toBe(100);
  });

  test("never goes through a link that stands in its place", () => {
    const victim = join(folder, "victim");
    writeFileSync(victim, "precious");
    drawn.bytes.push(7);
    symlinkSync(victim, temporaryName(path));
    drawn.bytes.push(7, 7, 8);
    saveCheckpoint(path, first);
    expect(loadCheckpoint(path)).toEqual(first);
    expect(readFileSync(victim, "utf8")).toBe("precious");
    drawn.bytes.push(...new Array<number>(50).fill(7));
    const error = thrownBy(() => saveCheckpoint(path, second)) as Error;
    drawn.bytes.length = 0;
    expect(error.message).toContain(`saveCheckpoint: cannot write ${path}: EEXIST: `);
    expect(readFileSync(victim, "utf8")).toBe("precious");
    expect(loadCheckpoint(path)).toEqual(first);
  });
});

describe("a save that fails", () => {
  test.each(["openSync", "writeFileSync", "fsyncSync", "renameSync"])(
    "on a full disk says so, keeps the old file and leaves no other: %s",
    (call) => {
      saveCheckpoint(path, first);
      broken.call = call;
      const error = thrownBy(() => saveCheckpoint(path, second)) as Error;
      broken.call = "";
      expect(error).toBeInstanceOf(DeltaruleError);
      expect(error.message).toBe(`saveCheckpoint: cannot write ${path}: ENOSPC: no space left on device`);
      expect(error.cause).toMatchObject({ code: "ENOSPC" });
      expect(loadCheckpoint(path)).toEqual(first);
      expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
      saveCheckpoint(path, second);
      expect(loadCheckpoint(path)).toEqual(second);
    },
  );

  test("names the path and the cause if the folder is missing or is a file", () => {
    writeFileSync(join(folder, "file"), "");
    for (const [inside, code] of [
      ["none/run.checkpoint", "ENOENT"],
      ["file/run.checkpoint", "ENOTDIR"],
    ]) {
      const error = thrownBy(() => saveCheckpoint(join(folder, inside), first)) as Error;
      expect(error.message).toContain(`saveCheckpoint: cannot write ${join(folder, inside)}: ${code}: `);
      expect(error.cause).toMatchObject({ code });
    }
  });

  test.each(["EPERM", "EBUSY", "EACCES"])("to rename for a while, as on Windows, is tried again: %s", (code) => {
    saveCheckpoint(path, first);
    Object.assign(broken, { call: "renameSync", code, times: 3 });
    saveCheckpoint(path, second);
    expect(broken.times).toBe(0);
    expect(loadCheckpoint(path)).toEqual(second);
    expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
  });

  test("to rename for longer says so, and keeps the old file", () => {
    saveCheckpoint(path, first);
    Object.assign(broken, { call: "renameSync", code: "EBUSY", times: 100 });
    const error = thrownBy(() => saveCheckpoint(path, second));
    expect(error).toMatchObject({ name: "DeltaruleError", cause: { code: "EBUSY" } });
    expect(100 - broken.times).toBe(9);
    expect(loadCheckpoint(path)).toEqual(first);
    expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
  });

  test("because the path is a pipe or a device says so, and leaves it as it is", () => {
    execFileSync("mkfifo", [path]);
    for (const [at, kind] of [
      [path, "a pipe"],
      ["/dev/null", "a device"],
    ])
      expect(thrownBy(() => saveCheckpoint(at, first))).toMatchObject({
        name: "DeltaruleError",
        message: `saveCheckpoint: cannot write ${at}: it is ${kind}, wanted a file`,
      });
    expect(statSync(path).isFIFO()).toBe(true);
    expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
    for (const at of [path, "/dev/null"])
      expect(thrownBy(() => loadCheckpoint(at))).toEqual(new FormatError(`loadCheckpoint: ${at} is not a file`));
  });

  test("keeps a folder that stands at the path", () => {
    mkdirSync(path);
    expect(thrownBy(() => saveCheckpoint(path, first))).toMatchObject({
      message: `saveCheckpoint: cannot write ${path}: it is a folder, wanted a file`,
      cause: { code: "EISDIR" },
    });
    expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
    expect(readdirSync(path)).toEqual([]);
  });

  test("refuses what is neither an epoch nor a checkpoint", () => {
    expect(thrownBy(() => saveCheckpoint(path, { epoch: 1 } as never))).toEqual(
      new OptionError("saveCheckpoint: the epoch is an object, wanted an epoch or its checkpoint"),
    );
    expect(thrownBy(() => saveCheckpoint(5 as never, first))).toEqual(
      new OptionError("saveCheckpoint: the path is 5, wanted a string"),
    );
    expect(thrownBy(() => saveCheckpoint("", first))).toEqual(
      new OptionError('saveCheckpoint: the path is "", wanted the name of a file'),
    );
    expect(thrownBy(() => loadCheckpoint(""))).toEqual(
      new OptionError('loadCheckpoint: the path is "", wanted the name of a file'),
    );
    expect(existsSync(path)).toBe(false);
  });
});

describe("loadCheckpoint refuses", () => {
  const refused = (bytes: Uint8Array | string): string => {
    writeFileSync(path, bytes);
    const error = thrownBy(() => loadCheckpoint(path)) as Error;
    expect(error).toBeInstanceOf(FormatError);
    const start = `loadCheckpoint: ${path} `;
    expect(error.message.startsWith(start), error.message).toBe(true);
    return error.message.slice(start.length);
  };

  test("a file cut off anywhere", () => {
    saveCheckpoint(path, first);
    const whole = readFileSync(path);
    const head = whole.indexOf("\n") + 1;
    for (let length = 0; length < whole.length; length++) {
      const [message, rest] = [refused(whole.subarray(0, length)), length - head];
      if (length < head) expect(message).toBe(`has ${length} bytes and ends within its first line: it was cut off`);
      else
        expect(message).toBe(
          `has ${rest} bytes after its first line, which says ${whole.length - head}: it was cut off`,
        );
    }
    expect(refused(Buffer.concat([whole, Buffer.from(" ")]))).toMatch(/ bytes after .*: something was added$/);
  });

  test("a file with a bit changed in any byte", () => {
    saveCheckpoint(path, first);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (whole[at] as number) ^ (1 << (at % 8));
      refused(changed);
    }
  });

  test("a file that is no checkpoint, however large, and a folder", () => {
    expect(refused("PK\u0003\u0004 a zip")).toBe('is not a checkpoint file: it begins with "PK\\u0003\\u0004 a zip"');
    expect(refused(JSON.stringify(first))).toMatch(/^is not a checkpoint file: it begins with /);
    rmSync(path);
    mkdirSync(path);
    expect(thrownBy(() => loadCheckpoint(path))).toEqual(new FormatError(`loadCheckpoint: ${path} is not a file`));
  });

  test("a path without a file, with the system's error as the cause", () => {
    const error = thrownBy(() => loadCheckpoint(path)) as Error;
    expect(error).not.toBeInstanceOf(FormatError);
    expect(error.message).toContain(`loadCheckpoint: cannot read ${path}: ENOENT: `);
    expect(error.cause).toMatchObject({ code: "ENOENT" });
    expect(thrownBy(() => loadCheckpoint(undefined as never))).toEqual(
      new OptionError("loadCheckpoint: the path is undefined, wanted a string"),
    );
  });
});
