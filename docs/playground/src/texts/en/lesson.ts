/** The steps and the lessons, in English; {names} stand for values. */
export const lesson = {
  "step.start": "What is given",
  "step.forward": "Forward: neuron {n} of layer {layer}",
  "step.loss": "How wrong is it? The loss E",
  "step.delta": "Backward: the error signal of neuron {n}, {d}",
  "step.weights": "The derivatives for the weights of neuron {n} of layer {layer}",
  "step.weightsNotes": "The derivatives for the weights of neuron {n}",
  "step.update": "Every weight makes a small step",
  "step.after": "The result",
  "say.startNotes":
    "Two inputs, x₁ = {x1} and x₂ = {x2}, go through two hidden neurons, 3 and 4, to one output neuron, 5. Each line has a weight; w₁₃ leads from node 1 to node 3. The target is t₅ = {t}: that is what neuron 5 should give.",
  "say.start":
    "One sample with its target, and the current weights. Each line has a weight: {w} leads to neuron {n} of layer 1, from its input {i}.",
  "say.aim":
    "We want better weights. So first we go forward, from left to right, and see what comes out. Then we go backward and ask for every weight: if it grew a little, would the error grow or shrink, and how fast? That number is its derivative.",
  "say.sum":
    "A neuron does two things. First it multiplies each input by the weight on its line, and adds up the products. The sum is {z}.",
  "say.squash":
    "Second, it applies its activation function, {f}, to the sum. The result, {a}, is the output of the neuron.",
  "say.sameForward": "The same for this neuron: the sum {z}, then {a}.",
  "say.loss":
    "The output {o} should have been {t}. The loss ({loss}) turns the difference into one number: 0 would be perfect.",
  "say.lossWhy":
    "From here on there is only one question: how does this number E change when something else changes a little?",
  "say.delta":
    "{d} says how fast E grows when the sum {z} grows. It is the error signal of this neuron, its share of the error.",
  "say.chain":
    "{z} affects E only through {a}. So we multiply two numbers: how fast E grows with {a}, and how fast {a} grows with {z}, the slope of {f}. This is the chain rule.",
  "say.linked": "This loss and {f} belong together: their slopes, multiplied, simplify to this.",
  "say.back":
    "{a} went along its lines to the next layer. So the error comes back along the same lines: each δ there, times the weight in between, added up. Then it is multiplied by the slope of {f}. That is all of backpropagation.",
  "say.sameBack": "The same for this neuron gives {d}.",
  "say.weights":
    "The larger the input of a weight, the more the weight matters: its derivative is {d} times that input.",
  "say.bias": "A bias is the weight of a constant input 1, so its derivative is {d} itself.",
  "say.update":
    "If the derivative is positive, a larger weight means a larger error, so we go the other way: we subtract the learning rate, {rate}, times the derivative from every weight.",
  "say.once": "All derivatives were computed before any weight moved.",
  "say.lower": "Forward once more with the new weights: E went down from {before} to {after}. It learned something.",
  "say.higher":
    "Forward once more with the new weights: E went up from {before} to {after}. The step was too long: try a smaller learning rate.",
  "say.repeatNotes":
    "You have seen all of it. Learning repeats this, again and again: press Play and watch O₅ reach {t}. Then try XOR, with several samples at once.",
  "say.repeat": "Learning repeats this, again and again, for all samples: press Play.",
  "lesson.n": "Lesson {n} · {title}",
  "lesson.1": "One neuron",
  "lesson.1.intro":
    "A neuron multiplies each input by the weight on its line, adds up the products, and applies its activation function to the sum. Here x₁ = 0.35 begins with the weight 0.9, and x₂ = 0.9 with the weight 0.2.",
  "lesson.1.ask": "Which input counts for more in the sum?",
  "lesson.1.answer":
    "What counts is the product of weight and input, not the input alone: compare the two products below. Drag a weight and watch them change.",
  "lesson.2": "A gate: AND, OR",
  "lesson.2.intro":
    "With weights 10 and 10 and the bias −5 a neuron is an OR gate: one input of 1 is enough to make the sum positive.",
  "lesson.2.ask": "Which bias turns OR into AND?",
  "lesson.2.answer":
    "−15: one input of 1 gives 10 − 15 = −5, both give 20 − 15 = 5. Only both together make the sum positive. The line between the two classes moves.",
  "lesson.2.try": "Set the bias to −15, with the targets of AND",
  "lesson.3": "Why XOR needs a hidden layer",
  "lesson.3.intro":
    "XOR is 1 if exactly one input is 1. A single neuron decides by one straight line through the plane.",
  "lesson.3.ask": "Can one straight line separate the two classes?",
  "lesson.3.answer":
    "No: the two classes are at opposite corners. Press Play: the loss does not fall below ln 2 ≈ 0.693, the loss of a coin toss. In a hidden layer, each neuron draws its own line.",
  "lesson.3.try": "Add a hidden layer of four neurons",
  "lesson.4": "Forward",
  "lesson.4.intro": "Forward, from left to right: each neuron turns its inputs into one number.",
  "lesson.4.ask": "Will O₅ come out above or below its target?",
  "lesson.4.answer": "You will see the answer in three steps: press Next.",
  "lesson.5": "δ of the output",
  "lesson.5.intro": "δ₅ says how fast the loss E grows when the sum x₅ grows.",
  "lesson.5.ask": "If x₅ grew a little, would E grow or shrink?",
  "lesson.5.answer":
    "The sigmoid always rises, so the answer depends on whether O₅ is above or below its target. Above it, more is worse.",
  "lesson.6": "δ of the hidden layer",
  "lesson.6.intro": "The error comes back along the lines that carried the outputs forward.",
  "lesson.6.ask": "Which hidden neuron has the larger share of the error?",
  "lesson.6.answer":
    "The slopes of the two are nearly the same. The difference comes from the weights on the way back, w₃₅ and w₄₅.",
  "lesson.7": "The update",
  "lesson.7.intro": "Each weight moves against its derivative, times the learning rate.",
  "lesson.7.ask": "Which weight moves most?",
  "lesson.7.answer":
    "The one with the largest derivative, δ times its input. The weights into the output neuron have the larger δ.",
  "lesson.8": "When it does not learn",
  "lesson.8.intro":
    "A derivative is only true for small steps. With the learning rate 1000, the weights make a step a thousand times as long as with 1.",
  "lesson.8.ask": "With the learning rate 1000, does E grow or shrink in one step?",
  "lesson.8.answer":
    "It grows: the step jumps over the valley. O₅ lands near 0, where the sigmoid is flat and the next derivatives are almost 0, so it hardly learns from there. The race under Inspect compares three learning rates.",
  "lesson.8.try": "Set the learning rate to 1",
  "hand.hidden": "Answer the question, or press Next to see the numbers.",
  "hand.numbers": "Numbers",
  "hand.rounds":
    "≈ marks numbers that are rounded to {digits} significant digits for display; the page computes with all digits.",
  "hand.full": "All digits are shown.",
  "hand.code": "In deltarule:",
  "step.forwardNotes": "Forward: neuron {n}",
  "step.sum": "Forward: the sum of neuron {n} of layer {layer}",
  "step.row": "Forward: {f} turns all sums into outputs",
  "step.rowBack": "What comes back to the outputs of {f}",
  "say.row": "{f} looks at all sums of the layer at once.",
  "say.nextSum": "The next layer does the same with the outputs of the layer before. The sum is {z}.",
  "say.sameSum": "The same for this neuron: the sum {z}.",
  "say.rowLoss": "The loss says how fast E grows with each output.",
  "say.rowBack": "Each output went along its lines to the next layer, so each δ there comes back along the same line.",
  "say.gather":
    "Each output of {f} depends on every sum of the layer. So {d} adds up what comes back to all outputs, each times how fast that output grows with {z}.",
  "remark.O3": "The lecture notes print O₃ = 0.69 here. The sigmoid of 0.755 is 0.6803.",
  "remark.d5": "The lecture notes print δ₅ = 0.027 here. With the factors above it is 0.0407.",
  "say.equal": "Forward once more with the new weights: E stays at {before}. There is nothing to learn here.",
  "say.aimBatch":
    "This sample goes forward and backward by itself. The update uses {n} samples at once: the mean of their derivatives moves the weights.",
  "say.apart": "This sample is not one of them: the numbers before the mean are its own.",
} as const;
