import type { Trace } from "deltarule/explain";
import { type State, withData } from "./state.js";
import type { TextKey } from "./texts/table.js";

/** A question with its answers. */
export interface Question {
  readonly key: TextKey;
  /** Keys of texts, or the answers themselves. */
  readonly options: readonly (TextKey | { readonly plain: string })[];
  readonly answer: TextKey;
  /** Whether the equations of the step would give the answer away. */
  readonly hides: boolean;
  /** The index of the right answer, for the numbers as they are. */
  right(trace: Trace): number;
}

/** A short lesson: where it begins, and what it asks before it answers. */
export interface Lesson {
  readonly id: number;
  readonly title: TextKey;
  readonly intro: TextKey;
  /** The first step, and the last one before the next lesson begins. */
  readonly from: number;
  readonly to: number;
  readonly question: Question;
  /** Whether the region is shown beside the words. */
  readonly region: boolean;
  /** What to try after the answer, and the change that does it. */
  readonly attempt: { readonly key: TextKey; change(state: State): Partial<State> } | null;
  setUp(state: State): State;
}

const plain = (...texts: string[]): { plain: string }[] => texts.map((text) => ({ plain: text }));
const layer = (width: number, activation: "sigmoid" | "tanh") => ({ width, activation });

/** A single neuron on some data, with these weights and this bias. */
function neuron(state: State, data: State["data"], weights: readonly number[]): State {
  const edits = weights.map((value, index) => ({ at: 0, kind: "weight", index, value }) as const);
  return { ...withData(state, data), layers: [layer(1, "sigmoid")], edits };
}

function notesAt(state: State, step: number): State {
  return { ...withData(state, "notes"), step };
}

/** The place of the largest number. */
function largest(values: readonly number[]): number {
  return values.map(Math.abs).indexOf(Math.max(...values.map(Math.abs)));
}

const numbers = (trace: Trace) => trace.layers.flatMap(({ neurons }) => neurons.flatMap(({ terms }) => terms));

const own = { region: false, attempt: null } as const;

/** The eight lessons. Those of the example follow each other through its thirteen steps. */
export const lessons: readonly Lesson[] = [
  {
    ...{ id: 1, title: "lesson.1", intro: "lesson.1.intro", from: 0, to: 2, ...own },
    setUp: (state) => ({ ...neuron(state, "notes", [0.9, 0.2, 0]), step: 1 }),
    question: {
      ...{ key: "lesson.1.ask", options: plain("x₁", "x₂"), answer: "lesson.1.answer", hides: true },
      right: ({ layers }) => largest(layers[0].neurons[0].terms.map(({ product }) => product)),
    },
  },
  {
    ...{ id: 2, title: "lesson.2", intro: "lesson.2.intro", from: 0, to: 2, region: true },
    setUp: (state) => neuron(state, "or", [10, 10, -5]),
    question: {
      ...{ key: "lesson.2.ask", options: plain("−5", "−15", "15"), answer: "lesson.2.answer", hides: false },
      right: () => 1,
    },
    attempt: {
      key: "lesson.2.try",
      change: (state) => ({ ...neuron(state, "and", [10, 10, -15]), lesson: 2 }),
    },
  },
  {
    ...{ id: 3, title: "lesson.3", intro: "lesson.3.intro", from: 0, to: 2, region: true },
    setUp: (state) => ({ ...withData(state, "xor"), layers: [layer(1, "sigmoid")] }),
    question: {
      ...{ key: "lesson.3.ask", options: ["yes", "no"], answer: "lesson.3.answer", hides: false },
      right: () => 1,
    },
    attempt: { key: "lesson.3.try", change: () => ({ layers: [layer(4, "tanh"), layer(1, "sigmoid")] }) },
  },
  {
    ...{ id: 4, title: "lesson.4", intro: "lesson.4.intro", from: 0, to: 4, ...own },
    setUp: (state) => notesAt(state, 0),
    question: {
      ...{ key: "lesson.4.ask", options: ["above", "below"], answer: "lesson.4.answer", hides: false },
      right: ({ loss }) => (loss.terms[0].a > loss.terms[0].target ? 0 : 1),
    },
  },
  {
    ...{ id: 5, title: "lesson.5", intro: "lesson.5.intro", from: 5, to: 6, ...own },
    setUp: (state) => notesAt(state, 5),
    question: {
      ...{ key: "lesson.5.ask", options: ["grows", "shrinks"], answer: "lesson.5.answer", hides: true },
      right: ({ layers }) => (layers[layers.length - 1].neurons[0].delta > 0 ? 0 : 1),
    },
  },
  {
    ...{ id: 6, title: "lesson.6", intro: "lesson.6.intro", from: 7, to: 10, ...own },
    setUp: (state) => notesAt(state, 7),
    question: {
      ...{ key: "lesson.6.ask", options: plain("3", "4"), answer: "lesson.6.answer", hides: true },
      right: ({ layers }) => largest(layers[0].neurons.map(({ delta }) => delta)),
    },
  },
  {
    ...{ id: 7, title: "lesson.7", intro: "lesson.7.intro", from: 11, to: 12, ...own },
    setUp: (state) => notesAt(state, 11),
    question: {
      ...{ key: "lesson.7.ask", answer: "lesson.7.answer", hides: true },
      options: plain("w₁₃", "w₂₃", "w₁₄", "w₂₄", "w₃₅", "w₄₅"),
      right: (trace) => largest(numbers(trace).map(({ weight }) => weight.gradient)),
    },
  },
  {
    ...{ id: 8, title: "lesson.8", intro: "lesson.8.intro", from: 11, to: 12, region: false },
    setUp: (state) => ({ ...notesAt(state, 12), rate: 1000 }),
    question: {
      ...{ key: "lesson.8.ask", options: ["grows", "shrinks"], answer: "lesson.8.answer", hides: true },
      // It asks of the rate 1000, whatever the rate is by now.
      right: () => 0,
    },
    attempt: { key: "lesson.8.try", change: () => ({ rate: 1 }) },
  },
];

/** The lesson of a state; the lessons of the example follow its steps. */
export function lessonAt({ lesson, step }: Pick<State, "lesson" | "step">): Lesson | null {
  const found = lessons.find(({ id }) => id === lesson) ?? null;
  if (found === null || found.id < 4 || found.id > 7) return found;
  return lessons.slice(3, 7).find(({ from, to }) => step >= from && step <= to) ?? found;
}

/** Whether its question belongs to this step. */
export function isAsked({ id, from, setUp }: Lesson, state: State): boolean {
  return id >= 4 && id <= 7 ? state.step === from : state.step === setUp(state).step;
}
