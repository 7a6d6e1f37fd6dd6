import type { Optimizer } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { behind, isRecord, show } from "../../core/internal.js";
import { type RateCode, rateCode } from "./schedules.js";

/** An optimizer in Python. */
export interface OptimizerCode {
  /** The optimizer of `parameters`, an expression. */
  readonly value: string;
  /** The name of each vector of its state here, and in PyTorch. */
  readonly vectors: Readonly<Record<string, string>>;
  /** The same of each number but `step`. */
  readonly numbers: Readonly<Record<string, string>>;
  readonly rate: RateCode;
  /** What becomes of the gradients before an update: lines of a function of `gradients`. */
  readonly clips: readonly string[];
}

type ToldOptions = Readonly<Record<string, unknown>>;

/** An optimizer of PyTorch. */
interface OptimizerTable {
  readonly name: string;
  /** The options here and the arguments there, but `learningRate` and `weightDecay`. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Names of the vectors of the state; those of options that are off are left out. */
  readonly vectors: Readonly<Record<string, string>>;
  readonly numbers?: Readonly<Record<string, string>>;
}

const adamArguments = { beta1: "beta1", beta2: "beta2", epsilon: "eps" };
const adamVectors = { m: "exp_avg", v: "exp_avg_sq" };
const amsgrad = {
  arguments: { ...adamArguments, amsgrad: "amsgrad" },
  vectors: { ...adamVectors, largest: "max_exp_avg_sq" },
};

const optimizers: Readonly<Record<string, OptimizerTable>> = {
  sgd: {
    name: "SGD",
    arguments: { momentum: "momentum", nesterov: "nesterov" },
    vectors: { velocity: "momentum_buffer" },
  },
  adam: { name: "Adam", ...amsgrad },
  adamW: { name: "AdamW", ...amsgrad },
  nAdam: {
    name: "NAdam",
    arguments: { ...adamArguments, momentumDecay: "momentum_decay" },
    vectors: adamVectors,
    numbers: { product: "mu_product" },
  },
  rAdam: { name: "RAdam", arguments: adamArguments, vectors: adamVectors },
  rmsProp: {
    name: "RMSprop",
    arguments: { alpha: "alpha", epsilon: "eps", momentum: "momentum", centered: "centered" },
    vectors: { v: "square_avg", velocity: "momentum_buffer", mean: "grad_avg" },
  },
  adaGrad: { name: "Adagrad", arguments: { epsilon: "eps" }, vectors: { sum: "sum" } },
};

/** The lines of each wrapper that changes the gradients. */
const clippers: Readonly<Record<string, (max: unknown) => readonly string[]>> = {
  clipNorm: (max) => [
    "norm = torch.cat([gradient.reshape(-1) for gradient in gradients]).norm()",
    `if norm > ${max}:`,
    "    for gradient in gradients:",
    `        gradient.mul_(${max} / norm)`,
  ],
  clipValue: (max) => ["for gradient in gradients:", `    gradient.clamp_(-${max}, ${max})`],
};

/**
 * The optimizer in Python.
 *
 * @throws OptionError for an optimizer or a schedule of your own, or one that PyTorch does not
 * have.
 */
export function optimizerCode(optimizer: Optimizer): OptimizerCode {
  const clips: string[] = [];
  let { name, options } = describe(optimizer);
  while (typeof name === "string" && Object.hasOwn(clippers, name)) {
    clips.push(...clippers[name](options.max));
    ({ name, options } = namedOptions(options.optimizer));
  }
  const table = typeof name === "string" && Object.hasOwn(optimizers, name) ? optimizers[name] : undefined;
  const { learningRate, weightDecay, decayBiases, ...own } = options;
  if (table === undefined || Object.keys(own).some((option) => !Object.hasOwn(table.arguments, option)))
    throw new OptionError(`toPyTorch: ${show(name)} is an optimizer that PyTorch does not have in this form`);
  const list = Object.entries({ ...own, weightDecay }).map(
    ([option, value]) => [table.arguments[option] ?? "weight_decay", pythonValue(value)] as const,
  );
  const { beta1, beta2, ...rest } = Object.fromEntries(list);
  const betas = beta1 === undefined ? [] : [`betas=(${beta1}, ${beta2})`];
  const named = Object.entries(rest).map(([argument, value]) => `${argument}=${value}`);
  const state = optimizer.initialize(1);
  return {
    value: `torch.optim.${table.name}(${[groups(decayBiases), "lr=learning_rate(0)", ...betas, ...named].join(", ")})`,
    vectors: Object.fromEntries(Object.entries(table.vectors).filter(([vector]) => Object.hasOwn(state, vector))),
    numbers: table.numbers ?? {},
    rate: rateCode(learningRate),
    clips,
  };
}

/** The parameters as the optimizer takes them. Each is its own group where biases do not decay. */
function groups(decayBiases: unknown): string {
  if (decayBiases !== false) return "parameters";
  return '[{"params": [one], **({"weight_decay": 0} if one.dim() == 1 else {})} for one in parameters]';
}

function pythonValue(value: unknown): string {
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

/** The name and options of an optimizer of the library, as `JSON.stringify` writes them. */
function describe(optimizer: Optimizer): NamedOptions {
  if (behind(optimizer) === undefined)
    throw new OptionError(
      `toPyTorch: ${show(optimizer.name)} is an optimizer of your own, which PyTorch does not have`,
    );
  try {
    return namedOptions(JSON.parse(JSON.stringify(optimizer)));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new OptionError(`toPyTorch: ${optimizer.name} holds a function of your own, which Python does not have`);
  }
}

interface NamedOptions {
  readonly name: unknown;
  readonly options: ToldOptions;
}

function namedOptions(told: unknown): NamedOptions {
  const { name, options } = isRecord(told) ? told : { name: told, options: undefined };
  return { name, options: isRecord(options) ? options : {} };
}
