import type { Trace } from "deltarule/explain";

/** The numbers of the trace by their names in the lecture notes. */
export function numbersOf({ layers: [hidden, last], loss }: Trace): Record<string, number> {
  const [three, four] = hidden.neurons;
  const [five] = last.neurons;
  return {
    ...{ "x₃": three.z, "O₃": three.a, "x₄": four.z, "O₄": four.a, "x₅": five.z, E: loss.value },
    ...{ "δ₅": five.delta, "δ₃": three.delta, "δ₄": four.delta, "∂E/∂O₃": three.gradient ?? 0 },
    ...{ "∂E/∂w₃₅": five.terms[0].weight.gradient, "∂E/∂w₄₅": five.terms[1].weight.gradient },
    ...{ "∂E/∂w₁₃": three.terms[0].weight.gradient, "∂E/∂w₂₄": four.terms[1].weight.gradient },
    ...{ "w₁₃": three.terms[0].weight.next ?? 0, "w₄₅": five.terms[1].weight.next ?? 0 },
  };
}

/** A number with four significant digits, as the page writes it. */
export function written(value: number): string {
  const rounded = value.toPrecision(4);
  return Math.abs(Number(rounded) - value) <= 5e-16 * Math.abs(value) ? String(Number(rounded)) : rounded;
}

export function same(found: string | null | undefined, wanted: string | null, what: string): void {
  if (found !== wanted) throw new Error(`${what}: found ${found}, wanted ${wanted}`);
}
