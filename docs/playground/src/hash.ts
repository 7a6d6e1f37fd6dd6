import { editsFromText, editsToText } from "./edits.js";
import {
  activationNames,
  dataNames,
  initial,
  type LayerChoice,
  limits,
  lossNames,
  mistakeNames,
  modes,
  optimizerNames,
  type State,
  withData,
} from "./state.js";

/** The state as the part of an address after "#". */
export function toHash(state: State): string {
  const words = new URLSearchParams({
    data: state.data,
    layers: state.layers.map(({ width, activation }) => `${width}${activation}`).join("."),
    loss: state.loss,
    optimizer: state.optimizer,
    rate: String(state.rate),
    batch: String(state.batch),
    target: String(state.target),
    seed: String(state.seed),
    epoch: String(state.epoch),
    sample: String(state.sample),
    step: String(state.step),
    digits: String(state.digits),
    axes: state.axes.join("."),
    lang: state.lang,
    mode: state.mode,
    lesson: String(state.lesson),
    noise: String(state.noise),
    test: String(state.test),
  });
  if (state.mode === "break") words.set("mistake", state.mistake);
  if (state.edits.length > 0) words.set("edits", editsToText(state.edits));
  if (state.data === "csv") words.set("csv", state.csv);
  return words.toString();
}

/**
 * Reads an address. Missing and invalid words get their defaults; `wrong` names the invalid ones.
 */
export function fromHash(hash: string, base: State = initial): { state: State; wrong: string[] } {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const wrong: string[] = [];
  const read = <T>(name: string, usual: T, parse: (text: string) => T | undefined): T => {
    const text = words.get(name);
    if (text === null) return usual;
    const value = parse(text);
    if (value === undefined) wrong.push(name);
    return value ?? usual;
  };
  const data = read("data", base.data, oneOf(dataNames));
  const start = withData(base, data);
  const state: State = {
    data,
    csv: read("csv", start.csv, (text) => (text.length <= limits.csv ? text : undefined)),
    layers: read("layers", start.layers, layersOf),
    loss: read("loss", start.loss, oneOf(lossNames)),
    optimizer: read("optimizer", start.optimizer, oneOf(optimizerNames)),
    rate: read("rate", start.rate, within(0, limits.rate)),
    batch: read("batch", start.batch, whole(0, limits.batch)),
    target: read("target", start.target, within(0, 1e6)),
    seed: read("seed", start.seed, whole(0, limits.seed)),
    epoch: read("epoch", 0, whole(0, limits.epochs)),
    sample: read("sample", start.sample, whole(0, 1e6)),
    step: read("step", 0, whole(0, 1e6)),
    digits: read("digits", start.digits, whole(2, 17)),
    axes: read("axes", start.axes, axesOf),
    lang: read("lang", start.lang, oneOf(["en", "zh"] as const)),
    mode: read("mode", start.mode, oneOf(modes)),
    lesson: read("lesson", start.lesson, whole(0, 8)),
    noise: read("noise", start.noise, whole(0, limits.percent)),
    test: read("test", start.test, whole(0, limits.percent)),
    mistake: read("mistake", start.mistake, oneOf(mistakeNames)),
    edits: read("edits", start.edits, editsFromText),
  };
  return { state, wrong };
}

function oneOf<T extends string>(names: readonly T[]): (text: string) => T | undefined {
  return (text) => names.find((name) => name === text);
}

function within(min: number, max: number): (text: string) => number | undefined {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return value >= min && value <= max ? value : undefined;
  };
}

function whole(min: number, max: number): (text: string) => number | undefined {
  const parse = within(min, max);
  return (text) => {
    const value = parse(text);
    return Number.isInteger(value) ? value : undefined;
  };
}

function layersOf(text: string): readonly LayerChoice[] | undefined {
  const layers = text.split(".").map((word): LayerChoice | undefined => {
    const [, digits = "", name = ""] = /^(\d+)(\w+)$/.exec(word) ?? [];
    const [width, activation] = [whole(1, limits.width)(digits), oneOf(activationNames)(name)];
    return width === undefined || activation === undefined ? undefined : { width, activation };
  });
  const complete = layers.filter((layer) => layer !== undefined);
  return complete.length === layers.length && layers.length <= limits.layers ? complete : undefined;
}

function axesOf(text: string): readonly [number, number] | undefined {
  const [x, y, ...more] = text.split(".").map(whole(0, limits.width));
  return x === undefined || y === undefined || more.length > 0 ? undefined : [x, y];
}

/** What two states of the same training may differ in: how it is looked at. */
const views = ["sample", "step", "digits", "axes", "lang", "mode", "lesson", "mistake"] as const;

/** Whether two states train the same network on the same data for the same time. */
export function isSameTraining(one: State, other: State): boolean {
  const bare = (state: State): string => {
    const words = new URLSearchParams(toHash(state));
    for (const name of views) words.delete(name);
    return words.toString();
  };
  return bare(one) === bare(other);
}
