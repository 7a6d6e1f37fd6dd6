/**
 * Draws docs/descent.svg, the picture of gradient descent in docs/concepts.md: the loss over one
 * weight, and the steps that the library takes.
 *
 *     npx tsx --tsconfig test/tsconfig.json scripts/descent-picture.ts
 */
import { writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { Layer, Sequential, sgd, squaredError } from "deltarule";

const TARGET = 3;
const [LEFT, TOP, WIDTH, HEIGHT] = [48, 16, 520, 240];

/** Where a weight and its loss are in the picture. */
const across = (w: number): number => LEFT + ((w + 0.5) / 7) * WIDTH;
const down = (loss: number): number => TOP + (1 - loss / 6.2) * HEIGHT;
const lossAt = (w: number): number => 0.5 * (w - TARGET) ** 2;
const point = (w: number): string => `${across(w).toFixed(1)},${down(lossAt(w)).toFixed(1)}`;

/** The text of the SVG file. */
export function descentPicture(): string {
  const net = new Sequential([new Layer(1, 1, undefined, { weights: [[0]], bias: false })]);
  const optimizer = sgd({ learningRate: 0.5 });
  const weights = [0];
  for (let step = 1; step <= 5; step++) {
    net.partialFit([[1]], [[TARGET]], { loss: squaredError, optimizer });
    weights.push(net.layers[0].weights.data[0]);
  }
  const curve = Array.from({ length: 71 }, (_, i) => point(-0.5 + i / 10)).join(" ");
  const bottom = down(0);
  const marks = [0, 1, 2, 3, 4, 5, 6].map(
    (w) => `<text x="${across(w).toFixed(1)}" y="${bottom + 20}" text-anchor="middle">${w}</text>`,
  );
  const steps = weights.map((w) => `<circle cx="${point(w).replace(",", '" cy="')}" r="5"/>`);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 312" role="img" font-family="system-ui, sans-serif" font-size="14">`,
    "<title>Gradient descent on E(w) = ½ (w − 3)² with learning rate 0.5</title>",
    "<desc>A curve with its lowest point at w = 3. From w = 0 the steps go to 1.5, 2.25, 2.625, 2.8125 and 2.90625.</desc>",
    "<style>text{fill:#333}.axis,.curve,.way{fill:none;stroke-width:2}.axis{stroke:#888}.curve{stroke:#4575b4}.way{stroke:#d95f02}circle{fill:#d95f02}" +
      "@media (prefers-color-scheme:dark){text{fill:#ddd}.curve{stroke:#8fb8de}.way{stroke:#fdae61}circle{fill:#fdae61}}</style>",
    `<path class="axis" d="M${LEFT} ${TOP}V${bottom}H${LEFT + WIDTH}"/>`,
    `<polyline class="curve" points="${curve}"/>`,
    `<polyline class="way" points="${weights.map(point).join(" ")}"/>`,
    ...steps,
    ...marks,
    `<text x="${LEFT + WIDTH}" y="${bottom + 40}" text-anchor="end">weight w</text>`,
    `<text x="${LEFT + 10}" y="${TOP + 12}">loss E(w)</text>`,
    `<text x="${(across(0) + 14).toFixed(1)}" y="${(down(lossAt(0)) + 2).toFixed(1)}">start</text>`,
    "</svg>",
  ].join("\n")}\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../docs/descent.svg", import.meta.url), descentPicture());
}
