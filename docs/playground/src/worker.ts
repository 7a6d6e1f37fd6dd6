/** Trains in a worker, so that the page stays responsive. */
import { accuracy, DeltaruleError, type Epoch, type History, matrix, type Optimizer } from "deltarule";
import { checkGradients } from "deltarule/testing";
import type { Dataset } from "./data/dataset.js";
import { load, trained } from "./data/load.js";
import { type Edit, isDataEdit } from "./edits.js";
import { landscapeOf, raceOf } from "./experiments.js";
import { memoryOf } from "./memory.js";
import { mistaken } from "./mistakes.js";
import { build, type Model, optimizerOf } from "./model.js";
import type { Answer, Frame, Plane, Question } from "./protocol.js";
import { limits, type MistakeName, type State } from "./state.js";

const port = self as unknown as { postMessage(answer: Answer, transfer?: Transferable[]): void };

interface Run {
  readonly id: number;
  readonly state: State;
  readonly model: Model;
  /** The same object for the whole run, since the network keeps its memory by it. */
  readonly optimizer: Optimizer;
  /** The edits made so far, and those that an address has for later epochs. */
  edits: readonly Edit[];
  done: number;
  data: Dataset;
  batch: number;
  epochs: Generator<Epoch, History, void>;
  last: Epoch | null;
  epoch: number;
  losses: number[];
  testLosses: number[];
  stopped: Frame["stopped"];
  readonly warnings: string[];
  /** Whether the page has been told that training stopped. */
  told: boolean;
}

let run: Run | null = null;
/** The learning rate, which the optimizer reads at every step. */
let rate = 0;
/** Epochs per second; 0 while paused. */
let speed = 0;
/** The epoch that a shared address asks for. */
let until = 0;
let plane: Plane = { axes: [0, 1], low: [0, 0], high: [1, 1], others: [], size: 1 };
/** Whether the page has drawn the last frame. */
let drawn = true;
let due = 0;
/** When the last frame was posted: more frequent frames would slow the training down. */
let posted = 0;

/** Answers the page's questions, and trains between them. */
export function serve(): void {
  self.onmessage = ({ data: question }: MessageEvent<Question>) => {
    try {
      answer(question);
    } catch (error) {
      fail(error);
    }
  };
  setInterval(work, 30);
}

function answer(question: Question): void {
  if (question.type === "open") {
    run = open(question.id, question.state);
    [speed, until, plane, drawn] = [0, question.state.epoch, question.plane, true];
    post();
  } else if (question.type === "play") [speed, due] = [question.speed, performance.now()];
  else if (question.type === "pause") [speed, until] = [0, 0];
  else if (question.type === "step") train(1);
  else if (question.type === "look") plane = question.plane;
  else if (question.type === "drawn") drawn = true;
  else if (question.type === "edit" && run !== null) edit(run, question.edits);
  else if (question.type === "check" && run !== null) check(run, question.mistake);
  else if (question.type === "race" && run !== null) {
    const racers = raceOf(asNow(run), run.data, Float64Array.from(run.model.net.parameters));
    port.postMessage({ type: "race", id: run.id, racers });
  } else if (question.type === "landscape" && run !== null) {
    const parameters = Float64Array.from(run.model.net.parameters);
    const landscape = landscapeOf(asNow(run), run.data, parameters, question.places);
    port.postMessage({ type: "landscape", id: run.id, landscape });
  }
  if (question.type === "step" || question.type === "look" || question.type === "edit" || question.type === "pause")
    post();
}

function open(id: number, state: State): Run {
  const first = state.edits.filter(({ at }) => at === 0);
  const data = load({ ...state, edits: first });
  const model = build(state, data);
  rate = state.rate;
  const optimizer = optimizerOf(state, () => rate);
  const start = { id, state, model, optimizer, data, edits: state.edits, done: first.length, batch: state.batch };
  const warnings: string[] = [];
  const opened: Run = {
    ...start,
    ...{ epochs: epochsOf(start, 0, warnings), last: null, epoch: 0, losses: [], testLosses: [] },
    ...{ stopped: null, warnings, told: false },
  };
  for (const one of first) apply(opened, one);
  return opened;
}

/** The state with the learning rate and the batch size of this moment. */
function asNow({ state, batch }: Run): State {
  return { ...state, rate, batch };
}

/** How many samples a planted mistake is looked for with. */
const checkedSamples = 16;

function check({ model, data, id }: Run, mistake: MistakeName | null): void {
  const rows = mistake === null ? data.x.length : Math.min(data.x.length, checkedSamples);
  const report = checkGradients(model.net, data.x.slice(0, rows), data.t.slice(0, rows), model.loss, {
    maxEntries: 400,
    ...(mistake !== null && { backward: mistaken(mistake, rate) }),
  });
  port.postMessage({ type: "checked", id, mistake, report });
}

type Started = Pick<Run, "model" | "data" | "state" | "optimizer" | "batch">;

/** Training from an epoch on. The network remembers the optimizer's memory and its epochs. */
function epochsOf({ model, data, state, optimizer, batch }: Started, epoch: number, warnings: string[]) {
  const seen = trained(data, state);
  const rows = { x: data.x.slice(0, seen), t: data.t.slice(0, seen) };
  const rest = [data.x.slice(seen), data.t.slice(seen)] as const;
  return model.net.train(rows.x, rows.t, {
    ...{ loss: model.loss, optimizer, epochs: limits.epochs - epoch, targetLoss: state.target, shuffle: false },
    batchSize: batch === 0 ? seen : Math.min(batch, seen),
    ...(seen < data.x.length && { validation: [...rest] as [(typeof rest)[0], (typeof rest)[1]] }),
    onWarning: ({ message }) => warnings.push(message),
  });
}

/** Takes the edits that the page made, which are at the present epoch. */
function edit(run: Run, edits: readonly Edit[]): void {
  const known = run.edits.length;
  // While it trains, the page does not know the present epoch.
  run.edits = edits.map((one, k) => (k >= known && one.at < run.epoch ? { ...one, at: run.epoch } : one));
  run.done = run.edits.filter(({ at }) => at < run.epoch).length;
  applyDue(run);
}

/** Applies the edits up to the present epoch. */
function applyDue(run: Run): void {
  while (run.done < run.edits.length && run.edits[run.done].at <= run.epoch) {
    apply(run, run.edits[run.done]);
    run.done++;
  }
}

function apply(run: Run, edit: Edit): void {
  if (edit.kind === "rate") rate = edit.value;
  else if (edit.kind === "weight") {
    if (edit.index < run.model.net.parameters.length) run.model.net.parameters[edit.index] = edit.value;
  } else {
    if (edit.kind === "batch") run.batch = edit.value;
    if (isDataEdit(edit)) run.data = load({ ...run.state, edits: run.edits.slice(0, run.edits.indexOf(edit) + 1) });
    run.epochs = epochsOf(run, run.epoch, run.warnings);
  }
  if (run.stopped !== null && run.stopped !== "epochs") {
    run.epochs = epochsOf(run, run.epoch, run.warnings);
    [run.stopped, run.told] = [null, false];
  }
}

/** Trains in short slices, so that messages are handled in between. */
function work(): void {
  if (run === null || run.told) return;
  try {
    const now = performance.now();
    if (run.epoch < until) train(until - run.epoch, now + 25);
    else if (speed > 0) {
      train(wantedBy(now), now + 25);
    }
    if (drawn && now > posted + 50 && (run.losses.length > 0 || run.stopped !== null)) post();
  } catch (error) {
    fail(error);
  }
}

/** Epochs due at this speed. A slow machine does not have to catch up on more than a moment. */
function wantedBy(now: number): number {
  if (speed === Number.POSITIVE_INFINITY) return limits.epochs;
  due = Math.max(due, now - 1000 / speed - 200);
  const wanted = Math.floor(((now - due) * speed) / 1000);
  due += (1000 * wanted) / speed;
  return wanted;
}

function train(epochs: number, end = Number.POSITIVE_INFINITY): void {
  for (let k = 0; k < epochs && run !== null && run.stopped === null; k++) {
    applyDue(run);
    const { done, value } = run.epochs.next();
    if (done) run.stopped = value.stopped;
    else {
      run.epoch++;
      run.last = value;
      run.losses.push(value.loss);
      if (value.validation !== undefined) run.testLosses.push(value.validation.loss);
    }
    if (performance.now() > end) return;
  }
}

function post(): void {
  if (run === null) return;
  const { id, epoch, edits, losses, testLosses, stopped, warnings, model, data, state } = run;
  const { net, loss } = model;
  const metrics = data.kind === "number" ? [] : [accuracy];
  const seen = trained(data, state);
  const { loss: E, metrics: found } = net.evaluate(data.x.slice(0, seen), data.t.slice(0, seen), { loss, metrics });
  const tested = seen < data.x.length ? net.evaluate(data.x.slice(seen), data.t.slice(seen), { loss, metrics }) : null;
  const parameters = Float64Array.from(net.parameters);
  const region = Float32Array.from(net.predict(gridOf(net.inputs)).data);
  const still = speed === 0 && epoch >= until;
  const frame: Frame = {
    ...{ type: "frame", id, epoch, edits, losses, testLosses, stopped, warnings, loss: E },
    accuracy: found.accuracy ?? null,
    testAccuracy: tested?.metrics.accuracy ?? null,
    parameters,
    memory: (still || stopped !== null) && run.last !== null ? memoryOf(run.last) : null,
    region,
  };
  [run.losses, run.testLosses] = [[], []];
  run.told = stopped !== null;
  [drawn, posted] = [false, performance.now()];
  port.postMessage(frame, [parameters.buffer, region.buffer]);
}

/** The input points of the picture, row by row from the top. */
function gridOf(inputs: number) {
  const { axes, low, high, others, size } = plane;
  const rows = inputs === 1 ? 1 : size;
  const grid = matrix(rows * size, inputs);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < size; column++, at += inputs) {
      for (let i = 0; i < inputs; i++) grid.data[at + i] = others[i] ?? 0;
      if (inputs > 1) grid.data[at + axes[1]] = high[1] - ((row + 0.5) / size) * (high[1] - low[1]);
      grid.data[at + axes[0]] = low[0] + ((column + 0.5) / size) * (high[0] - low[0]);
    }
  return grid;
}

function fail(error: unknown): void {
  if (run !== null) [run.stopped, run.told] = ["failed", true];
  const known = error instanceof DeltaruleError || error instanceof Error;
  port.postMessage({ type: "failed", id: run?.id ?? 0, message: known ? error.message : String(error) });
}
