import type { RuleNumbers } from "./rules.js";

/** One mistake in a rule: what it says, and the rule with it. */
export interface Mistake {
  readonly message: string;
  readonly start: (numbers: RuleNumbers) => (p: number, g: number) => number;
}
