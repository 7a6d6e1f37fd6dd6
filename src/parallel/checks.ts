import { need, show } from "../core/internal.js";

/** Throws unless the value is a whole number from 1. */
export function checkCount(call: string, name: string, value: unknown): void {
  need(Number.isSafeInteger(value) && Number(value) >= 1, call, name, value, "a whole number from 1");
}

/** The options of a trial, or what it threw, in a message. */
export function inWords(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 200);
  } catch {
    return show(value); // JSON has no bigint, no cycle, and no text for undefined.
  }
}
