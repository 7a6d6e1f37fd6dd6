import type { Fail } from "../fail.js";
import { readUtf8 } from "../text.js";
import type { Message } from "./protobuf.js";

/** A field as text. */
export function readText({ bytes, at, name }: Message, fail: Fail): string {
  return readUtf8(bytes) ?? fail(`${name} at byte ${at}`, "not UTF-8", "UTF-8");
}
