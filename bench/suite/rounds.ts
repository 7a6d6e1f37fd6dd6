import { type Answer, Child, type Job } from "./child.js";
import type { Peer } from "./peers.js";

/** The medians of a library's rounds, or why there are none. */
export interface Result extends Answer {
  readonly peer: Peer;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] as number) + (sorted[Math.ceil((sorted.length - 1) / 2)] as number)) /
    2
  );
};

/** The median of what the answers have, where they have it. */
function medianOf(answers: readonly Answer[], key: "rate" | "seconds" | "accuracy"): number | undefined {
  const values = answers.flatMap(({ [key]: value }) => (value === undefined ? [] : [value]));
  return values.length === 0 ? undefined : median(values);
}

/** Measures all in turns: A B C … A B C …, so that a busy moment of the machine hits all alike. */
export async function measure(peers: readonly Peer[], python: string, job: Job, rounds: number): Promise<Result[]> {
  const running: { peer: Peer; child: Child; note: string | null; answers: Answer[]; reason?: string }[] = [];
  try {
    for (const peer of peers) {
      const child = new Child(peer, python, job);
      const { reason, note } = await child.ready();
      running.push({ peer, child, note: note ?? null, answers: [], ...(reason !== undefined && { reason }) });
      if (reason !== undefined) child.close();
    }
    for (let round = 0; round < rounds; round++)
      for (const one of running.filter(({ reason }) => reason === undefined)) {
        const answer = await one.child.measure();
        if (answer.reason === undefined) one.answers.push(answer);
        else one.reason = answer.reason;
      }
  } finally {
    for (const { child } of running) child.close();
  }
  return running.map(({ peer, note, answers, reason }) => {
    if (reason !== undefined) return { peer, note, reason };
    const medians = (["rate", "seconds", "accuracy"] as const).flatMap((key) => {
      const value = medianOf(answers, key);
      return value === undefined ? [] : [[key, value]];
    });
    return { peer, note, ...Object.fromEntries(medians) };
  });
}
