import type { Network } from "../../core/internal.js";
import type { Check } from "./check.js";
import type { Facts } from "./facts.js";
import type { CheckedNetwork } from "./target.js";

/** What guesses are made from. */
export interface Clues {
  readonly check: Pick<Check<CheckedNetwork>, "loss" | "data">;
  readonly network: Network;
  readonly now: Facts;
  readonly before: () => Facts;
}
