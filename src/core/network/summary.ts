import { layerViews, type Network } from "./network.js";

/** The sizes of the layers in a line. */
export function summaryLine({ inputs, layers, size, dtype }: Network): string {
  const sizes = [inputs, ...layers.map(({ outputs }) => outputs)].join(" → ");
  return `Sequential ${sizes}, ${size} parameters, ${dtype}`;
}

/** A table of the layers: sizes, activation, parameters. */
export function summaryTable(network: Network): string {
  const lines = layerViews(network, network.read()).map(({ weights, biases }, l) => {
    const size = weights.data.length + (biases?.length ?? 0);
    return [
      String(l),
      `${weights.columns} → ${weights.rows}`,
      network.layers[l].activation.name,
      `${size}${biases ? "" : " (no bias)"}${network.layers[l].trainable ? "" : " (frozen)"}`,
    ];
  });
  const table = [["layer", "size", "activation", "parameters"], ...lines];
  const widths = table[0].map((_, column) => Math.max(...table.map((cells) => cells[column].length)));
  const text = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
  const total = `${network.size} parameters, ${network.dtype}, ${network.engine.name} engine, seed ${network.seed}`;
  return [...text, total].join("\n");
}
