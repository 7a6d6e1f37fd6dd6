import { DeltaruleError } from "deltarule";
import { TableError } from "../data/csv.js";
import type { Dataset } from "../data/dataset.js";
import { load } from "../data/load.js";
import { type Edit, editsToText, mostEdits, withEdit } from "../edits.js";
import { fromHash, isSameTraining, toHash } from "../hash.js";
import { build, type Model } from "../model.js";
import type { Answer, Failure, Frame } from "../protocol.js";
import { initial, type MistakeName, type Mode, type State, withData } from "../state.js";
import { type Say, sayIn } from "../texts/table.js";
import { Trainer } from "../trainer.js";
import type { App, Broken, EditNow, Hand, Picked } from "./app.js";
import { bar, figures, type Player, type Speed } from "./bar.js";
import { breakIt } from "./break.js";
import { code } from "./code.js";
import { forgetColors } from "./colors.js";
import { curve, drawCurve } from "./curve.js";
import { hiddenParts } from "./embed.js";
import { fitted } from "./fitted.js";
import { header } from "./header.js";
import { type Experiments, type Found, inspect } from "./inspect.js";
import { listen } from "./keys.js";
import { shownIn } from "./known.js";
import { cover, drawSheet, learn, learnHead, reveal, toggleLessons, waits } from "./learn.js";
import { network, networkFrame } from "./network.js";
import { planeOf } from "./plane.js";
import { reasonOf } from "./reason.js";
import { drawRegion, region } from "./region.js";
import { selection } from "./selection.js";
import { testFigures, train } from "./train.js";
import { lossAlong, parameterAfter } from "./values.js";
import { has, writeOut } from "./writeOut.js";

const nothing: Found = { report: null, landscape: null, race: null, running: null, places: [0, 1] };

/** Holds the state, asks the worker and draws the parts. */
export class Page implements App, Player, Experiments {
  state: State = initial;
  say: Say = sayIn("en");
  data: Dataset | null = null;
  model: Model | null = null;
  problem: string | null = null;
  notice: string | null = null;
  playing = false;
  frame: Frame | null = null;
  losses: number[] = [];
  testLosses: number[] = [];
  hand: Hand | null = null;
  picked: Picked | null = null;
  speed: Speed = "20";
  found: Found = nothing;
  get waiting(): boolean {
    return this.state.mode === "learn" && waits(this);
  }
  broken: Broken | null = null;
  /** Whether the reader has planted a mistake, and the training that it was last looked for in. */
  private planted = false;
  private plantedIn = "";
  private opened = 0;
  /** Whether the first page is shown, that of a new reader. */
  private covered = false;
  /** The epoch of a shared address, until it is reached; then 0. */
  private until = 0;
  /** Whether the next address replaces the present one: while a number is dragged. */
  private passing = false;
  private readonly trainer = new Trainer((answer) => this.hear(answer));

  start(): void {
    this.covered = location.hash.length < 2;
    this.read();
    const reread = () => {
      if (location.hash.slice(1) !== toHash(this.state)) this.read();
    };
    addEventListener("popstate", reread);
    addEventListener("hashchange", reread);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    listen(this);
  }

  private read(): void {
    const lang = navigator.language.startsWith("zh") ? "zh" : "en";
    const { state, wrong } = fromHash(location.hash, { ...initial, lang });
    this.say = sayIn(state.lang);
    this.notice = wrong.length === 0 ? null : this.say("wrongAddress", { names: wrong.join(this.say("list")) });
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
  }

  pick(picked: Picked | null): void {
    this.picked = picked;
    network(this);
    selection(this);
  }

  edit(edit: EditNow, passing = false): void {
    if (this.model === null) return;
    if (this.playing && edit.kind !== "rate" && edit.kind !== "batch") return;
    if (edit.kind === "target" && this.data !== null) {
      // A target that the loss does not take changes nothing.
      const along = lossAlong(this.model, this.data, [edit.sample], { sample: edit.sample }, edit);
      if (!Number.isFinite(along(edit.value))) return;
    }
    const at = this.frame?.epoch ?? 0;
    const made = { ...edit, at } as Edit;
    const picked = this.picked ?? null;
    const edits = withEdit(this.state.edits, made);
    if (edits.length > mostEdits) return;
    this.state = { ...this.state, edits };
    this.covered = false;
    this.data = load(this.state);
    const sample = Math.min(this.state.sample, this.data.x.length - 1);
    this.state = { ...this.state, sample, epoch: this.playing ? this.state.epoch : at };
    if (edit.kind === "weight") this.model.net.parameters[edit.index] = edit.value;
    this.trainer.ask({ type: "edit", edits });
    this.found = { ...nothing, places: this.found.places };
    this.picked = picked;
    this.settle();
    this.passing = passing;
  }

  play(): void {
    this.playing = true;
    this.covered = false;
    this.setSpeed(this.speed);
    this.paint();
  }

  pause(): void {
    this.playing = false;
    this.until = 0;
    this.trainer.ask({ type: "pause" });
    this.settle();
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
    if (this.playing) this.trainer.ask({ type: "play", speed: rate });
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
      this.paint();
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

  private run(running: NonNullable<Found["running"]>): void {
    this.found = { ...this.found, running };
    this.paintSheet();
  }

  private plant(mistake: MistakeName): void {
    this.planted = true;
    this.look({ mistake });
  }

  /** Looks for the planted mistake, unless that has been done on this network and these samples. */
  private findMistake(): void {
    const { state, planted, playing, model } = this;
    if (state.mode !== "break" || !planted || playing || model === null || this.frame === null) return;
    const key = `${state.mistake} ${this.frame.epoch} ${editsToText(state.edits)} ${this.opened}`;
    if (this.plantedIn === key) return;
    this.plantedIn = key;
    this.trainer.ask({ type: "check", mistake: state.mistake });
  }

  private begin(): void {
    this.change({ ...withData(this.state, "notes"), lesson: 4, mode: "learn" });
  }

  /** Starts a state from the beginning; a shared epoch is trained again, to the same bits. */
  private open(state: State, newData = false): void {
    this.say = sayIn(state.lang);
    Object.assign(this, { state, model: null, data: null, problem: null, frame: null, losses: [], testLosses: [] });
    [this.found, this.broken] = [nothing, null];
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
      this.opened++;
      this.planted ||= state.mode === "break";
    } catch (error) {
      this.trainer.close();
      this.fail(error);
    }
    if (this.picked !== null && (this.model === null || !has(this.model, this.picked))) this.picked = null;
    this.settle();
  }

  private hear(answer: Answer): void {
    if (answer.type === "failed") {
      this.refuse(answer);
      this.found = { ...this.found, running: null };
      this.settle();
    } else if (answer.type === "checked") {
      if (answer.mistake === null) this.found = { ...this.found, running: null, report: answer.report };
      else this.broken = { mistake: answer.mistake, report: answer.report };
      network(this);
      this.paintSheet();
    } else if (answer.type === "landscape") {
      this.found = { ...this.found, running: null, landscape: answer.landscape };
      this.paintSheet();
    } else if (answer.type === "race") {
      this.found = { ...this.found, running: null, race: answer.racers };
      this.paintSheet();
    } else this.show(answer);
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
    requestAnimationFrame(() => {
      this.trainer.ask({ type: "drawn" });
      if (!this.playing) this.settle();
      else for (const draw of [networkFrame, figures, drawRegion, drawCurve, testFigures]) draw(this);
    });
  }

  /** Updates the derivation of the sample and the address. */
  private settle(): void {
    this.hand = null;
    if (this.model !== null && this.data !== null && !this.playing) {
      try {
        this.hand = writeOut(this.model, this.data, this.state, this.frame?.memory ?? null);
        this.state = { ...this.state, step: Math.min(this.state.step, this.hand.steps.length - 1) };
      } catch (error) {
        this.fail(error);
      }
    }
    this.keepAddress();
    this.findMistake();
    this.paint();
  }

  /** A new entry in the browser's history for what the reader did, so that Back undoes it. */
  private keepAddress(): void {
    const hash = toHash(this.state);
    if (this.playing || this.covered || location.hash.slice(1) === hash) return;
    const replaces = this.passing || location.hash.length < 2;
    if (replaces && location.hash.length >= 2) history.replaceState(null, "", `#${hash}`);
    else history.pushState(null, "", `#${hash}`);
    this.passing = false;
  }

  private fail(error: unknown): void {
    this.playing = false;
    if (error instanceof TableError) this.problem = this.say(error.key, error.values);
    else if (error instanceof DeltaruleError) this.refuse({ name: error.name, message: error.message, epoch: 0 });
    else throw error;
  }

  private refuse(failure: Failure): void {
    this.playing = false;
    this.problem = reasonOf(failure, this.state, this.say);
  }

  private paint(): void {
    forgetColors();
    document.body.classList.toggle("playing", this.playing);
    header(this, this, () => this.paint());
    bar(this, this);
    network(this);
    selection(this);
    this.paintSheet();
  }

  private paintSheet(): void {
    document.body.dataset.mode = this.state.mode;
    const { mode } = this.state;
    const before = `${mode} ${this.state.step}`;
    if (this.covered)
      drawSheet(
        [],
        cover(this, () => this.begin()),
      );
    else if (mode === "learn") drawSheet(learnHead(this), learn(this));
    else if (mode === "train") drawSheet([], hiddenParts.has("settings") ? [] : train(this, this));
    else if (mode === "inspect") drawSheet([], inspect(this, this));
    else if (mode === "break")
      drawSheet(
        [],
        breakIt(this, (mistake) => this.plant(mistake)),
      );
    else drawSheet([], code(this));
    region(this);
    curve(this);
    testFigures(this);
    const sheet = document.getElementById("sheet-body");
    if (sheet !== null && this.scrolledFor !== before) sheet.scrollTop = 0;
    this.scrolledFor = before;
  }

  private scrolledFor = "";
}

/** Changes of the network's shape make edits of its weights meaningless. */
function keptEdits({ edits }: State, part: Partial<State>): readonly Edit[] {
  if ("layers" in part || "seed" in part)
    return edits.filter(({ kind }) => kind !== "weight").map((edit) => ({ ...edit, at: 0 }));
  return edits.filter(({ kind }) => kind !== "rate" && kind !== "batch").map((edit) => ({ ...edit, at: 0 }));
}
