import { button, byId, h, replace, select } from "../dom.js";
import { written } from "../hand/numbers.js";
import type { Step } from "../hand/steps.js";
import { isAsked, type Lesson, lessonAt, lessons } from "../lessons.js";
import { isNotes } from "../model.js";
import type { App } from "./app.js";
import { equationView, isBlank, setBlank } from "./equation.js";
import { spoken } from "./known.js";
import { worksheet } from "./worksheet.js";

/** What the reader answered, by lesson; −1 for an answer that was only looked at. */
const answers = new Map<number, number>();
let open = false;

/** Whether a question waits for its answer at this step. */
export function waits({ state, hand }: App): boolean {
  const lesson = lessonAt(state);
  return lesson !== null && hand !== null && lesson.question.hides && isAsked(lesson, state) && !answers.has(lesson.id);
}

/** Shows the answer of the question that waits. */
export function reveal({ state }: App): void {
  const lesson = lessonAt(state);
  if (lesson !== null) answers.set(lesson.id, -1);
}

export function toggleLessons(on = !open): void {
  open = on;
}

/** The head of the sheet: the lessons, and how numbers are written. */
export function learnHead(app: App): HTMLElement[] {
  const { say, state } = app;
  const now = lessonAt(state)?.id;
  const rail = lessons.map((lesson) =>
    button(`lesson-${lesson.id}`, String(lesson.id), () => begin(app, lesson), {
      ...{
        class: lesson.id === now ? "now" : "",
        "aria-label": say("lesson.n", { n: lesson.id, title: say(lesson.title) }),
      },
      ...{ title: say(lesson.title), "aria-current": lesson.id === now ? "step" : null },
    }),
  );
  const list = () => {
    toggleLessons();
    app.look({});
  };
  const fill = () => {
    setBlank(!isBlank());
    app.look({});
  };
  return [
    button("lessons", `≡ ${say("lessons")}`, list, { "aria-expanded": String(open), class: "small" }),
    h("div", { class: "rail", role: "group", "aria-label": say("lessons") }, rail),
    h("span", { class: "space" }),
    button("fill", say("fill"), fill, { "aria-pressed": String(isBlank()), class: "small toggle" }),
    select("digits", say("digits"), String(state.digits), digitsOf(app), (n) => app.look({ digits: Number(n) })),
  ];
}

/** How many digits numbers can be shown with. */
export function digitsOf({ say }: App): (readonly [string, string])[] {
  return [3, 4, 6, 10, 17].map((n) => [String(n), n === 17 ? say("digits.all") : String(n)] as const);
}

function begin(app: App, lesson: Lesson): void {
  open = false;
  answers.delete(lesson.id);
  app.change({ ...lesson.setUp(app.state), lesson: lesson.id, mode: "learn" });
}

/** The present step: words, a question before its answer, equations. */
export function learn(app: App): HTMLElement[] {
  const { say, state, hand, playing, problem } = app;
  if (open) return [listView(app)];
  if (hand === null) return [h("p", { class: "quiet" }, playing ? say("hand.playing") : (problem ?? ""))];
  const k = Math.min(state.step, hand.steps.length - 1);
  const step = hand.steps[k];
  const lesson = lessonAt(state);
  const asked = lesson !== null && isAsked(lesson, state);
  const hidden = app.waiting;
  const kicker = `${lesson === null ? "" : `${say("lesson.n", { n: lesson.id, title: say(lesson.title) })} · `}${say("hand.of", { k: k + 1, n: hand.steps.length })}`;
  const after = k === hand.steps.length - 1;
  return [
    h("p", { class: "kicker", id: "hand-at" }, kicker),
    asked ? h("p", { class: "intro" }, say(lesson.intro)) : h("span", { hidden: true }),
    asked ? questionView(app, lesson) : h("span", { hidden: true }),
    lesson?.region && asked ? h("section", { id: "region", class: "small-region" }) : h("span", { hidden: true }),
    h("h2", { id: "hand-title" }, spoken(app, step.title)),
    ...(hidden ? [] : step.say.map((one) => h("p", {}, spoken(app, one)))),
    ...(hidden ? [h("p", { class: "quiet", id: "hidden" }, say("hand.hidden"))] : [linesView(app, step)]),
    ...(hidden ? [] : remarks(app, step)),
    after && isNotes(state) && state.lesson < 8
      ? h(
          "p",
          {},
          button("hand-xor", say("hand.try"), () => app.choose("xor")),
        )
      : h("span", { hidden: true }),
    footer(app, step),
  ];
}

function linesView(app: App, step: Step): HTMLElement {
  return h("div", { class: `lines${step.phase === "backward" ? " back" : ""}`, "aria-live": "polite" }, [
    step.lines().map((line) => equationView(app, line, isBlank())),
    step.table === null ? null : tableView(step.table, app.say("hand.numbers")),
  ]);
}

function tableView({ head, rows }: NonNullable<Step["table"]>, label: string): HTMLElement {
  const cells = (row: readonly string[]) =>
    row.map((text, k) => (k === 0 ? h("th", { scope: "row" }, text) : h("td", {}, text)));
  return h("div", { class: "scroll-table", tabindex: 0, role: "region", "aria-label": label }, [
    h("table", { class: "numbers" }, [
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) => h("tr", {}, cells(row))),
      ),
    ]),
  ]);
}

function questionView(app: App, { id, question, attempt }: Lesson): HTMLElement {
  const { say, hand } = app;
  const given = answers.get(id);
  const right = hand === null ? -1 : question.right(hand.trace);
  const options = question.options.map((option, k) => {
    const text = typeof option === "string" ? say(option) : option.plain;
    const mark = given === undefined ? "" : k === right ? "good" : k === given ? "bad" : "";
    const choose = () => {
      answers.set(id, k);
      app.look({});
    };
    return button(`answer-${k}`, `${text}${mark === "good" ? " ✓" : mark === "bad" ? " ✗" : ""}`, choose, {
      class: `chip ${mark}`,
    });
  });
  const tried = attempt === null ? null : () => app.change(attempt.change(app.state));
  return h("div", { class: "ask", role: "group", "aria-labelledby": "question" }, [
    h("p", { id: "question" }, say(question.key)),
    h("div", { class: "row" }, options),
    h("div", { "aria-live": "polite", class: "answer" }, given === undefined ? null : h("p", {}, say(question.answer))),
    given === undefined || attempt === null || tried === null
      ? null
      : h("p", {}, button("try", say(attempt.key), tried)),
  ]);
}

/** What the notes print otherwise, beside the numbers that it is about. */
function remarks(app: App, step: Step): HTMLElement[] {
  const { say, state, hand } = app;
  if (!isNotes(state) || state.epoch > 0 || state.edits.length > 0 || hand === null) return [];
  const has = (left: string) => step.lines().some((line) => line.left === left);
  const keys = [has("O₃") ? ("remark.O3" as const) : null, has("δ₅") ? ("remark.d5" as const) : null];
  return keys.filter((key) => key !== null).map((key) => h("p", { class: "remark" }, say(key)));
}

/** How numbers are rounded, which samples the update takes, and where deltarule has the numbers. */
function footer(app: App, step: Step): HTMLElement {
  const { say, state, data } = app;
  const samples = (data?.x ?? []).map((row, k) => {
    const text = row.map((value) => written(value, 3)).join(", ");
    const target = data?.t[k].map((value) => written(value, 3)).join(", ");
    return [String(k), `${k + 1}: (${text}) → ${target}`] as const;
  });
  const pick = select("sample", say("sample"), String(state.sample), samples, (k) => app.look({ sample: Number(k) }));
  const code = codeOf(step);
  return h("div", { class: "sheet-foot" }, [
    samples.length > 1 ? pick : null,
    h("p", { class: "quiet" }, state.digits === 17 ? say("hand.full") : say("hand.rounds", { digits: state.digits })),
    code === null ? null : h("p", { class: "quiet" }, say("hand.code"), say("gap"), h("code", {}, code)),
  ]);
}

function codeOf({ phase, nodes, reveals }: Step): string | null {
  const [layer, node] = nodes[0] ?? [0, 0];
  if (phase === "forward") return `forward.layers[${layer}].a.data[${node}]`;
  if (phase === "loss" || phase === "mean") return phase === "loss" ? "backward.loss" : "backward.gradient";
  if (phase === "update") return "optimizer.step(net.parameters, backward.gradient, state)";
  if (phase !== "backward") return null;
  return reveals === "delta" ? `backward.layers[${layer}].delta.data[${node}]` : `backward.layers[${layer}].weights`;
}

function listView(app: App): HTMLElement {
  const { say } = app;
  const items = lessons.map((lesson) =>
    h("li", {}, [
      h("button", { id: `list-${lesson.id}`, type: "button", onclick: () => begin(app, lesson) }, [
        h("span", { class: "number" }, String(lesson.id)),
        h("b", {}, say(lesson.title)),
        h("span", { class: "quiet" }, say(lesson.question.key)),
      ]),
    ]),
  );
  return h("div", { id: "lesson-list" }, [
    h("div", { class: "card-head" }, [
      h("h2", {}, say("lessons.title")),
      button("worksheet", say("worksheet"), () => worksheet(app)),
    ]),
    h("ol", { class: "lessons" }, items),
  ]);
}

/** The first thing that a new reader sees. */
export function cover(app: App, start: () => void): HTMLElement[] {
  const { say } = app;
  const door = (id: string, title: string, text: string, go: () => void) =>
    h("button", { id, type: "button", onclick: go }, h("b", {}, title), h("span", {}, text));
  const lessonsFirst = () => {
    toggleLessons(true);
    start();
  };
  return [
    h("div", { class: "cover" }, [
      h("h2", {}, say("heading")),
      h("p", { class: "lead" }, say("notes.promise")),
      h("p", {}, button("notes-start", `${say("notes.start")} →`, start, { class: "primary" })),
      h("div", { class: "doors" }, [
        door("door-teach", say("door.teach"), say("door.teach.say"), lessonsFirst),
        door("door-train", say("door.train"), say("door.train.say"), () => app.change({ ...app.state, mode: "train" })),
        door("door-break", say("door.break"), say("door.break.say"), () => app.change({ ...app.state, mode: "break" })),
      ]),
    ]),
  ];
}

/** Draws the sheet's content, and where it scrolls to. */
export function drawSheet(head: readonly HTMLElement[], body: readonly HTMLElement[]): void {
  replace(byId("sheet-head"), head);
  const place = byId("sheet-body");
  // A place that scrolls is reached with the keyboard.
  place.tabIndex = 0;
  replace(place, body);
}
