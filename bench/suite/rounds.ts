import { type Answer, Child, type Job } from "./child.js";
import type { Peer } from "./peers.js";

/** The medians of a library's rounds, or the reason why there are none. */
export interface Result extends Answer {
  readonly peer: Peer;
  /** The lowest and the highest rate. */
  readonly range?: readonly [number, number];
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] as number) + (sorted[Math.ceil((sorted.length - 1) / 2)] as number)) /
    2
  );
};

const keys = ["rate", "cpuRate", "seconds", "cpuSeconds", "accuracy"] as const;

const valuesOf = (answers: readonly Answer[], key: (typeof keys)[number]): number[] =>
  answers.flatMap(({ [key]: value }) => (value === undefined ? [] : [value]));

/** The medians of the answers, and the range of their rates. */
function summary(answers: readonly Answer[]): Partial<Result> {
  const medians = keys.flatMap((key) => {
    const values = valuesOf(answers, key);
    return values.length === 0 ? [] : [[key, median(values)]];
  });
  const rates = valuesOf(answers, "rate");
  const range = rates.length === 0 ? {} : { range: [Math.min(...rates), Math.max(...rates)] as const };
  return { ...Object.fromEntries(medians), ...range };
}

/** Measures all libraries in turns (A B C … A B C …), so that other load meets all alike. */
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
  return running.map(({ peer, note, answers, reason }) =>
    reason === undefined ? { peer, note, ...summary(answers) } : { peer, note, reason },
  );
}
