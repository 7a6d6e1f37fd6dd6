/** Trains in a worker, so that the page stays responsive. */
import { accuracy, type Matrix, matrix } from "deltarule";
import { checkGradients } from "deltarule/testing";
import { landscapeOf, raceOf } from "./experiments.js";
import { memoryOf } from "./memory.js";
import { mistaken } from "./mistakes.js";
import type { Answer, Frame, Plane, Question } from "./protocol.js";
import { Run } from "./run.js";
import { limits, type MistakeName } from "./state.js";

const port = self as unknown as { postMessage(answer: Answer, transfer?: Transferable[]): void };

let run: Run | null = null;
/** Whether the page has been told that training stopped. */
let told = false;
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
  setInterval(work, 16);
}

function answer(question: Question): void {
  switch (question.type) {
    case "open":
      run = new Run(question.state, question.id);
      [speed, until, plane, drawn] = [0, question.state.epoch, question.plane, true];
      post();
      return;
    case "play":
      [speed, due] = [question.speed, performance.now()];
      return;
    case "pause":
      [speed, until] = [0, 0];
      post();
      return;
    case "step":
      run?.advance(1);
      post();
      return;
    case "look":
      plane = question.plane;
      post();
      return;
    case "edit":
      run?.edit(question.edits);
      post();
      return;
    case "drawn":
      drawn = true;
      postNews();
      return;
    default:
      if (run !== null) experiment(run, question);
  }
}

type Experiment = Extract<Question, { type: "check" | "race" | "landscape" }>;

function experiment(run: Run, question: Experiment): void {
  const { id, now, data, model } = run;
  if (question.type === "check") {
    check(run, question.mistake);
    return;
  }
  const parameters = Float64Array.from(model.net.parameters);
  if (question.type === "race") port.postMessage({ type: "race", id, racers: raceOf(now, data, parameters) });
  else port.postMessage({ type: "landscape", id, landscape: landscapeOf(now, data, parameters, question.places) });
}

/** How many samples a planted mistake is looked for with. */
const checkedSamples = 16;

function check({ model, data, id, rate }: Run, mistake: MistakeName | null): void {
  const rows = mistake === null ? data.x.length : Math.min(data.x.length, checkedSamples);
  const report = checkGradients(model.net, data.x.slice(0, rows), data.t.slice(0, rows), model.loss, {
    maxEntries: 400,
    ...(mistake !== null && { backward: mistaken(mistake, rate) }),
  });
  port.postMessage({ type: "checked", id, mistake, report });
}

/** Trains in short slices, so that messages are handled in between. */
function work(): void {
  if (run === null || told) return;
  try {
    const now = performance.now();
    if (run.epoch < until) run.advance(until - run.epoch, now + 12);
    else if (speed > 0) run.advance(wantedBy(now), now + 12);
    postNews();
  } catch (error) {
    fail(error);
  }
}

/** Posts what is new, if the page has drawn what was. */
function postNews(): void {
  if (run === null || told || !drawn || performance.now() < posted + 15) return;
  if (run.losses.length > 0 || run.stopped !== null) post();
}

/** Epochs due at this speed. A slow machine does not have to catch up on more than a moment. */
function wantedBy(now: number): number {
  if (speed === Number.POSITIVE_INFINITY) return limits.epochs;
  due = Math.max(due, now - 1000 / speed - 200);
  const wanted = Math.floor(((now - due) * speed) / 1000);
  due += (1000 * wanted) / speed;
  return wanted;
}

function post(): void {
  if (run === null) return;
  const { id, epoch, edits, losses, testLosses, stopped, warnings, model, data, seen } = run;
  const { net, loss } = model;
  const how = { loss, metrics: data.kind === "number" ? [] : [accuracy] };
  const found = net.evaluate(data.x.slice(0, seen), data.t.slice(0, seen), how);
  const tested = seen < data.x.length ? net.evaluate(data.x.slice(seen), data.t.slice(seen), how) : null;
  const parameters = Float64Array.from(net.parameters);
  const region = Float32Array.from(net.predict(gridOf(net.inputs)).data);
  const still = (speed === 0 && epoch >= until) || stopped !== null;
  const frame: Frame = {
    ...{ type: "frame", id, epoch, edits, losses, testLosses, stopped, warnings, loss: found.loss, still },
    accuracy: found.metrics.accuracy ?? null,
    testAccuracy: tested?.metrics.accuracy ?? null,
    parameters,
    memory: still && run.last !== null ? memoryOf(run.last) : null,
    region,
  };
  [run.losses, run.testLosses] = [[], []];
  told = stopped !== null;
  [drawn, posted] = [false, performance.now()];
  port.postMessage(frame, [parameters.buffer, region.buffer]);
}

/** The points of a plane, kept since every frame takes the same ones. */
let grid = { of: plane, points: matrix(1, 1) };

function gridOf(inputs: number): Matrix {
  if (grid.of !== plane) grid = { of: plane, points: pointsOf(plane, inputs) };
  return grid.points;
}

/** The input points of the picture, row by row from the top. */
function pointsOf({ axes, low, high, others, size }: Plane, inputs: number): Matrix {
  const rows = inputs === 1 ? 1 : size;
  const points = matrix(rows * size, inputs);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < size; column++, at += inputs) {
      for (let i = 0; i < inputs; i++) points.data[at + i] = others[i] ?? 0;
      if (inputs > 1) points.data[at + axes[1]] = high[1] - ((row + 0.5) / size) * (high[1] - low[1]);
      points.data[at + axes[0]] = low[0] + ((column + 0.5) / size) * (high[0] - low[0]);
    }
  return points;
}

function fail(error: unknown): void {
  if (run !== null) run.stopped = "failed";
  told = true;
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  port.postMessage({ type: "failed", id: run?.id ?? 0, name, message, epoch: run?.epoch ?? 0 });
}
