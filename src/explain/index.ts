/**
 * One step of backpropagation with the numbers of your own network: a trace, the derivation of it
 * as data, and four formats to write it in.
 *
 * @module
 */
export type {
  Derivation,
  DerivationPart,
  DerivationStep,
  Equation,
  Marks,
  NumberTable,
  Quantity,
  StepSubject,
} from "./derivation/derivation.js";
export type { Expression, Prose, Relation } from "./derivation/expression.js";
export type { Notation } from "./derivation/names.js";
export type { Language } from "./language/language.js";
export { toHtml } from "./render/html.js";
export { type LatexOptions, toLatex } from "./render/latex.js";
export { type MarkdownOptions, toMarkdown } from "./render/markdown.js";
export type { WrittenRelation } from "./render/relation.js";
export type { RenderOptions } from "./render/style.js";
export { type TextOptions, toText } from "./render/text.js";
export {
  derive,
  type FormulaFormat,
  type FormulaWriter,
  formulaWriter,
  type WriterOptions,
  type WrittenEquation,
} from "./render/writer.js";
export { type ExplainOptions, explain } from "./trace/explain.js";
export type { Check, MemoryChange, ParameterTrace } from "./trace/parameterTrace.js";
export type {
  Arrival,
  BatchTrace,
  FunctionTrace,
  InputTrace,
  JacobianTerm,
  LayerTrace,
  LossTerm,
  LossTrace,
  NeuronTrace,
  PassTrace,
  Rest,
  SampleTrace,
  Term,
  Trace,
  TraceNote,
} from "./trace/trace.js";
export type { ClipTrace, OptimizerName, OptimizerTrace, OutputTrace, UpdateTrace } from "./trace/updateTrace.js";
