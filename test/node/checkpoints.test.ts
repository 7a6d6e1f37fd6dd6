import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { thrownBy } from "../helpers/failures.js";

const broken = vi.hoisted(() => ({ call: "" }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const failing = <F extends (...given: never[]) => unknown>(name: string, real: F): F =>
    ((...given: Parameters<F>) => {
      if (broken.call === name) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
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
  broken.call = "";
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

  test("remove what a killed process left, and nothing else", () => {
    const dead = 2 ** 22 + 1; // above the largest process id
    const others = ["run.checkpoint.1-0.tmp", "run.checkpoint.old", "run.checkpoint.5-x.tmp", "other.9999999-0.tmp"];
    for (const name of [`run.checkpoint.${dead}-0.tmp`, ...others]) writeFileSync(join(folder, name), "half");
    saveCheckpoint(path, first);
    expect(readdirSync(folder).sort()).toEqual(["run.checkpoint", ...others].sort());
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

  test("keeps a folder that stands at the path", () => {
    mkdirSync(path);
    expect(thrownBy(() => saveCheckpoint(path, first))).toMatchObject({ cause: { code: "EISDIR" } });
    expect(readdirSync(folder)).toEqual(["run.checkpoint"]);
    expect(readdirSync(path)).toEqual([]);
  });

  test("refuses what is neither an epoch nor a checkpoint", () => {
    expect(thrownBy(() => saveCheckpoint(path, { epoch: 1 } as never))).toEqual(
      new OptionError("saveCheckpoint: wanted an epoch or its checkpoint, not an object"),
    );
    expect(thrownBy(() => saveCheckpoint(5 as never, first))).toEqual(
      new OptionError("saveCheckpoint: the path is 5, wanted a string"),
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
    expect(refused("PK\u0003\u0004 a zip")).toBe('is no checkpoint file, it begins with "PK\\u0003\\u0004 a zip"');
    expect(refused(JSON.stringify(first))).toMatch(/^is no checkpoint file, it begins with /);
    rmSync(path);
    mkdirSync(path);
    expect(thrownBy(() => loadCheckpoint(path))).toEqual(new FormatError(`loadCheckpoint: ${path} is no file`));
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
