import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FormatError, OptionError } from "deltarule";
import { readOnnx } from "deltarule/node";
import { afterAll, expect, test } from "vitest";
import { graph, node, outside, tensor } from "../helpers/onnxGraph.js";

const top = mkdtempSync(join(tmpdir(), "deltarule-onnx-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const numbers = new Uint8Array(Float32Array.of(9, 9, 1, 2, 3, 4).buffer);
/** A file whose weights [[1, 2], [3, 4]] are elsewhere. */
const model = (location: string) =>
  graph({
    nodes: [node("MatMul", ["x", "w"], "y")],
    tensors: [outside("w", [2, 2], { location, offset: "8", length: "16" })],
  });
const folder = (name: string): string => {
  const path = join(top, name);
  mkdirSync(path);
  return path;
};

test("a file is read with the file beside it that holds its numbers", () => {
  const home = folder("beside");
  writeFileSync(join(home, "model.onnx"), model("model.onnx.data"));
  writeFileSync(join(home, "model.onnx.data"), numbers);
  expect([...readOnnx(join(home, "model.onnx")).predict([1, 1])]).toEqual([4, 6]);
  expect(readOnnx(join(home, "model.onnx"), { output: "y" }).predict([1, 0])[1]).toBe(2);
});

test("a file below the folder, and a cache whose entries are links into another folder, are read", () => {
  const home = folder("below");
  mkdirSync(join(home, "data"));
  writeFileSync(join(home, "data", "w.bin"), numbers);
  writeFileSync(join(home, "m.onnx"), model("data/w.bin"));
  expect([...readOnnx(join(home, "m.onnx")).predict([1, 1])]).toEqual([4, 6]);

  const [blobs, snapshot] = [folder("blobs"), folder("snapshot")];
  writeFileSync(join(blobs, "a1"), model("w.bin"));
  writeFileSync(join(blobs, "b2"), numbers);
  symlinkSync(join(blobs, "a1"), join(snapshot, "m.onnx"));
  symlinkSync(join(blobs, "b2"), join(snapshot, "w.bin"));
  expect([...readOnnx(join(snapshot, "m.onnx")).predict([1, 1])]).toEqual([4, 6]);
});

test("no file outside the folder is opened", () => {
  const home = folder("inside");
  writeFileSync(join(top, "secret"), numbers);
  symlinkSync(join(top, "secret"), join(home, "link"));
  for (const location of ["../secret", "data/../../secret", join(top, "secret"), "..\\secret", "C:\\secret", ""]) {
    writeFileSync(join(home, "m.onnx"), model(location));
    expect(() => readOnnx(join(home, "m.onnx"))).toThrow(FormatError);
    expect(() => readOnnx(join(home, "m.onnx"))).toThrow("wanted a path that stays in the folder of the file");
  }
  writeFileSync(join(home, "m.onnx"), model("link"));
  expect(() => readOnnx(join(home, "m.onnx"))).toThrow('keeps numbers in the file "link", which is outside its folder');
});

test("a missing file, a folder and a path that is none are refused", () => {
  const home = folder("missing");
  const path = join(home, "m.onnx");
  expect(() => readOnnx(path)).toThrow("ENOENT");
  expect(() => readOnnx(home)).toThrow(/^readOnnx: ".*" is not a file$/);
  expect(() => readOnnx("")).toThrow(new OptionError('readOnnx: the path is "", wanted the path of an ONNX file'));
  writeFileSync(path, model("w.bin"));
  expect(() => readOnnx(path)).toThrow('keeps numbers in the file "w.bin", which is not there');
  writeFileSync(
    path,
    graph({ nodes: [node("MatMul", ["x", "w"], "y")], tensors: [tensor("w", [2, 2], [1, 2, 3, 4])] }),
  );
  expect(() => readOnnx(path, { output: "k" })).toThrow(OptionError);
  expect(() => readOnnx(path, Object({ external: {} }))).toThrow("readOnnx: ");
});
