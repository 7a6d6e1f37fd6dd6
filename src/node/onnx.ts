import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
// The other entry of this package by its public name: a page of formats and this share one copy.
import { type FromOnnxOptions, fromOnnx, type Model } from "deltarule/formats";
import { FormatError, OptionError } from "../core/index.js";
import { checkNames, show } from "../core/internal.js";

/** Options of {@link readOnnx}. */
export type ReadOnnxOptions = Omit<FromOnnxOptions, "external">;

/**
 * Reads the network of an ONNX file on the disk, with the files beside it that hold its numbers:
 * PyTorch writes `model.onnx.data` beside `model.onnx`. It reads what `fromOnnx` reads.
 *
 * Only files in the folder of the path, or below it, are opened; a link among them must not lead
 * out, except into the folder to which the path itself is a link.
 *
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { Layer, Sequential, tanh } from "deltarule";
 * import { toOnnx } from "deltarule/formats";
 * import { readOnnx } from "deltarule/node";
 *
 * writeFileSync("net.onnx", toOnnx(new Sequential([new Layer(2, 1, tanh)], { seed: 1 })));
 * readOnnx("net.onnx").predict([[1, 2]]).length; // 1
 * ```
 *
 * @throws FormatError for a file that `fromOnnx` refuses, or that names a file outside the folder;
 * OptionError for an output that the graph does not have, or a path that is not a text; the
 * system's error for a file that does not exist.
 */
export function readOnnx(path: string, options: ReadOnnxOptions = {}): Model {
  checkNames("readOnnx", options, ["output", "engine"]);
  const refuse = (sentence: string): never => {
    throw new FormatError(`readOnnx: ${sentence}`);
  };
  if (typeof path !== "string" || path === "")
    throw new OptionError(`readOnnx: the path is ${show(path)}, wanted the path of an ONNX file`);
  const folder = dirname(resolve(path));
  const read = (file: string, what: string): Uint8Array =>
    statSync(file).isFile() ? readFileSync(file) : refuse(`${what} is not a file`);
  const bytes = read(path, show(path));
  const homes = [realpathSync(folder), dirname(realpathSync(path))];
  const external = (location: string): Uint8Array => {
    const file = join(folder, location);
    const named = `${show(path)} keeps numbers in the file ${show(location)}`;
    if (!existsSync(file)) refuse(`${named}, which is not there`);
    const target = realpathSync(file);
    if (!homes.some((home) => isBelow(home, target))) refuse(`${named}, which is outside its folder`);
    return read(file, show(location));
  };
  return fromOnnx(bytes, { ...options, external });
}

/** Whether a path is in a folder or below it. */
function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(sep)[0] !== "..";
}
