/**
 * Draws docs/network.svg, the README's picture: the lecture notes' 2-2-1 example with the library's own z, a, δ and gradients.
 *
 *     npx tsx --tsconfig test/tsconfig.json scripts/readme-picture.ts
 */
import { writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { Layer, Sequential, sigmoid, squaredError } from "deltarule";

const width = 920;
const height = 400;
const box = { width: 128, height: 104 };
const columns = [86, 438, 800];
const rows = [82, 274];

interface Node {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  /** Name and value; δ is drawn in the colour of the way back. */
  readonly lines: readonly (readonly [string, number])[];
}

interface Edge {
  readonly line: string;
  readonly label: string;
}

interface Place {
  readonly along: number;
  readonly lift: number;
  /** The label hides what runs behind it. */
  readonly crossed: boolean;
}

const straight: Place = { along: 0.5, lift: 0, crossed: false };
const diagonal: Place = { along: 0.27, lift: 0, crossed: true };

/** The picture, as the text of an SVG file. */
export function picture(): string {
  const weights = [
    [0.1, 0.8, 0.4, 0.6],
    [0.3, 0.9],
  ];
  const net = new Sequential([
    new Layer(2, 2, sigmoid, { bias: false, weights: [weights[0].slice(0, 2), weights[0].slice(2)] }),
    new Layer(2, 1, sigmoid, { bias: false, weights: [weights[1]] }),
  ]);
  const x = [0.35, 0.9];
  const target = 0.5;
  const forward = net.forward(x);
  const backward = net.backward(forward, [target], squaredError);
  const neuron = (l: number, j: number, title: string, at: readonly [number, number]): Node => ({
    x: at[0],
    y: at[1],
    title,
    lines: [
      ["z", forward.layers[l].z.data[j]],
      ["a", forward.layers[l].a.data[j]],
      ["δ", backward.layers[l].delta.data[j]],
    ],
  });
  const middle = (rows[0] + rows[1]) / 2;
  const inputs = x.map((value, i): Node => ({ x: columns[0], y: rows[i], title: `x${"₁₂"[i]} = ${value}`, lines: [] }));
  const hidden = [0, 1].map((j) => neuron(0, j, `neuron ${3 + j}`, [columns[1], rows[j]]));
  const output = neuron(1, 0, "neuron 5", [columns[2], middle]);
  const edges = [
    ...hidden.flatMap((to, j) =>
      inputs.map((from, i) =>
        edge(
          from,
          to,
          `w${"₁₂"[i]}${"₃₄"[j]}`,
          weights[0][2 * j + i],
          backward.gradient[2 * j + i],
          i === j ? straight : diagonal,
        ),
      ),
    ),
    ...hidden.map((from, i) =>
      edge(from, output, `w${"₃₄"[i]}₅`, weights[1][i], backward.gradient[4 + i], {
        ...straight,
        along: 0.55,
        lift: i === 0 ? 42 : -42,
      }),
    ),
  ];
  const error = `target t = ${target}, E = ½ (a − t)² = ${backward.loss.toFixed(4)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">A network of two inputs, two hidden neurons and one output, with every z, a and δ, every weight and its gradient. ${error}.</title>
<style>
text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 14px; fill: #1f2328; font-variant-numeric: tabular-nums; }
.panel { fill: #f6f8fa; } .frame { stroke: #d1d9e0; } .box { fill: #ffffff; stroke: #59636e; stroke-width: 1.5; } .edge { stroke: #59636e; stroke-width: 1.5; }
.title { font-weight: 600; }
.forward { fill: #0550ae; } .back { fill: #b3400f; } .quiet { fill: #59636e; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .panel { fill: #151b23; } .frame { stroke: #3d444d; } .box { fill: #0d1117; stroke: #9198a1; } .edge { stroke: #9198a1; }
.forward { fill: #79c0ff; } .back { fill: #ffa657; } .quiet { fill: #9198a1; }
}
</style>
<rect class="panel frame" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>
${edges.map(({ line }) => line).join("\n")}
${edges.map(({ label }) => label).join("\n")}
${[...inputs, ...hidden, output].map(node).join("\n")}
${text(columns[2], middle + box.height / 2 + 26, `target t = ${target}`, "quiet", "middle")}
${text(columns[2], middle + box.height / 2 + 46, `E = ½ (a − t)² = ${backward.loss.toFixed(4)}`, "", "middle")}
${text(22, height - 20, "forward →  z = Σ w · a,  a = σ(z)", "forward")}
${text(width - 22, height - 20, "← backward  δ = ∂E/∂z,  ∂E/∂w = δ · a", "back", "end")}
</svg>
`;
}

function node({ x, y, title, lines }: Node): string {
  const tall = lines.length === 0 ? 36 : box.height;
  const top = y - tall / 2;
  const numbers = lines.map(([name, value], k) => {
    const line = top + 46 + 23 * k;
    const color = name === "δ" ? "back" : "forward";
    return text(x - 44, line, name, color) + text(x + 44, line, value.toFixed(4), color, "end");
  });
  const [left, wide] = [x - box.width / 2, box.width];
  const frame = `<rect class="box" x="${left}" y="${top}" width="${wide}" height="${tall}" rx="10"/>`;
  return [frame, text(x, top + 23, title, "title", "middle"), ...numbers].join("");
}

/** A line between two nodes, and its label: the weight above its gradient, `lift` above the line's point `along` it. */
function edge(from: Node, to: Node, name: string, weight: number, gradient: number, place: Place): Edge {
  const [x1, x2] = [from.x + box.width / 2, to.x - box.width / 2];
  const x = x1 + place.along * (x2 - x1);
  const y = from.y + place.along * (to.y - from.y) - place.lift;
  const ground = place.crossed ? `<rect class="panel" x="${x - 52}" y="${y - 20}" width="104" height="40"/>` : "";
  return {
    line: `<line class="edge" x1="${x1}" y1="${from.y}" x2="${x2}" y2="${to.y}"/>`,
    label:
      ground +
      text(x, y - 5, `${name} = ${weight}`, "", "middle") +
      text(x, y + 16, `∂E/∂w ${gradient.toFixed(4)}`, "back", "middle"),
  };
}

function text(x: number, y: number, content: string, style = "", anchor = "start"): string {
  const look = style === "" ? "" : ` class="${style}"`;
  return `<text${look} x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../docs/network.svg", import.meta.url), picture());
}
