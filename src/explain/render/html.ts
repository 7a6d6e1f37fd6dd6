import type { DerivationStep, Equation, Marks } from "../derivation/derivation.js";
import { deriveIn } from "../derivation/derive.js";
import type { Expression, Prose } from "../derivation/expression.js";
import { namesFor, sampleLoss } from "../derivation/names.js";
import { filled } from "../language/say.js";
import type { Trace } from "../trace/trace.js";
import { linearWriter, plainWriter, proseOf } from "./linear.js";
import { script, styles } from "./page.js";
import { type KnownSteps, type PicturedPass, picture } from "./picture.js";
import { escapeMarkup, indexSeparator } from "./signs.js";
import { checkMark, type RenderOptions, type RenderStyle, styleFor } from "./style.js";

/** Writes a formula in one notation. */
type WriteFormula = (of: Expression) => string;

/**
 * The derivation as a web page that shows one step at a time, with buttons and arrow keys, in light
 * and dark. The page makes no request. Without scripts it shows all steps below each other.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { explain, toHtml } from "deltarule/explain";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
 * const page = toHtml(explain(net, [1, 2], [0], { loss: squaredError }));
 * page.startsWith("<!doctype html>"); // true
 * ```
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function toHtml(trace: Trace, options: RenderOptions = {}): string {
  const style = styleFor("toHtml", trace, options);
  const write = htmlWriter(style);
  const digits = Math.min(options.digits ?? 6, 4);
  const small = styleFor("toHtml", trace, { ...options, digits });
  const words = style.strings;
  const derivation = deriveIn(trace, style.notation, style.language);
  const steps = derivation.parts.flatMap((part) => part.steps.map((step) => ({ part: part.title, step })));
  const names = namesFor(trace.widths, style.notation);
  const alternative = filled(words["picture.alternative"], { widths: trace.widths.join("-") });
  const passes = passesIn(
    trace,
    steps.map(({ step }) => step),
  );
  const mean = steps.findIndex(({ step }) => step.reveals === "loss" && step.about.sample === null);
  const drawing = picture(trace, names, plainWriter(small), passes, mean, alternative);
  const articles = steps.map(({ part, step }, i) => articleOf(part, step, i, write, style));
  const { title, preface } = derivation;
  const about = [...preface.map((text) => proseOf(text, write, escapeMarkup)), escapeMarkup(style.rounding)];
  if (trace.checked) about.push(escapeMarkup(style.strings["check.legend"]));
  return `<!doctype html>
<html lang="${style.language === "zh" ? "zh-Hans" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeMarkup(title)}</title>
<style>${styles}</style>
</head>
<body>
<header>
<h1>${escapeMarkup(title)}</h1>
<p>${about[0]}</p>
</header>
<nav aria-label="${words["page.steps"]}">
<button type="button" id="back">${words["page.back"]}</button>
<button type="button" id="next">${words["page.next"]}</button>
<button type="button" id="all" aria-pressed="false">${words["page.all"]}</button>
<p id="status" role="status" aria-live="polite" data-at="${escapeMarkup(words["page.at"])}" data-all="${escapeMarkup(words["page.allOf"])}"></p>
<progress id="progress" max="${steps.length}" value="1" aria-label="${words["page.progress"]}"></progress>
</nav>
<main${drawing === "" ? "" : ' class="pictured"'}>
${drawing === "" ? "" : `<figure>\n${drawing}\n<figcaption>${escapeMarkup(filled(words["page.caption"], { digits }))}</figcaption>\n</figure>\n`}<div id="steps">
${articles.join("\n")}
</div>
</main>
<footer>
<h2>${escapeMarkup(words["page.about"])}</h2>
${about
  .slice(1)
  .map((text) => `<p>${text}</p>`)
  .join("\n")}
<p class="keys">${escapeMarkup(words["page.keys"])}</p>
</footer>
<script>${script}</script>
</body>
</html>
`;
}

function articleOf(part: string, step: DerivationStep, i: number, write: WriteFormula, style: RenderStyle): string {
  const { title, say, equations, table, marks, reveals } = step;
  const body = [
    `<p class="part">${i + 1} · ${escapeMarkup(part)}</p>`,
    `<h2 id="title-${i}">${proseOf(title, write, escapeMarkup)}</h2>`,
    ...say.map((text) => `<p>${proseOf(text, write, escapeMarkup)}</p>`),
  ];
  if (equations.length > 0) body.push(equationsHtml(step, i, write, style));
  if (table !== null) body.push(numbersHtml(table, i, write));
  return `<section class="step" id="step-${i + 1}" aria-labelledby="title-${i}" data-marks="${marked(marks)}" data-title="${escapeMarkup(proseOf(title, plainWriter(style)))}"${reveals === "after" ? " data-after" : ""}>\n${body.join("\n")}\n</section>`;
}

/**
 * One table for a step's equations. The stages of an equation stand in rows of their own or, for
 * the layout `rows`, side by side while there is room.
 */
function equationsHtml(
  { equations, layout }: DerivationStep,
  i: number,
  write: WriteFormula,
  style: RenderStyle,
): string {
  const bodies = equations.map((equation) => {
    const stages = stagesOf(equation, write, style);
    const lines = layout === "rows" ? [stages.join(" ")] : stages;
    const rows = lines.map((line, s) => {
      const head = s === 0 ? `<th scope="rowgroup" rowspan="${lines.length}">${write(equation.left)}</th>` : "";
      return `<tr>${head}<td>${line}</td></tr>`;
    });
    return `<tbody>${rows.join("")}</tbody>`;
  });
  return `<div class="scroll" role="region" tabindex="0" aria-labelledby="title-${i}"><table class="${layout}" aria-labelledby="title-${i}">${bodies.join("\n")}</table></div>`;
}

function stagesOf(equation: Equation, write: WriteFormula, style: RenderStyle): string[] {
  const { stages, check } = equation;
  return stages.map((stage, s) => {
    const relation = style.relation(equation, s);
    if (s < stages.length - 1) return `<span class="stage">${relation} ${write(stage)}</span>`;
    const mark =
      check === null
        ? ""
        : ` <span class="check ${check.status}">${escapeMarkup(minus(checkMark(check, style)))}</span>`;
    return `<span class="stage">${relation} <strong>${write(stage)}</strong>${mark}</span>`;
  });
}

function numbersHtml({ head, rows }: NonNullable<DerivationStep["table"]>, i: number, write: WriteFormula): string {
  const titles = head.map((cell: Prose) => `<th scope="col">${proseOf(cell, write, escapeMarkup)}</th>`).join("");
  const lines = rows.map(({ cells: [name, ...values] }) => {
    return `<tr><th scope="row">${write(name)}</th>${values.map((value) => `<td>${write(value)}</td>`).join("")}</tr>`;
  });
  return `<div class="scroll" role="region" tabindex="0" aria-labelledby="title-${i}"><table class="numbers" aria-labelledby="title-${i}"><thead><tr>${titles}</tr></thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}

/** The numbers of each sample, and the steps in which the picture shows them. */
function passesIn(trace: Trace, steps: readonly DerivationStep[]): PicturedPass[] {
  if (trace.batch === null) return [{ pass: trace, known: knownIn(steps, null), turn: null }];
  return trace.batch.samples.map((pass): PicturedPass => {
    const { index } = pass;
    const own = [...steps.entries()].filter(([, { about }]) => about.sample === index);
    const passing = own.filter(([, { about }]) => about.kind !== "after").map(([k]) => k);
    const after = own.find(([, { about }]) => about.kind === "after")?.[0] ?? -1;
    const turn = { index, loss: sampleLoss(index), from: passing[0], until: passing[passing.length - 1] + 1, after };
    return { pass, known: knownIn(steps, index), turn };
  });
}

/** The step in which each number of a sample becomes known and appears in the picture. */
function knownIn(steps: readonly DerivationStep[], sample: number | null): KnownSteps {
  const first = (reveals: DerivationStep["reveals"], layer?: number, node?: number): number =>
    steps.findIndex(
      (step) =>
        step.reveals === reveals &&
        step.about.sample === sample &&
        (node === undefined || step.marks.nodes.some(([l, j]) => l === layer && j === node)),
    );
  return { a: (l, j) => first("a", l, j), delta: (l, j) => first("delta", l, j), loss: first("loss") };
}

function marked({ nodes, edges }: Marks): string {
  return [...nodes.map((node) => `n${node.join("_")}`), ...edges.map((edge) => `e${edge.join("_")}`)].join(" ");
}

/** Writes formulas in HTML. */
export function htmlWriter(style: RenderStyle): WriteFormula {
  return linearWriter({
    number: (value) => `<span class="n">${minus(style.number(value))}</span>`,
    symbol: (base, sub, sup) => {
      const below = sub.length === 0 ? "" : `<sub>${sub.join(indexSeparator(sub))}</sub>`;
      const both = sup === null ? below : `<span class="both"><sup>(${sup})</sup>${below}</span>`;
      return `<var>${base}${both}</var>`;
    },
    power: (base, exponent) => `${base}<sup>${exponent}</sup>`,
    partial: (text) => `<span class="n">${text}</span>`,
    name: escapeMarkup,
    minus: "−",
    strings: style.strings,
  });
}

/** The text with typographic minus signs. */
function minus(text: string): string {
  return text.replaceAll("-", "−");
}
