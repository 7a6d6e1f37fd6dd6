import type { App, Hand } from "./app.js";
import { writeOut } from "./writeOut.js";

/** The derivation of the next update, written once for the same numbers. */
export class Derived {
  /** `null` while training goes on. */
  hand: Hand | null = null;
  /** All that the present derivation depends on. */
  private from: readonly unknown[] = [];

  /** @throws DeltaruleError if the library refuses. */
  update({ model, data, frame, state, playing }: App): void {
    const memory = frame?.memory ?? null;
    const { edits, sample, digits, lang } = state;
    // Numbers of the same epoch have the same memory, and another network is another model.
    const from = [model, data, frame?.epoch ?? 0, memory === null, edits, sample, digits, lang, playing];
    if (this.from.length > 0 && from.every((part, k) => part === this.from[k])) return;
    [this.hand, this.from] = [null, from];
    if (model === null || data === null || playing) return;
    this.hand = writeOut(model, data, state, memory);
  }
}
