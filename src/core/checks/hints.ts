/** Options of other libraries, the option here, and what to write if it is more than a name. */
const habits: readonly (readonly [theirs: string, ours: string, write?: string])[] = [
  ["epoch iterations nepochs nbepoch maxepochs maxiter", "epochs"],
  ["lr eta rate", "learningRate"],
  ["learningrate lr momentum nesterov weightdecay beta1", "optimizer", "optimizer: sgd({ learningRate: 0.1 })"],
  ["eps", "epsilon"],
  ["validationsplit", "validation", "validation: 0.2"],
  ["validationdata", "validation", "validation: [x, t]"],
  ["callback callbacks verbose log onepochend", "onEpoch", "onEpoch: ({ epoch, loss }) => console.log(epoch, loss)"],
  ["restorebestweights", "restoreBest"],
  ["restorebestweights restorebest patience", "earlyStopping", "earlyStopping: { patience: 10, restoreBest: true }"],
  ["errorthresh error", "targetLoss"],
  ["monitor", "metric"],
  ["alpha l1 l2 kernelregularizer", "regularization", "regularization: { l2: 0.001 }"],
  ["sampleweight classweight", "sampleWeights"],
  ["usebias", "bias"],
  ["kernelinitializer", "initializer"],
  ["activation units inputshape inputdim", "biases", "new Layer(inputs, outputs, activation)"],
  ["loss optimizer metrics epochs layers", "dtype", "net.fit(x, t, { loss, optimizer })"],
];

/** Everything with a name in other libraries, as it is written here. */
const pieceNames =
  "identity sigmoid step tanh relu selu softplus softsign gelu geluTanh silu hardSigmoid softmax leakyRelu() elu() " +
  "mish hardSwish relu6 logCosh poisson focal() quantile() nAdam() rAdam() " +
  "squaredError mse mae huber() binaryCrossEntropy crossEntropy hinge sgd() adam() adamW() rmsProp() adaGrad() " +
  "lbfgs() levenbergMarquardt() accuracy rmse r2 precision recall f1 logLoss topK(5)";

/** Their names elsewhere. */
const aliases: Readonly<Record<string, string>> = {
  linear: "identity",
  logistic: "sigmoid",
  swish: "silu",
  meansquarederror: "mse",
  meanabsoluteerror: "mae",
  l1: "mae",
  log: "logLoss",
  categoricalcrossentropy: "crossEntropy",
  sparsecategoricalcrossentropy: "crossEntropy",
  bce: "binaryCrossEntropy",
  acc: "accuracy",
};

/** The end of a message about an unknown option: `; did you mean epochs?`, or nothing. */
export function optionHint(given: string, names: readonly string[]): string {
  const word = plain(given);
  const habit = habits.find(([theirs, ours]) => names.includes(ours) && theirs.split(" ").includes(word));
  if (habit !== undefined) return `; write ${habit[2] ?? habit[1]}`;
  const meant = nearest(word, names);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}

/** The end of a message about a name, or a function, in place of a piece: `; write relu, …`. */
export function pieceHint(given: unknown): string {
  const name = typeof given === "function" ? given.name : given;
  if (typeof name !== "string") return "";
  // `MSELoss` is mse, and `r2_score` is r2.
  const word = plain(name).replace(/loss$|score$/, "");
  const alias = Object.hasOwn(aliases, word) ? aliases[word] : undefined;
  const meant = alias ?? nearest(word, pieceNames.split(" "));
  return meant === undefined ? "" : `; write ${meant}, imported from deltarule`;
}

/** The end of a message about a text in place of what it describes. */
export function parseHint(given: unknown): string {
  return typeof given === "string" ? "; read the text with JSON.parse first" : "";
}

/** The name with the fewest letters to change, if they are few. */
function nearest(word: string, names: readonly string[]): string | undefined {
  const most = Math.min(2, (word.length - 1) / 2);
  const found = names.map((name) => ({ name, apart: distance(word, plain(name)) }));
  return found.filter(({ apart }) => apart <= most).sort((a, b) => a.apart - b.apart)[0]?.name;
}

/** `batch_size` and `batchSize` are one word, and so are `sgd` and `sgd()`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\(.*|[^a-z0-9]/g, "");
}

/** Letters to insert, delete or replace (Levenshtein 1966). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, k) => k);
  for (let i = 1; i <= one.length; i++) {
    const before = row;
    row = [i];
    for (let k = 1; k <= other.length; k++) {
      const replaced = before[k - 1] + (one[i - 1] === other[k - 1] ? 0 : 1);
      row.push(Math.min(before[k] + 1, row[k - 1] + 1, replaced));
    }
  }
  return row[other.length];
}
