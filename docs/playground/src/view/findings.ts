import { editsToText } from "../edits.js";
import type { Answer } from "../protocol.js";
import type { Mode } from "../state.js";
import type { Trainer } from "../trainer.js";
import type { App, Broken } from "./app.js";
import type { Experiments, Found } from "./inspect.js";

const nothing: Found = { report: null, landscape: null, race: null, running: null, places: [0, 1] };

/** Asks the worker for experiments, and holds what they found in the present network. */
export class Findings implements Experiments {
  found: Found = nothing;
  /** What the gradient checker said of the planted mistake; `null` before it did. */
  broken: Broken | null = null;
  /** Whether the reader has planted a mistake, and the training that it was last looked for in. */
  private planted = false;
  private plantedIn = "";
  private opened = 0;

  constructor(
    private readonly trainer: Trainer,
    private readonly draw: () => void,
  ) {}

  check(): void {
    this.run("check");
    this.trainer.ask({ type: "check", mistake: null });
  }

  landscape(places: readonly [number, number]): void {
    this.found = { ...this.found, places };
    this.run("landscape");
    this.trainer.ask({ type: "landscape", places });
  }

  race(): void {
    this.run("race");
    this.trainer.ask({ type: "race" });
  }

  /** From now on, the mistake of the state is looked for. */
  plant(): void {
    this.planted = true;
  }

  /** Looks for the planted mistake, unless that has been done on this network and these samples. */
  findMistake({ state, playing, model, frame }: App): void {
    if (state.mode !== "break" || !this.planted || playing || model === null || frame === null) return;
    const key = `${state.mistake} ${frame.epoch} ${editsToText(state.edits)} ${this.opened}`;
    if (this.plantedIn === key) return;
    this.plantedIn = key;
    this.trainer.ask({ type: "check", mistake: state.mistake });
  }

  /** Takes what the worker found. */
  take(answer: Extract<Answer, { type: "checked" | "landscape" | "race" }>): void {
    if (answer.type === "checked" && answer.mistake !== null) {
      this.broken = { mistake: answer.mistake, report: answer.report };
      return;
    }
    const found = { ...this.found, running: null };
    if (answer.type === "checked") this.found = { ...found, report: answer.report };
    else if (answer.type === "landscape") this.found = { ...found, landscape: answer.landscape };
    else this.found = { ...found, race: answer.racers };
  }

  /** The experiment under way has failed. */
  fail(): void {
    this.found = { ...this.found, running: null };
  }

  /** Forgets what was found before a number of the network or the data changed. */
  edited(): void {
    this.found = { ...nothing, places: this.found.places };
  }

  /** Forgets all that was found in another network. */
  forget(): void {
    [this.found, this.broken] = [nothing, null];
  }

  /** A new network is open: what is looked for in it has not been looked for. */
  open(mode: Mode): void {
    this.opened++;
    this.planted ||= mode === "break";
  }

  private run(running: NonNullable<Found["running"]>): void {
    this.found = { ...this.found, running };
    this.draw();
  }
}
