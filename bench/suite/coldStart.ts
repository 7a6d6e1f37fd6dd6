import { spawnSync } from "node:child_process";
import { here } from "./files.js";
import type { Peer } from "./peers.js";
import { median, type Result } from "./rounds.js";
import { first } from "./workloads.js";

/** Node without any library. */
export const nodeAlone: Peer = { name: "node -e 0", file: "", language: "node", precision: "f64" };

function start({ file, options = {} }: Peer): { seconds: number; reason?: string } {
  const program =
    file === "" ? ["-e", "0"] : [here("peers/start.js"), JSON.stringify({ file, options, workload: first })];
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, program, { encoding: "utf8" });
  const seconds = (performance.now() - before) / 1000;
  return status === 0 ? { seconds } : { seconds, reason: /Error: (.*)/.exec(stderr)?.[1] ?? `it ended with ${status}` };
}

/** Times processes in turns, from their start to their end after a first prediction. */
export function coldStarts(peers: readonly Peer[], rounds: number): Result[] {
  const all = [nodeAlone, ...peers.filter(({ language }) => language === "node")].map((peer) => ({
    peer,
    // The first start, which reads the files from the disk, is not counted.
    reason: start(peer).reason,
    seconds: [] as number[],
  }));
  for (let round = 0; round < rounds; round++)
    for (const { peer, reason, seconds } of all) if (reason === undefined) seconds.push(start(peer).seconds);
  return all.map(({ peer, reason, seconds }) =>
    reason === undefined ? { peer, seconds: median(seconds) } : { peer, reason },
  );
}
