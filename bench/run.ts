// Measures deltarule and other libraries in turns, and writes bench/results.md: `npm run bench`.
// With arguments, it measures a part and only prints it:
//
//     npm run bench -- W1a W3a --only deltarule,plain,jax     names that begin so
//     npm run bench -- --only deltarule --rounds 3            deltarule alone
//     npm run bench -- digits --slow                          also libraries that take minutes
//
// The workloads are W1a to W6, `784-` (networks of growing width) and `digits`. `--write` writes
// the page of a part as well, `--seconds` sets the time of one measurement, and BENCH_ERRORS=1
// shows the errors of the processes.
import { parseArgs } from "node:util";
import { loadNow, loadSentence, publish } from "./report.js";
import { coldStarts } from "./suite/coldStart.js";
import { writeDigits, writeRandom } from "./suite/data.js";
import { withFolder } from "./suite/files.js";
import { coldSection, digitsSection, goalsSection, page, rateSection, wideningSection } from "./suite/page.js";
import { type Peer, peers, versionOf } from "./suite/peers.js";
import { findPython, install, pin } from "./suite/prepare.js";
import { measure, type Result } from "./suite/rounds.js";
import { first, handwritten, type Workload, widening, workloads } from "./suite/workloads.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "0.3" },
    slow: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const beginnings = values.only.split(",");
const isAsked = ({ name }: Workload): boolean =>
  positionals.length === 0 || positionals.some((one) => name.startsWith(one));

const chosen = peers.filter(({ name }) => beginnings.some((one) => name.startsWith(one)));
install(chosen);
const core = pin();
const python = findPython();
const loadBefore = loadNow();
const results = new Map<string, readonly Result[]>();

function tell(name: string, found: readonly Result[], section: string): void {
  results.set(name, found);
  console.log(`${section}\n`);
}

async function rates(folder: string, workload: Workload, of: readonly Peer[]): Promise<Result[]> {
  const files = writeRandom(folder, workload);
  return measure(of, python.command, { workload, files, seconds, patience: 60 }, rounds);
}

/** Measures fast libraries in several rounds, slow ones in one. */
async function digits(folder: string): Promise<Result[]> {
  const job = { workload: handwritten, files: writeDigits(folder), seconds, patience: 600 };
  const of = (pace: "fast" | "slow") => chosen.filter((peer) => peer.digits === pace);
  const fast = await measure(of("fast"), python.command, job, Math.min(3, rounds));
  return values.slow ? [...fast, ...(await measure(of("slow"), python.command, job, 1))] : fast;
}

await withFolder(async (folder) => {
  for (const workload of workloads.filter(isAsked)) {
    const found = await rates(folder, workload, chosen);
    tell(workload.name, found, rateSection(workload.name, workload.title, found));
  }
  if (isAsked(first)) {
    const found = coldStarts(chosen, 4 * rounds);
    tell(first.name, found, coldSection(found));
  }
  const own = chosen.filter(({ name }) => name.startsWith("deltarule simd"));
  const asked = widening.filter(isAsked);
  for (const workload of own.length > 0 ? asked : []) results.set(workload.name, await rates(folder, workload, own));
  if (own.length > 0 && asked.length > 0) console.log(`${wideningSection(results)}\n`);
  if (isAsked(handwritten)) {
    const found = await digits(folder);
    tell(handwritten.name, found, digitsSection(found));
  }
});

const all = positionals.length === 0 && values.only === "";
if (all || values.write) {
  const versions = chosen.flatMap((peer) => {
    const version = versionOf(peer, python.versions);
    return version === null || peer.name === "plain JS" ? [] : [`${peer.package ?? "deltarule"} ${version}`];
  });
  publish("results", page(results, [...new Set(versions)], rounds, core, loadBefore));
} else console.log(`${goalsSection(results)}\n\n${loadSentence(loadBefore)}`);
