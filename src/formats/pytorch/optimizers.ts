import type { Optimizer } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { behind, isRecord, show } from "../../core/internal.js";
import { type RateCode, rateCode } from "./schedules.js";

/** An optimizer in Python. */
export interface OptimizerCode {
  /** The optimizer of `parameters`, an expression. */
  readonly value: string;
  /** The name of each vector of its state here, and in PyTorch. */
  readonly moments: Readonly<Record<string, string>>;
  readonly rate: RateCode;
  /** What becomes of the gradients before an update: lines of a function of `parameters`. */
  readonly clips: readonly string[];
}

type Options = Readonly<Record<string, unknown>>;

/** The arguments after the learning rate, and the vectors of the state. */
interface OptimizerTable {
  readonly arguments: (options: Options) => string;
  readonly name: string;
  readonly moments: Readonly<Record<string, string>>;
}

const adamArguments = ({ beta1, beta2, epsilon, weightDecay }: Options): string =>
  `betas=(${beta1}, ${beta2}), eps=${epsilon}, weight_decay=${weightDecay}`;
const adamMoments = { m: "exp_avg", v: "exp_avg_sq" };

const optimizers: Readonly<Record<string, OptimizerTable>> = {
  sgd: {
    name: "SGD",
    arguments: ({ momentum, nesterov, weightDecay }) =>
      `momentum=${momentum}, nesterov=${nesterov === true ? "True" : "False"}, weight_decay=${weightDecay}`,
    moments: { velocity: "momentum_buffer" },
  },
  adam: { name: "Adam", arguments: adamArguments, moments: adamMoments },
  adamW: { name: "AdamW", arguments: adamArguments, moments: adamMoments },
  rmsProp: {
    name: "RMSprop",
    arguments: ({ alpha, epsilon, weightDecay }) => `alpha=${alpha}, eps=${epsilon}, weight_decay=${weightDecay}`,
    moments: { v: "square_avg" },
  },
  adaGrad: {
    name: "Adagrad",
    arguments: ({ epsilon, weightDecay }) => `eps=${epsilon}, weight_decay=${weightDecay}`,
    moments: { sum: "sum" },
  },
};

/** The lines of each wrapper that changes the gradients. */
const clippers: Readonly<Record<string, (max: unknown) => readonly string[]>> = {
  clipNorm: (max) => [
    "norm = torch.cat([parameter.grad.reshape(-1) for parameter in parameters]).norm()",
    `if norm > ${max}:`,
    "    for parameter in parameters:",
    `        parameter.grad.mul_(${max} / norm)`,
  ],
  clipValue: (max) => ["for parameter in parameters:", `    parameter.grad.clamp_(-${max}, ${max})`],
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
  if (typeof name !== "string" || !Object.hasOwn(optimizers, name))
    throw new OptionError(`toPyTorch: ${show(name)} is an optimizer that PyTorch does not have in this form`);
  const { name: theirs, arguments: list, moments } = optimizers[name];
  return {
    value: `torch.optim.${theirs}(parameters, lr=learning_rate(0), ${list(options)})`,
    moments,
    rate: rateCode(options.learningRate),
    clips,
  };
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
  readonly options: Options;
}

function namedOptions(told: unknown): NamedOptions {
  const { name, options } = isRecord(told) ? told : { name: told, options: undefined };
  return { name, options: isRecord(options) ? options : {} };
}
