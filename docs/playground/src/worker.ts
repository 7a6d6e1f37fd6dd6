/** Trains in a worker, so that the page stays responsive. */
import { accuracy, DeltaruleError, type Epoch, type History, matrix } from "deltarule";
import { checkGradients } from "deltarule/testing";
import type { Dataset } from "./data/dataset.js";
import { load } from "./data/load.js";
import { build, type Model } from "./model.js";
import type { Answer, Frame, Plane, Question } from "./protocol.js";
import { limits, type State } from "./state.js";

const port = self as unknown as { postMessage(answer: Answer, transfer?: Transferable[]): void };

interface Run {
  readonly id: number;
  readonly model: Model;
  readonly data: Dataset;
  readonly epochs: Generator<Epoch, History, void>;
  epoch: number;
  losses: number[];
  stopped: Frame["stopped"];
  readonly warnings: string[];
  /** Whether the page has been told that training stopped. */
  told: boolean;
}

let run: Run | null = null;
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

self.onmessage = ({ data: question }: MessageEvent<Question>) => {
  try {
    answer(question);
  } catch (error) {
    fail(error);
  }
};

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
  else if (question.type === "check" && run !== null) {
    const { model, data, id } = run;
    port.postMessage({
      type: "checked",
      id,
      report: checkGradients(model.net, data.x, data.t, model.loss, { maxEntries: 400 }),
    });
  }
  if (question.type === "step" || question.type === "look") post();
}

function open(id: number, state: State): Run {
  const data = load(state);
  const model = build(state, data);
  const warnings: string[] = [];
  const epochs = model.net.train([...data.x], [...data.t], {
    ...{ loss: model.loss, optimizer: model.optimizer, epochs: limits.epochs, targetLoss: state.target },
    batchSize: state.batch === 0 ? data.x.length : state.batch,
    onWarning: ({ message }) => warnings.push(message),
  });
  return { id, model, data, epochs, epoch: 0, losses: [], stopped: null, warnings, told: false };
}

/** Trains in short slices, so that messages are handled in between. */
setInterval(() => {
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
}, 30);

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
    const { done, value } = run.epochs.next();
    if (done) run.stopped = value.stopped;
    else {
      run.epoch = value.epoch;
      run.losses.push(value.loss);
    }
    if (performance.now() > end) return;
  }
}

function post(): void {
  if (run === null) return;
  const { id, epoch, losses, stopped, warnings, model, data } = run;
  const { net, loss } = model;
  const metrics = data.kind === "number" ? [] : [accuracy];
  const { loss: E, metrics: found } = net.evaluate([...data.x], [...data.t], { loss, metrics });
  const parameters = Float64Array.from(net.parameters);
  const region = Float32Array.from(net.predict(gridOf(net.inputs)).data);
  const frame: Frame = {
    type: "frame",
    id,
    epoch,
    losses,
    stopped,
    warnings,
    loss: E,
    accuracy: found.accuracy ?? null,
    parameters,
    region,
  };
  run.losses = [];
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
