/** Where an optimizer starts, and the gradients that it is given, one row a step. */
export interface Path {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

/** The parameters after each step of a rule. */
export function follow({ start, gradients }: Path, rule: () => (p: number, g: number) => number): number[][] {
  const updates = start.map(() => rule());
  let now: readonly number[] = start;
  return gradients.map((gradient) => {
    const next = now.map((p, k) => updates[k](p, gradient[k]));
    now = next;
    return next;
  });
}
