import type { OnnxFile } from "./file.js";
import {
  type Atom,
  type Axis,
  axisOf,
  type Form,
  type Length,
  mergeAxes,
  permuteAxes,
  positionOf,
  reshapeAxes,
  sameAtoms,
  single,
  squeezeAxes,
  unsqueezeAxes,
} from "./form.js";
import { intAttribute, intsAttribute, type OnnxNode } from "./graph.js";
import { strangeness } from "./kinds.js";
import { lengthsOf, namedAxes } from "./lengths.js";
import { constantProduct } from "./product.js";
import { boolType, floatTypes } from "./tensor.js";
import { type Argument, type Computed, constantScalar, isComputed, isConstant } from "./values.js";

/** The node whose output has no form yet. */
export interface Pending {
  readonly node: OnnxNode;
  readonly inputs: readonly Argument[];
  readonly isElementwise: boolean;
  /** The version of the standard operators. */
  readonly opset: number;
  readonly file: OnnxFile;
}

/**
 * The shape of a node's output, with the meaning of its axes; or what does not fit a perceptron, in
 * words that follow "it".
 */
export function inferForm(pending: Pending): Form | string {
  const { node, inputs, isElementwise } = pending;
  const computed = inputs.filter(isComputed);
  if (computed.some(({ form }) => typeof form === "string")) return "";
  const name = node.domain === "" ? node.op : `${node.domain} ${node.op}`;
  if (node.op === "Dropout" && isTraining(inputs[2])) return "it drops numbers at random, as in training";
  if (isElementwise) {
    const form = broadcast(pending, computed);
    return typeof form === "string" ? form : { ...form, type: typeAfter(node, form.type, pending.file) };
  }
  if (!Object.hasOwn(shapers, name)) return strangeness(node);
  const [first] = computed;
  if (first === undefined || typeof first.form === "string") return "it takes nothing that is computed from the input";
  return shapers[name](pending, first.form, computed);
}

type Shaper = (pending: Pending, form: Form, computed: readonly Computed[]) => Form | string;

const withAxes = (form: Form, axes: readonly Axis[] | string): Form | string =>
  typeof axes === "string" ? axes : { ...form, axes };

const same: Shaper = (_pending, form) => form;

/** By domain and operator. */
const shapers: Readonly<Record<string, Shaper>> = {
  Gemm: inferProduct,
  MatMul: inferProduct,
  Cast: ({ node, file }, form) => {
    const type = intAttribute(node, "to", 0, file.fail);
    return floatTypes.has(type) ? { ...form, type } : "it cuts off fractions";
  },
  Softmax: inferSoftmax,
  LogSoftmax: inferSoftmax,
  BatchNormalization: (_pending, form) =>
    form.axes.length < 2 ? "it needs an axis of samples and one of columns" : form,
  Flatten: ({ node, file }, form) => {
    const axis = intAttribute(node, "axis", 1, file.fail);
    const cut = axis < 0 ? axis + form.axes.length : axis;
    if (cut < 0 || cut > form.axes.length) return "its axis is not one of the value before it";
    return withAxes(form, [mergeAxes(form.axes.slice(0, cut)), mergeAxes(form.axes.slice(cut))]);
  },
  Reshape: ({ node, inputs, file }, form) => {
    const target = lengthsOf(inputs[1])?.values;
    if (target === undefined) return "its shape is computed from the input's numbers";
    const copies = intAttribute(node, "allowzero", 0, file.fail) === 0;
    const lengths = target.map((length, i) => (length === 0 && copies ? (form.axes[i]?.length ?? 0) : length));
    if (lengths.some((length) => length === 0)) return "it makes a shape without numbers";
    return withAxes(form, reshapeAxes(form.axes, lengths));
  },
  Squeeze: ({ node, inputs, file }, form) => {
    const axes = namedAxes(node, inputs[1], file);
    return axes === null ? "its axes are computed" : withAxes(form, squeezeAxes(form.axes, axes));
  },
  Unsqueeze: ({ node, inputs, file }, form) => {
    const axes = namedAxes(node, inputs[1], file);
    return axes ? withAxes(form, unsqueezeAxes(form.axes, axes)) : "its axes are computed";
  },
  Transpose: ({ node, file }, form) => withAxes(form, permuteAxes(form.axes, intsAttribute(node, "perm", file.fail))),
  Concat: inferPair,
  "ai.onnx.ml ZipMap": same,
  "ai.onnx.ml Scaler": same,
};

/** Whether the third input of a Dropout may turn it on. */
function isTraining(mode: Argument | undefined): boolean {
  return mode !== null && mode !== undefined && !(isConstant(mode) && constantScalar(mode) === 0);
}

/** The type of an elementwise node's output, from that of its last computed input. */
function typeAfter(node: OnnxNode, type: number, file: OnnxFile): number {
  if (node.op === "Cast") return intAttribute(node, "to", 0, file.fail);
  return /^(Greater|Less|Equal|Not|And|Or)/.test(node.op) ? boolType : type;
}

/** The shape of numbers combined one by one. */
function broadcast({ inputs }: Pending, computed: readonly Computed[]): Form | string {
  const forms = computed.map(({ form }) => form).filter((form) => typeof form !== "string");
  const lists: (readonly Axis[])[] = forms.map(({ axes }) => axes);
  const dims = inputs.filter(isConstant).map((each) => each.dims);
  const rank = Math.max(...lists.map(({ length }) => length), ...dims.map(({ length }) => length));
  const axes: Axis[] = [];
  for (let at = rank; at >= 1; at--) {
    const here = lists.map((list) => list[list.length - at] ?? single);
    const most = here.find(({ length }) => length !== 1) ?? single;
    const differs = here.some(({ length, atoms }) => length !== 1 && !sameAtoms(atoms, most.atoms));
    if (differs) return "it joins two branches, such as a residual connection";
    const stretched = dims.find((each) => (each[each.length - at] ?? 1) !== 1);
    const length = stretched?.[stretched.length - at] ?? 1;
    if (length !== 1 && most.length === 1) return `it spreads one number over ${length}`;
    if (length !== 1 && typeof most.length === "number" && most.length !== length)
      return `its constant has ${length} numbers along an axis of ${most.length}`;
    axes.push(most);
  }
  const columns = forms.map((form) => form.columns).find((each) => each !== null) ?? null;
  if (forms.some((form) => form.columns !== null && columns !== null && !sameAtoms(form.columns, columns)))
    return "it joins two branches, such as a residual connection";
  return { axes, columns, type: forms[forms.length - 1].type };
}

/** A product with a matrix of constants makes the columns of a new layer. */
function inferProduct({ node, inputs, file }: Pending, form: Form): Form | string {
  const product = constantProduct(node, inputs, file);
  if (typeof product === "string") return product;
  const { contracted, inputs: takes, outputs: gives, rank } = product;
  const axis = form.axes[contracted];
  if (axis === undefined) return "it multiplies along an axis that the value before it does not have";
  const { columns } = form;
  const { length } = axis;
  if (typeof length === "number" && length !== takes) return `it takes ${takes} columns, and ${length} come before it`;
  if (columns !== null && !sameAtoms(axis.atoms, columns))
    return "it multiplies along an axis that is not that of the columns";
  if (axis.atoms.some((atom, i) => i > 0 && atom.order <= axis.atoms[i - 1].order))
    return "it takes the columns of the input in another order";
  const made = axisOf(gives, 0);
  const axes = form.axes.map((each, i) => (i === contracted ? made : each));
  const extra = Array.from({ length: Math.max(0, rank - axes.length) }, () => single);
  return {
    axes: product.vanishes ? form.axes.filter((_, i) => i !== contracted) : [...extra, ...axes],
    columns: made.atoms,
    type: product.type,
  };
}

/** Softmax along the columns. Before opset 13 it took all axes from `axis` on together. */
function inferSoftmax({ node, opset, file }: Pending, form: Form): Form | string {
  const { axes, columns } = form;
  const axis = intAttribute(node, "axis", opset < 13 ? 1 : -1, file.fail);
  const at = positionOf(axis, axes.length);
  if (at === undefined) return `its axis ${axis} is not one of the value before it`;
  const together = mergeAxes(opset < 13 ? axes.slice(at) : [axes[at]]);
  return columns === null || !sameAtoms(together.atoms, columns)
    ? `it runs along axis ${axis}, and not along the columns`
    : form;
}

/** `[1 − p, p]` along the columns: two columns in place of one. */
function inferPair({ node, file }: Pending, form: Form, computed: readonly Computed[]): Form | string {
  const { axes, columns } = form;
  const at = positionOf(intAttribute(node, "axis", 1, file.fail), axes.length);
  if (columns?.length !== 0 || at === undefined || axes[at].length !== 1 || computed.length !== 2)
    return "it joins several values";
  const made = axisOf(2, 0);
  return { ...form, axes: axes.map((axis, i) => (i === at ? made : axis)), columns: made.atoms };
}

/** The form of the graph's input. Without a shape, it is rows of any length. */
export function inputForm(lengths: readonly Length[], type: number): Form {
  return { axes: lengths.map((length, i) => axisOf(length, i)), columns: null, type };
}

/** Whether every axis is either the columns, all of them, or counts samples. */
export function keepsColumns({ axes, columns }: Form, wanted: readonly Atom[]): boolean {
  const atoms = columns ?? wanted;
  return axes.every((axis) => sameAtoms(axis.atoms, atoms) || !axis.atoms.some((atom) => atoms.includes(atom)));
}
