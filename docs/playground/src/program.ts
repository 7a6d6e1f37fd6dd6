import type { Dataset } from "./data/dataset.js";
import { load, trained } from "./data/load.js";
import type { Edit } from "./edits.js";
import { isNotes } from "./model.js";
import type { OptimizerName, State } from "./state.js";
import { type Say, sayIn } from "./texts/table.js";

/** The program that does what the page did: the same data, network, training and edits. */
export function programOf(state: State): string {
  const data = load({ ...state, edits: [] });
  const { layers, loss, optimizer } = state;
  const say = sayIn(state.lang);
  const names = [...new Set(layers.map(({ activation }) => activation))];
  const called = new Set(["leakyRelu", "elu", "huber"]);
  const make = (name: string): string => (called.has(name) ? `${name}()` : name);
  const rule = optimizer === "momentum" ? "sgd" : optimizer;
  const imported = ["Layer", "Sequential", ...names, loss, rule].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
  const given = isNotes(state)
    ? [", { bias: false, weights: [[0.1, 0.8], [0.4, 0.6]] }", ", { bias: false, weights: [[0.3, 0.9]] }"]
    : [];
  const built = layers.map(({ width, activation }, l) => {
    const inputs = l === 0 ? data.inputs.length : layers[l - 1].width;
    return `    new Layer(${inputs}, ${width}, ${make(activation)}${given[l] ?? ""}),`;
  });
  return [
    `import { ${imported.join(", ")} } from "deltarule";`,
    "",
    ...(data.scalers.inputs === undefined ? [] : [`// ${say("code.scaled")}`]),
    `const x = ${rowsText(data.x)};`,
    `const t = ${rowsText(data.t)};`,
    "",
    "const net = new Sequential(",
    `  [\n${built.join("\n")}\n  ],`,
    `  { seed: ${state.seed} },`,
    ");",
    `let rate = ${state.rate};`,
    `const optimizer = ${rule}(${optionsOf(optimizer)});`,
    "",
    ...trainingText(state, data, make(loss), say),
    "",
    `console.log(Array.from(net.predict(x[${state.sample}]))); // ${say("code.answer")}`,
    "",
  ].join("\n");
}

function optionsOf(optimizer: OptimizerName): string {
  return `{ learningRate: () => rate${optimizer === "momentum" ? ", momentum: 0.9" : ""} }`;
}

function rowsText(rows: Dataset["x"]): string {
  if (rows.length <= 2) return JSON.stringify(rows);
  return `[\n${rows.map((row) => `  ${JSON.stringify(row).replaceAll(",", ", ")},`).join("\n")}\n]`;
}

/** The epochs between the edits, and the edits as statements. */
function trainingText(state: State, data: Dataset, loss: string, say: Say): string[] {
  const lines: string[] = [];
  let [done, batch] = [0, state.batch];
  let now = data;
  const go = (epochs: number): void => {
    if (epochs <= 0) return;
    const seen = trained(now, state);
    const rows = seen < now.x.length ? `x.slice(0, ${seen}), t.slice(0, ${seen})` : "x, t";
    const size = batch === 0 ? seen : Math.min(batch, seen);
    lines.push(
      `net.fit(${rows}, { loss: ${loss}, optimizer, epochs: ${epochs}, batchSize: ${size}, shuffle: false, onWarning: () => {} });`,
    );
  };
  for (const [k, edit] of state.edits.entries()) {
    const at = Math.min(edit.at, state.epoch);
    go(at - done);
    done = at;
    if (edit.kind === "batch") batch = edit.value;
    else lines.push(editText(edit));
    now = load({ ...state, edits: state.edits.slice(0, k + 1) });
  }
  go(state.epoch - done);
  return lines.length === 0 ? [`// ${say("code.untrained")}`] : lines;
}

function editText(edit: Edit): string {
  switch (edit.kind) {
    case "rate":
      return `rate = ${edit.value};`;
    case "weight":
      return `net.parameters[${edit.index}] = ${edit.value};`;
    case "input":
      return `x[${edit.sample}][${edit.index}] = ${edit.value};`;
    case "target":
      return `t[${edit.sample}][${edit.index}] = ${edit.value};`;
    case "add":
      return `x.push(${JSON.stringify(edit.row)}); t.push(${JSON.stringify(edit.target)});`;
    case "delete":
      return `x.splice(${edit.sample}, 1); t.splice(${edit.sample}, 1);`;
    case "batch":
      return "";
  }
}
