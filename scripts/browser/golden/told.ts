import type { Engine, Vector } from "deltarule";
import { bytesOf, trainings } from "../../../test/golden/trainings.js";

/** The engine and the SHA-256 of a training. */
export interface Told {
  readonly engine: string;
  readonly hash: string;
}

/** Runs the trainings with this engine, or with the default one. */
export async function hashes(given?: Engine): Promise<Readonly<Record<string, Told>>> {
  const found: Record<string, Told> = {};
  for (const [name, train] of Object.entries(trainings)) {
    const { engine, parameters } = train(given);
    found[name] = { engine, hash: await hashOf(parameters) };
  }
  return found;
}

async function hashOf(parameters: Vector): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytesOf(parameters));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
