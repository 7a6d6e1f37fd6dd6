import { createHash } from "node:crypto";
import { TextDecoder, TextEncoder } from "node:util";
import { show } from "../core/internal.js";

/** The version of the first line, which is the version that this library reads. */
const envelopeVersion = 1;

const opening = '{"format":"deltarule/checkpoint-file","version":';

/** Bytes that the first line of a file always fits into. */
export const longestHead = 200;

/** The first line of a file, which describes the bytes after it. */
export interface Head {
  /** The length of the first line itself, in bytes. */
  readonly length: number;
  /** How many bytes follow it. */
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The bytes of a file that holds a text: a first line with the number of bytes that follow and
 * their SHA-256, then the text and a line feed.
 */
export function wrap(text: string): Uint8Array {
  const content = new TextEncoder().encode(`${text}\n`);
  const head = new TextEncoder().encode(firstLine(content.length, sha256Of(content)));
  const file = new Uint8Array(head.length + content.length);
  file.set(head);
  file.set(content, head.length);
  return file;
}

/**
 * Reads the first line from the start of a file of `size` bytes. Fails unless as many bytes follow
 * as the line says.
 */
export function readHead(start: Uint8Array, size: number, fail: (sentence: string) => never): Head {
  const line = new TextDecoder("latin1").decode(start.subarray(0, longestHead));
  const found =
    /^\{"format":"deltarule\/checkpoint-file","version":(\d{1,9}),"bytes":(\d{1,15}),"sha256":"([0-9a-f]{64})"\}\n/;
  const [written, ofVersion, count, sha256] = found.exec(line) ?? [];
  if (written === undefined) {
    if (start.length < longestHead && !line.includes("\n") && opening.startsWith(line.slice(0, opening.length)))
      return fail(`has ${size} bytes and ends within its first line: it was cut off`);
    return fail(`is not a checkpoint file: it begins with ${show(line.slice(0, 20))}`);
  }
  if (Number(ofVersion) !== envelopeVersion)
    fail(`has version ${ofVersion}, wanted ${envelopeVersion}, the version this library reads`);
  const bytes = Number(count);
  const rest = size - written.length;
  if (written !== firstLine(bytes, sha256)) fail(`has a first line that was changed, it says ${show(count)} bytes`);
  if (rest < bytes) fail(`has ${rest} bytes after its first line, which says ${bytes}: it was cut off`);
  if (rest > bytes) fail(`has ${rest} bytes after its first line, which says ${bytes}: something was added`);
  return { length: written.length, bytes, sha256 };
}

/** The text of a file that `wrap` made. Fails if any byte has changed. */
export function unwrap(file: Uint8Array, fail: (sentence: string) => never): string {
  const { length, sha256 } = readHead(file, file.length, fail);
  const content = file.subarray(length);
  const sum = sha256Of(content);
  if (sum !== sha256)
    fail(`has content of SHA-256 ${sum.slice(0, 8)}…, its first line says ${sha256.slice(0, 8)}…: it was changed`);
  return new TextDecoder().decode(content);
}

function firstLine(bytes: number, sha256: string): string {
  return `${opening}${envelopeVersion},"bytes":${bytes},"sha256":"${sha256}"}\n`;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
