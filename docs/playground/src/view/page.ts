import { DeltaruleError } from "deltarule";
import { TableError } from "../data/csv.js";
import type { Dataset } from "../data/dataset.js";
import { load } from "../data/load.js";
import { fromHash, toHash } from "../hash.js";
import { build, type Model } from "../model.js";
import type { Answer, Frame } from "../protocol.js";
import { initial, type State, withData } from "../state.js";
import { type Say, sayIn } from "../texts/table.js";
import { Trainer } from "../trainer.js";
import type { App, Hand, Picked } from "./app.js";
import { bar, figures, type Player, type Speed } from "./bar.js";
import { type Checked, checkView } from "./check.js";
import { curve, drawCurve } from "./curve.js";
import { fitted } from "./fitted.js";
import { handView } from "./hand.js";
import { header } from "./header.js";
import { network } from "./network.js";
import { planeOf } from "./plane.js";
import { drawRegion, region } from "./region.js";
import { settings } from "./settings.js";
import { take } from "./take.js";
import { has, writeOut } from "./writeOut.js";

/** Holds the state, asks the worker and draws the parts. */
export class Page implements App, Player {
  state: State = initial;
  say: Say = sayIn("en");
  data: Dataset | null = null;
  model: Model | null = null;
  problem: string | null = null;
  notice: string | null = null;
  playing = false;
  frame: Frame | null = null;
  losses: number[] = [];
  hand: Hand | null = null;
  picked: Picked | null = null;
  speed: Speed = "20";
  private checked: Checked = null;
  /** The epoch of a shared address, until it is reached; then 0. */
  private until = 0;
  private readonly trainer = new Trainer((answer) => this.hear(answer));

  start(): void {
    this.read();
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== toHash(this.state)) this.read();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
  }

  private read(): void {
    const lang = navigator.language.startsWith("zh") ? "zh" : "en";
    const { state, wrong } = fromHash(location.hash, { ...initial, lang });
    this.say = sayIn(state.lang);
    this.notice = wrong.length === 0 ? null : this.say("wrongAddress", { names: wrong.join(", ") });
    this.open(state);
  }

  change(part: Partial<State>): void {
    this.open({ ...this.state, ...part, epoch: 0 }, "csv" in part);
  }

  choose(data: State["data"]): void {
    this.picked = null;
    this.open(withData(this.state, data), true);
  }

  look(part: Partial<State>): void {
    this.state = { ...this.state, ...part };
    this.say = sayIn(this.state.lang);
    if (part.axes !== undefined && this.data !== null)
      this.trainer.ask({ type: "look", plane: planeOf(this.data, this.state) });
    this.settle();
  }

  pick(picked: Picked | null): void {
    this.picked = picked;
    network(this);
    handView(this);
  }

  play(): void {
    this.playing = true;
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
    this.trainer.ask({ type: "step" });
  }

  reset(): void {
    this.open({ ...this.state, epoch: 0 });
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    const rate = speed === "full" ? Number.POSITIVE_INFINITY : Number(speed);
    if (this.playing) this.trainer.ask({ type: "play", speed: rate });
  }

  /** Starts a state from the beginning; a shared epoch is trained again, to the same bits. */
  private open(state: State, newData = false): void {
    this.say = sayIn(state.lang);
    Object.assign(this, { state, model: null, data: null, problem: null, frame: null, losses: [], checked: null });
    try {
      this.data = load(state);
      this.state = fitted(state, this.data, newData);
      this.model = build(this.state, this.data);
      this.until = this.state.epoch;
      this.playing = this.until > 0;
      this.trainer.open(this.state, planeOf(this.data, this.state));
    } catch (error) {
      this.trainer.close();
      this.fail(error);
    }
    if (this.picked !== null && (this.model === null || !has(this.model, this.picked))) this.picked = null;
    this.settle();
  }

  private hear(answer: Answer): void {
    if (answer.type === "failed") {
      this.fail(new DeltaruleError(answer.message));
      this.settle();
    } else if (answer.type === "checked") {
      this.checked = answer.report;
      this.paintCheck();
    } else this.show(answer);
  }

  private show(frame: Frame): void {
    this.frame = frame;
    this.model?.net.parameters.set(frame.parameters);
    this.losses.push(...frame.losses);
    const arrived = frame.stopped !== null || (this.until > 0 && frame.epoch >= this.until);
    if (arrived) [this.until, this.playing] = [0, false];
    if (this.until === 0) this.state = { ...this.state, epoch: frame.epoch };
    requestAnimationFrame(() => {
      this.trainer.ask({ type: "drawn" });
      if (!this.playing) this.settle();
      else for (const draw of [network, figures, drawRegion, drawCurve]) draw(this);
    });
  }

  /** Updates the derivation of the sample and the address. */
  private settle(): void {
    this.hand = null;
    if (this.model !== null && this.data !== null && !this.playing) {
      try {
        this.hand = writeOut(this.model, this.data, this.state);
        this.state = { ...this.state, step: Math.min(this.state.step, this.hand.steps.length - 1) };
      } catch (error) {
        this.fail(error);
      }
    }
    if (!this.playing) history.replaceState(null, "", `#${toHash(this.state)}`);
    this.paint();
  }

  private fail(error: unknown): void {
    this.playing = false;
    if (error instanceof TableError) this.problem = this.say(error.key, error.values);
    else if (error instanceof DeltaruleError) this.problem = `${this.say("status.failed")} ${error.message}`;
    else throw error;
  }

  private paint(): void {
    header(this, () => this.paint());
    settings(this);
    bar(this, this);
    network(this);
    handView(this);
    region(this);
    curve(this);
    this.paintCheck();
    take(this);
  }

  private paintCheck(): void {
    checkView(this, this.checked, () => {
      this.checked = "running";
      this.paintCheck();
      this.trainer.ask({ type: "check" });
    });
  }
}
