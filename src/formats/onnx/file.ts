import { FormatError, OptionError } from "../../core/index.js";
import { show } from "../../core/internal.js";
import { type Bytes, type Fail, failing, readBytes } from "../fileBytes.js";

/** The bytes of the files beside an ONNX file, by location, or a function that gives them. */
export type ExternalData = Readonly<Record<string, Bytes>> | ((location: string) => Bytes);

/** A part of another file, where an initializer says that its numbers are. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  /** `undefined` for the rest of the file. */
  readonly length: number | undefined;
}

/** A file that is being read: its errors, the files beside it, and what they justify in memory. */
export class OnnxFile {
  /** Throws a FormatError: the file has `given` at `place`, where `wanted` must stand. */
  readonly fail: Fail;
  readonly #call: string;
  readonly #external: ExternalData | undefined;
  readonly #opened = new Map<string, Uint8Array>();
  #size: number;
  #used = 0;

  constructor(call: string, bytes: Uint8Array, external: ExternalData | undefined) {
    this.#call = call;
    this.fail = failing(call);
    this.#size = bytes.length;
    this.#external = external;
    if (external !== undefined && (typeof external !== "object" || external === null) && typeof external !== "function")
      throw new OptionError(
        `${call}: external is ${show(external)}, wanted the bytes of the files by location, or a function that gives them`,
      );
  }

  /** Throws a FormatError with this sentence. */
  refuse(sentence: string): never {
    throw new FormatError(`${this.#call}: ${sentence}`);
  }

  /**
   * Counts numbers that are about to be copied. Many nodes may share the same numbers: a small file
   * must not become a large network.
   */
  use(count: number, title: string): void {
    this.#used += count;
    if (!(this.#used <= this.#size))
      this.fail(
        `the number of constants used from ${title} on`,
        this.#used,
        `at most ${this.#size}, the bytes of the file`,
      );
  }

  /** The bytes of a part of another file. Its path is never opened here: the caller gave them. */
  outside({ location, offset, length }: ExternalPlace, title: string): Uint8Array {
    const bytes = this.#opened.get(location) ?? this.#open(location, title);
    const until = length === undefined ? bytes.length : offset + length;
    if (!(offset <= bytes.length && until <= bytes.length))
      this.fail(
        `the end of ${title}'s numbers in ${show(location)}`,
        Math.max(offset, until),
        `at most ${bytes.length}`,
      );
    return bytes.subarray(offset, until);
  }

  #open(location: string, title: string): Uint8Array {
    if (!isInside(location)) this.fail(`${title}'s location`, location, "a path that stays in the folder of the file");
    const external = this.#external;
    const given =
      typeof external === "function"
        ? external(location)
        : external !== undefined && Object.hasOwn(external, location)
          ? external[location]
          : undefined;
    if (given === undefined) {
      const found = external === undefined ? "" : `, which { external } does not have`;
      this.refuse(
        `${title} keeps its numbers in another file, ${show(location)}${found}: give { external: { ${show(location)}: its bytes } }, ` +
          "open it with readOnnx of deltarule/node, or export into one file (external_data=False in PyTorch)",
      );
    }
    const bytes = readBytes(`${this.#call}: external ${show(location)}`, given);
    this.#size += bytes.length;
    this.#opened.set(location, bytes);
    return bytes;
  }
}

/** Whether a location is a relative path that never leaves its folder, on any system. */
function isInside(location: string): boolean {
  const parts = location.split(/[\\/]/);
  return location !== "" && !/^([\\/]|[a-z]:)|\0/i.test(location) && !parts.includes("..");
}
