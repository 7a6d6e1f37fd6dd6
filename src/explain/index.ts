/**
 * One step of backpropagation with the numbers of your own network: a trace, and four formats to
 * write it in.
 *
 * @module
 */
export type { Notation } from "./derivation/names.js";
export { toHtml } from "./render/html.js";
export { type LatexOptions, toLatex } from "./render/latex.js";
export { type MarkdownOptions, toMarkdown } from "./render/markdown.js";
export { toSteps, type WrittenEquation, type WrittenStage, type WrittenStep } from "./render/steps.js";
export type { RenderOptions } from "./render/style.js";
export { type TextOptions, toText } from "./render/text.js";
export { type ExplainOptions, explain } from "./trace/explain.js";
export type {
  Arrival,
  Check,
  FunctionTrace,
  InputTrace,
  JacobianTerm,
  LayerTrace,
  LossTerm,
  LossTrace,
  NeuronTrace,
  ParameterTrace,
  Rest,
  Term,
  Trace,
  UpdateTrace,
} from "./trace/trace.js";
