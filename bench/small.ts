// Measures calls on the little data that people really have, in turns with other libraries, and
// writes bench/small.md: `npm run bench:small`. With arguments it measures a part and only prints:
//
//     npm run bench:small -- xor predict2 --rounds 3
//     npm run bench:small -- xor --beside ../other/dist/index.js      another build too
//     npm run bench:small -- xor --dtype float32
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadNow, loadSentence, publish, table, where } from "./report.js";
import { type Library, measureColdStart, measureProgram, measureRow, type Time } from "./small/measure.js";
import { coldStart, program, type Row, rows } from "./small/rows.js";
import { here, readVersion } from "./suite/files.js";
import { installFor, pin } from "./suite/prepare.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" },
    beside: { type: "string" },
    dtype: { type: "string", default: "float64" },
  },
});
const rounds = Number(values.rounds);
const isAsked = ({ name }: Row): boolean => positionals.length === 0 || positionals.includes(name);

installFor(["brain.js", "synaptic"]);
const core = pin();
const options = { dtype: values.dtype };
const own: Library = { name: "deltarule", file: "deltarule", options };
const libraries: readonly Library[] = [
  own,
  ...(values.beside === undefined
    ? []
    : [{ ...own, name: "the other build", build: new URL(`file://${resolve(values.beside)}`).href }]),
  { name: "plain", file: "plain" },
  { name: "synaptic", file: "synaptic" },
  { name: "brainJs", file: "brainJs" },
];

const titles: Readonly<Record<string, string>> = { plain: "plain loop", brainJs: "brain.js", node: "Node alone" };
const names = [...libraries.map(({ name }) => name), ...(isAsked(coldStart) ? ["node"] : [])];
const head = ["µs of CPU", ...names.map((name) => titles[name] ?? name), "ratio", "wanted", "reached"];

/** Three digits. */
const show = (time: number): string => (time < 100 ? time.toPrecision(3) : time.toFixed(0));

let waited = 0;
let measured = 0;

function cells({ title, factor, beside }: Row, times: ReadonlyMap<string, Time>): string[] {
  for (const { wall, cpu } of times.values()) {
    waited += Math.max(0, wall - cpu) / wall;
    measured++;
  }
  const all = names.map((name) => {
    const time = times.get(name);
    if (time === undefined) return "";
    // Wall time beside CPU time, where the two differ.
    return time.wall < 1.1 * time.cpu ? show(time.cpu) : `${show(time.cpu)} (${show(time.wall)})`;
  });
  const mine = times.get("deltarule")?.cpu ?? Number.NaN;
  const best = Math.min(...beside.map((name) => times.get(name)?.cpu ?? Infinity));
  const ratio = best / mine;
  return [title, ...all, `${ratio.toFixed(2)}×`, `≥ ${factor.toFixed(2)}×`, ratio >= factor ? "yes" : "**no**"];
}

const loadBefore = loadNow();
const found: string[][] = [];
function tell(row: Row, times: ReadonlyMap<string, Time>): void {
  found.push(cells(row, times));
  console.log(found[found.length - 1]?.join(" | "));
}

if (isAsked(program)) tell(program, measureProgram(libraries, rounds));
for (const row of rows.filter(isAsked)) tell(row, await measureRow(row.name, libraries, rounds));
if (isAsked(coldStart)) tell(coldStart, measureColdStart(libraries, 3 * rounds));

const versions = ["brain.js", "synaptic"].map(
  (name) => `${name} ${readVersion(here(`node_modules/${name}/package.json`))}`,
);
const load = `${loadSentence(loadBefore)} The processes waited for ${((100 * waited) / measured).toFixed(0)} % of the time.`;
const page = `# Speed on little data

${where(`deltarule ${readVersion(here("../package.json"))}`, ...versions)}
${core === null ? "" : `All processes were bound to core ${core}. `}${load}

Microseconds of CPU time per unit (an epoch, a call, a process), with the wall time in brackets if it is at least a tenth longer. Medians of ${rounds} rounds, measured in turns.
The ratio is the time of the fastest library that the goal names, divided by deltarule's. Repeat it with \`npm run bench:small\`.

${table(head, found)}`;
if (positionals.length === 0 && values.beside === undefined && values.dtype === "float64") publish("small", page);
else console.log(page);
