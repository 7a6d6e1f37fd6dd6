import type { Dataset } from "./dataset.js";

type Points = Pick<Dataset, "x" | "t">;

/** Points in the plane, each in one of two classes. The state's seed does not change them. */
function plane({ x, t }: Points): Dataset {
  return { x, t, kind: "binary", inputs: ["x₁", "x₂"], outputs: ["0", "1"], scalers: {} };
}

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** A gate: its output for each pair of bits. */
export function gate(output: (a: number, b: number) => boolean): Dataset {
  return plane({ x: corners, t: corners.map(([a, b]) => [output(a, b) ? 1 : 0]) });
}

/** One input and a number to learn: a wave. */
export function wave(): Dataset {
  const x = Array.from({ length: 25 }, (_, k) => [Math.round((k / 12 - 1) * 1000) / 1000]);
  const t = x.map(([v]) => [Math.round(0.8 * Math.sin(3.5 * v) * 1000) / 1000]);
  return { x, t, kind: "number", inputs: ["x₁"], outputs: ["y"], scalers: {} };
}

/** The one sample of §3.1 of the lecture notes. */
export function notes(): Dataset {
  return { x: [[0.35, 0.9]], t: [[0.5]], kind: "number", inputs: ["x₁", "x₂"], outputs: ["O₅"], scalers: {} };
}

/** A disk inside a ring. */
export function circles(): Dataset {
  const random = randomFrom(11);
  return scatter(120, (k) => {
    const inside = k % 2;
    const radius = inside === 1 ? 0.45 * Math.sqrt(random()) : 0.65 + 0.3 * random();
    return polar(radius, 2 * Math.PI * random());
  });
}

/** Two spiral arms around each other. */
export function spiral(): Dataset {
  const random = randomFrom(5);
  return scatter(140, (k) => {
    const along = Math.floor(k / 2) / 70;
    const [x, y] = polar(0.1 + 0.88 * along, 1.5 * 2 * Math.PI * along + (k % 2) * Math.PI);
    return [x + 0.04 * (random() - 0.5), y + 0.04 * (random() - 0.5)];
  });
}

function scatter(count: number, place: (k: number) => readonly [number, number]): Dataset {
  const k = Array.from({ length: count }, (_, i) => i);
  // Rounded, since browsers differ in the last bits of sines and a shared address must give the
  // same numbers everywhere.
  return plane({ x: k.map((i) => place(i).map((v) => Math.round(v * 1000) / 1000)), t: k.map((i) => [i % 2]) });
}

function polar(radius: number, angle: number): readonly [number, number] {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** Uniform random numbers in [0, 1): Marsaglia's xorshift. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
