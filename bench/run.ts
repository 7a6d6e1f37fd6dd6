import { withFolder, writeRandom } from "./suite/data.js";
import { findPython, peers } from "./suite/peers.js";
import { measure } from "./suite/rounds.js";
import { workloads } from "./suite/workloads.js";

const want = process.argv.slice(2).filter((a) => !a.startsWith("-"));
const only = process.argv
  .find((a) => a.startsWith("--only="))
  ?.slice(7)
  .split(",");
const python = findPython();
await withFolder(async (folder) => {
  for (const workload of workloads.filter(({ name }) => want.length === 0 || want.some((w) => name.startsWith(w)))) {
    const files = writeRandom(folder, workload);
    const r = await measure(
      peers.filter((p) => !only || only.some((o) => p.name.startsWith(o))),
      python?.command ?? "",
      { workload, files, seconds: 0.3, patience: 60 },
      3,
    );
    console.log(workload.name);
    for (const { peer, rate, reason, note } of r)
      console.log("  ", peer.name.padEnd(24), rate?.toFixed(0) ?? "", reason ?? "", note ?? "");
  }
});
