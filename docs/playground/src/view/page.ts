import { DeltaruleError } from "deltarule";
import { TableError } from "../data/csv.js";
import type { Dataset } from "../data/dataset.js";
import { load } from "../data/load.js";
import { type Edit, mostEdits, withEdit } from "../edits.js";
import { fromHash, isSameTraining, toHash } from "../hash.js";
import { build, type Model } from "../model.js";
import type { Answer, Failure, Frame } from "../protocol.js";
import { initial, type MistakeName, type Mode, type State, withData } from "../state.js";
import { type Say, sayIn } from "../texts/table.js";
import { Trainer } from "../trainer.js";
import { Address } from "./address.js";
import type { App, Broken, EditNow, Hand, Picked } from "./app.js";
import type { Player, Speed } from "./bar.js";
import { Derived } from "./derived.js";
import { Findings } from "./findings.js";
import { fitted, keptEdits } from "./fitted.js";
import { listen } from "./keys.js";
import { shownIn } from "./known.js";
import { reveal, toggleLessons, waits } from "./learn.js";
import { network } from "./network.js";
import { paint, paintFrame, paintSheet } from "./paint.js";
import { planeOf } from "./plane.js";
import { reasonOf } from "./reason.js";
import { selection } from "./selection.js";
import { isTaken, parameterAfter } from "./values.js";
import { has } from "./writeOut.js";

/** Holds the state, asks the worker to train and has the parts drawn. */
export class Page implements App, Player {
  state: State = initial;
  say: Say = sayIn("en");
  data: Dataset | null = null;
  model: Model | null = null;
  playing = false;
  frame: Frame | null = null;
  losses: number[] = [];
  testLosses: number[] = [];
  private readonly derived = new Derived();
  get hand(): Hand | null {
    return this.derived.hand;
  }
  picked: Picked | null = null;
  speed: Speed = "20";
  /** What went wrong; its sentence follows the language of the page. */
  private failure: Failure | TableError | null = null;
  get problem(): string | null {
    const { failure, state, say } = this;
    if (failure instanceof TableError) return say(failure.key, failure.values);
    return failure && reasonOf(failure, state, say);
  }
  /** What the address says that the page does not know. */
  private unknown: readonly string[] = [];
  get notice(): string | null {
    const { unknown, say } = this;
    return unknown.length === 0 ? null : say("wrongAddress", { names: unknown.join(say("list")) });
  }
  get waiting(): boolean {
    return this.state.mode === "learn" && waits(this);
  }
  get broken(): Broken | null {
    return this.findings.broken;
  }
  /** Whether the first page is shown, that of a new reader. */
  covered = false;
  /** The epoch of a shared address, until it is reached; then 0. */
  private until = 0;
  /** What the browser's next picture draws anew. */
  private due: "nothing" | "frame" | "page" = "nothing";
  private readonly address = new Address();
  private readonly trainer = new Trainer((answer) => this.hear(answer));
  readonly findings = new Findings(this.trainer, () => paintSheet(this));

  start(): void {
    this.covered = location.hash.length < 2;
    this.read();
    const reread = () => {
      if (location.hash.slice(1) !== toHash(this.state)) this.read();
    };
    addEventListener("popstate", reread);
    addEventListener("hashchange", reread);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(this));
    listen(this);
  }

  private read(): void {
    const lang = navigator.language.startsWith("zh") ? "zh" : "en";
    const { state, wrong } = fromHash(location.hash, { ...initial, lang });
    this.say = sayIn(state.lang);
    this.unknown = wrong;
    if (this.model !== null && this.problem === null && isSameTraining(state, this.state)) this.look(state);
    else this.open(state);
  }

  change(part: Partial<State>): void {
    this.covered = false;
    this.open({ ...this.state, edits: keptEdits(this.state, part), ...part, epoch: 0 }, "csv" in part);
  }

  choose(data: State["data"]): void {
    this.picked = null;
    this.covered = false;
    this.open(withData(this.state, data), true);
  }

  look(part: Partial<State>): void {
    this.covered = false;
    this.state = { ...this.state, ...part };
    this.say = sayIn(this.state.lang);
    if ("step" in part || "sample" in part) this.picked = null;
    if (part.axes !== undefined && this.data !== null)
      this.trainer.ask({ type: "look", plane: planeOf(this.data, this.state) });
    this.settle();
    // What was dragged before has its entry.
    this.address.passing = false;
    paint(this);
  }

  pick(picked: Picked | null): void {
    this.picked = picked;
    network(this);
    selection(this);
  }

  edit(edit: EditNow, passing = false): void {
    if (this.model === null || this.data === null || !isTaken(this.model, this.data, edit)) return;
    if (this.playing && edit.kind !== "rate" && edit.kind !== "batch") return;
    const at = this.frame?.epoch ?? 0;
    const edits = withEdit(this.state.edits, { ...edit, at } as Edit);
    if (edits.length > mostEdits) return;
    if (this.problem !== null) {
      // What was refused is tried anew: with another rate or target it may go.
      this.open({ ...this.state, edits, epoch: at });
      this.address.passing = passing;
      return;
    }
    this.state = { ...this.state, edits };
    this.covered = false;
    this.data = load(this.state);
    const sample = Math.min(this.state.sample, this.data.x.length - 1);
    this.state = { ...this.state, sample, epoch: this.playing ? this.state.epoch : at };
    if (edit.kind === "weight") this.model.net.parameters[edit.index] = edit.value;
    this.trainer.ask({ type: "edit", edits });
    this.findings.edited();
    this.settle();
    this.draw("page");
    this.address.passing = passing;
  }

  play(): void {
    this.playing = true;
    this.covered = false;
    this.setSpeed(this.speed);
    paint(this);
  }

  /** The worker answers with the frame at which it stopped, and that one is drawn. */
  pause(): void {
    this.playing = false;
    this.until = 0;
    this.trainer.ask({ type: "pause" });
  }

  step(): void {
    this.covered = false;
    this.trainer.ask({ type: "step" });
  }

  reset(): void {
    this.open({ ...this.state, epoch: 0, edits: [], step: 0 });
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    const rate = speed === "full" ? Number.POSITIVE_INFINITY : Number(speed);
    if (this.playing && this.until === 0) this.trainer.ask({ type: "play", speed: rate });
  }

  /** The next step; after the last one, the epoch itself, which begins the steps again. */
  next(): void {
    const { hand, state } = this;
    if (hand === null || this.playing) return;
    toggleLessons(false);
    if (this.covered) this.begin();
    else if (state.mode !== "learn") this.look({ mode: "learn" });
    else if (this.waiting) {
      reveal(this);
      paint(this);
    } else if (state.step < hand.steps.length - 1) this.look({ step: state.step + 1 });
    else {
      this.state = { ...state, step: 0, lesson: 0 };
      this.step();
    }
  }

  back(): void {
    if (this.playing) return;
    if (this.state.mode !== "learn") this.look({ mode: "learn" });
    else if (this.state.step > 0) this.look({ step: this.state.step - 1 });
  }

  /** The weight or bias after this one, or before it. */
  nextWeight(by: number): void {
    if (this.model !== null) this.pick(parameterAfter(this.model, shownIn(this), by));
  }

  lessons(): void {
    this.look({ mode: "learn" });
    toggleLessons();
    this.look({});
  }

  mode(mode: Mode): void {
    toggleLessons(false);
    this.look({ mode });
  }

  plant(mistake: MistakeName): void {
    this.findings.plant();
    this.look({ mistake });
  }

  /** Leaves the first page for the lesson of the lecture notes. */
  begin(): void {
    this.change({ ...withData(this.state, "notes"), lesson: 4, mode: "learn" });
  }

  /** Starts a state from the beginning; a shared epoch is trained again, to the same bits. */
  private open(state: State, newData = false): void {
    this.say = sayIn(state.lang);
    Object.assign(this, { state, model: null, data: null, failure: null, frame: null, losses: [], testLosses: [] });
    this.findings.forget();
    try {
      this.data = load(state);
      this.state = fitted(state, this.data, newData);
      this.model = build(this.state, this.data);
      const { parameters } = this.model.net;
      for (const edit of this.state.edits)
        if (edit.at === 0 && edit.kind === "weight" && edit.index < parameters.length)
          parameters[edit.index] = edit.value;
      this.until = this.state.epoch;
      this.playing = this.until > 0;
      this.trainer.open(this.state, planeOf(this.data, this.state));
      this.findings.open(state.mode);
    } catch (error) {
      this.trainer.close();
      this.fail(error);
    }
    if (this.picked !== null && (this.model === null || !has(this.model, this.picked))) this.picked = null;
    this.settle();
    if (this.problem === null) this.draw("page");
    else paint(this);
  }

  private hear(answer: Answer): void {
    if (answer.type === "failed") {
      [this.playing, this.failure] = [false, answer];
      this.findings.fail();
      this.settle();
      paint(this);
    } else if (answer.type === "frame") this.show(answer);
    else {
      this.findings.take(answer);
      network(this);
      paintSheet(this);
    }
  }

  private show(frame: Frame): void {
    this.frame = frame;
    // The worker is ahead: it says at which epoch an edit came to be.
    if (this.playing && frame.edits.length === this.state.edits.length)
      this.state = { ...this.state, edits: frame.edits };
    this.model?.net.parameters.set(frame.parameters);
    this.losses.push(...frame.losses);
    this.testLosses.push(...frame.testLosses);
    const arrived = frame.stopped !== null || (this.until > 0 && frame.epoch >= this.until);
    if (arrived) [this.until, this.playing] = [0, false];
    if (this.until === 0) this.state = { ...this.state, epoch: frame.epoch };
    if (frame.still) this.settle();
    this.draw(frame.still ? "page" : "frame");
  }

  /** Draws once before the browser's next picture, however much changes until then. */
  private draw(what: "frame" | "page"): void {
    const waits = this.due !== "nothing";
    if (this.due !== "page") this.due = what;
    if (waits) return;
    requestAnimationFrame(() => {
      const { due } = this;
      this.due = "nothing";
      this.trainer.ask({ type: "drawn" });
      if (due === "page") paint(this);
      else paintFrame(this);
    });
  }

  /**
   * Updates the derivation of the sample and the address. A derivation takes about as long as the
   * drawing: they are two tasks where it changes.
   */
  private settle(): void {
    try {
      this.derived.update(this);
    } catch (error) {
      this.fail(error);
    }
    const { hand, state } = this;
    if (hand !== null) this.state = { ...state, step: Math.min(state.step, hand.steps.length - 1) };
    if (!this.playing && !this.covered) this.address.keep(this.state);
    this.findings.findMistake(this);
  }

  private fail(error: unknown): void {
    this.playing = false;
    // What failed first is the reason for the rest.
    if (error instanceof TableError) this.failure ??= error;
    else if (error instanceof DeltaruleError) this.failure ??= { name: error.name, message: error.message, epoch: 0 };
    else throw error;
  }
}
