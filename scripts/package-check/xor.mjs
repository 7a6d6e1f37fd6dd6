import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";

const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed: 7 });
const inputs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const history = net.fit(inputs, [[0], [1], [1], [0]], {
  loss: squaredError,
  optimizer: sgd({ learningRate: 2 }),
  epochs: 5000,
  batchSize: 4,
  targetLoss: 0.001,
});
console.log(JSON.stringify({ stopped: history.stopped, outputs: net.predict(inputs).map((row) => row[0]) }));
