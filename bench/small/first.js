// A first prediction in a fresh process: `node first.js LIBRARY`. It loads the library alone: the
// data of the table would take as long as a small library.
const firsts = {
  async deltarule() {
    const { Layer, Sequential, sigmoid } = await import(process.env.DELTARULE ?? "../../dist/index.js");
    return new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)]).predict([0, 1]);
  },
  async plain() {
    const { open } = await import("../peers/plain.js");
    return open().network({ widths: [2, 4, 1], hidden: "sigmoid", output: "sigmoid" })([0, 1]);
  },
  async synaptic() {
    const { default: synaptic } = await import("synaptic");
    return new synaptic.Architect.Perceptron(2, 4, 1).activate([0, 1]);
  },
  async brainJs() {
    const { default: brain } = await import("brain.js");
    const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [4], outputSize: 1 });
    net.initialize();
    return net.run([0, 1]);
  },
};

await firsts[process.argv[2]]();
process.exit();
