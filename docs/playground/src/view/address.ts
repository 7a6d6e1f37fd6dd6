import { toHash } from "../hash.js";
import type { State } from "../state.js";

/** The page's address, which holds the state. */
export class Address {
  /** Whether the next state replaces the present one: while a number is dragged. */
  passing = false;

  /** Makes a new entry in the browser's history for what the reader did, so that Back undoes it. */
  keep(state: State): void {
    const hash = toHash(state);
    const { hash: present } = location;
    if (present.slice(1) === hash) return;
    if (this.passing && present.length >= 2) history.replaceState(null, "", `#${hash}`);
    else history.pushState(null, "", `#${hash}`);
    this.passing = false;
  }
}
