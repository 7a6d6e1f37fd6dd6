/** The formulas of an activation as text, with symbols or numbers inserted. */
interface Formula {
  value(z: string, positive: boolean): string;
  slope(z: string, a: string, positive: boolean): string;
}

const known: Readonly<Record<string, Formula>> = {
  identity: { value: (z) => z, slope: () => "1" },
  sigmoid: { value: (z) => `1 / (1 + e^(−${z}))`, slope: (_, a) => `${a}·(1 − ${a})` },
  tanh: { value: (z) => `tanh(${z})`, slope: (_, a) => `1 − ${a}²` },
  relu: { value: (z) => `max(0, ${z})`, slope: (_z, _a, positive) => (positive ? "1" : "0") },
  leakyRelu: {
    value: (z, positive) => (positive ? z : `0.01·${z}`),
    slope: (_z, _a, positive) => (positive ? "1" : "0.01"),
  },
  softplus: { value: (z) => `ln(1 + e^${z})`, slope: (z) => `1 / (1 + e^(−${z}))` },
  softsign: { value: (z) => `${z} / (1 + |${z}|)`, slope: (z) => `1 / (1 + |${z}|)²` },
  silu: { value: (z) => `${z} / (1 + e^(−${z}))`, slope: (z) => `silu′(${z})` },
};

/** The formula of an activation; for the longer ones, its name instead. */
export function formulaOf(name: string): Formula {
  return known[name] ?? { value: (z) => `${name}(${z})`, slope: (z) => `${name}′(${z})` };
}

/**
 * The formulas of a loss: the term of one output, whether the terms are averaged (`mean`), and
 * ∂E/∂o with m outputs.
 */
interface LossFormula {
  readonly mean: boolean;
  term(o: string, t: string): string;
  slope(o: string, t: string, m: number): string | null;
}

const share = (m: number): string => (m === 1 ? "" : ` / ${m}`);

export const lossFormulas: Readonly<Record<string, LossFormula>> = {
  squaredError: { mean: false, term: (o, t) => `½·(${o} − ${t})²`, slope: (o, t) => `${o} − ${t}` },
  mse: { mean: true, term: (o, t) => `(${o} − ${t})²`, slope: (o, t, m) => `2·(${o} − ${t})${share(m)}` },
  mae: { mean: true, term: (o, t) => `|${o} − ${t}|`, slope: (o, t, m) => `sign(${o} − ${t})${share(m)}` },
  huber: { mean: true, term: (o, t) => `huber(${o} − ${t})`, slope: () => null },
  binaryCrossEntropy: {
    mean: true,
    term: (o, t) => `−(${t}·ln ${o} + (1 − ${t})·ln(1 − ${o}))`,
    slope: (o, t, m) => (m === 1 ? `${o} − ${t}` : `(${o} − ${t})${share(m)}`),
  },
  crossEntropy: { mean: false, term: (o, t) => `−${t}·ln ${o}`, slope: (o, t) => `${o} − ${t}` },
};
