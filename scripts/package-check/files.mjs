import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
import { toSource } from "deltarule/formats";
import { loadCheckpoint, saveCheckpoint } from "deltarule/node";
import { loadPredictor } from "deltarule/predict";

const net = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
net.fit([[0], [1]], [[0], [1]], {
  loss: squaredError,
  epochs: 20,
  onWarning: () => {},
  onEpoch: (epoch) => saveCheckpoint("run.checkpoint", epoch),
});
const saved = Sequential.fromJSON(loadCheckpoint("run.checkpoint").network);
const code = toSource(saved, { language: "js" }).replace(/^export /gm, "");
const predict = new Function(`${code}; return predict;`)();
const found = [predict([0.5]), loadPredictor(JSON.parse(JSON.stringify(net))).predict([0.5])];
console.log(found.every(([output]) => output === net.predict([0.5])[0]) ? "ok" : "other bits");
