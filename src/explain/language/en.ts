/**
 * Every string of a derivation in English. `{z}` stands for a formula, a number or a name.
 */
export const english = {
  title: "One step of backpropagation",
  "preface.network": "A network of {widths}, {activations}, with {loss}; {parameters} weights and biases, in {dtype}.",
  "preface.batch":
    "The step is of {size} samples together, a batch. x, the sums, the outputs and δ are those of the sample that a section is about.",
  "legend.numbered":
    "Nodes are numbered through, inputs first. {w} is the weight from node {from} to node {to}; {x} is the sum that arrives at neuron {to}, and {O} is its output.",
  "legend.general":
    "Layers and neurons are counted from 1. {W} is the weight in layer 1 to its neuron 2, from input 1; {z} is the sum that arrives at neuron 1 of layer {layer}, and {a} is its output.",
  "note.dropout": "Dropout acts in training only, and is left out here.",
  "note.frozen": "Layer {layer} is frozen: its derivatives are shown, and no update changes it.",
  "note.surrogate":
    "Layer {layer} uses {forward} forward and the slope of {backward} backward: up to there, the derivatives are not those of E, on purpose.",

  "part.given": "What is given",
  "part.forward": "Forward: layer {layer}",
  "part.loss": "The loss",
  "part.backward": "Backward: layer {layer}",
  "part.mean": "The mean of the batch",
  "part.update": "The update",
  "part.after": "After the update",
  "part.ofSample": "Sample {sample}. {part}",

  "given.title": "The sample and the weights",
  "given.titleBatch": "The weights",
  "given.sample": "Sample {sample}",
  "given.what":
    "What the network starts with: the sample, its target, and the weights as they are now. A number goes from node to node, and is multiplied on its way by the weight between the two.",
  "given.whatBatch":
    "What the network starts with: the weights as they are now. A number goes from node to node, and is multiplied on its way by the weight between the two.",
  "given.aim":
    "First the sample goes forward to an output, and the loss says how far off that is. Then we go backward and ask of every weight: if it grew a little, how would the loss change? That is its derivative, and it says which way to move the weight.",
  "given.aimBatch":
    "Each sample goes forward and backward by itself, with the same weights. Then the derivatives of all samples are averaged, and the weights move once.",
  "given.inputsLeft": "Left out: {count} of the {of} inputs, which no term shown here takes.",
  "given.targetsLeft": "Left out: {count} of the {of} targets.",
  "given.samplesLeft": "Left out: {count} of the {of} samples, those with the smallest loss. The mean counts them.",
  "table.name": "name",
  "table.value": "value",
  "table.weight": "weight",
  "table.old": "old",
  "table.new": "new",
  "table.formula": "formula",
  "table.numbers": "numbers",
  "table.check": "check",

  "forward.title": "Neuron {neuron}: sum and output",
  "forward.titleRow": "Neuron {neuron}: the sum",
  "forward.sum": "Multiply what comes along each weight by that weight, and add it all up: that is {z}.",
  "forward.sumBias":
    "Multiply what comes along each weight by that weight, and add it all up, with the bias: that is {z}.",
  "forward.output": "Then {f} makes {a} of it, the output of the neuron.",
  "forward.again": "The same again, with the weights of this neuron.",
  "forward.rowTitle": "The outputs of the layer together",
  "forward.row": "{f} looks at all neurons of the layer at once.",
  "forward.softmax": "{f} looks at all neurons of the layer at once: every output is positive, and they add up to 1.",
  "omitted.title": "Neurons left out",
  "omitted.say": "{count} more neurons of this layer are not shown. The {shown} shown are those with the largest |δ|.",

  "loss.title": "How far off the network is",
  "loss.what":
    "The loss {loss} says how far the outputs are from their targets, in one number {E}. Learning means making it smaller.",
  "loss.smoothed": "Its targets are smoothed: each is {kept} of what was given, and {more} more.",
  "loss.linked": "After {f} it is computed from {z}, so that nothing overflows; it is the same loss.",
  "loss.spread": "{S} stands for ln Σ e^z over all {outputs} outputs.",
  "loss.own": "It is a loss of your own, whose formula the library does not know.",
  "loss.mean": "It is the mean over the {outputs} outputs.",
  "loss.penalty":
    "A penalty on large weights is added: {E} is the loss {L} and {R} = {penalty}, over all weights of the network and none of its biases.",
  "loss.left": "Left out: {count} of the {of} terms, those of the neurons left out.",

  "delta.title": "How much neuron {neuron} has to do with it: {delta}",
  "delta.rowTitle": "What comes back to the outputs of {f}",
  "delta.again": "The same for this neuron.",
  "delta.what": "{delta} is {derivative}: how fast {E} grows when {z} does.",
  "delta.linked": "{loss} and {f} taken together give it at once; their slopes are not taken one by one.",
  "delta.total": "{T} is the sum of the targets.",
  "delta.throughRow":
    "Each output of {f} depends on every {z} of the layer, so {delta} gathers what comes back to all of them, each times its ∂a/∂z.",
  "delta.fromLoss": "The loss says how fast {E} grows with {a};",
  "delta.fromNext":
    "{a} went along every weight to the next layer, so each δ there comes back along the same weight, and they add up to {derivative};",
  "delta.rowFromLoss": "The loss says how fast {E} grows with each of them.",
  "delta.rowFromNext":
    "Each went along every weight to the next layer, so each δ there comes back along the same weight.",
  "delta.slope": "times the slope of {f} at {z}, that is {delta} (the chain rule).",
  "delta.borrowed": "The slope is borrowed: {f} has none.",

  "weights.title": "The derivatives by the weights of neuron {neuron}",
  "weights.what": "A weight matters as much as what comes along it: its derivative is {delta} times that.",
  "weights.whatBias":
    "A weight matters as much as what comes along it: its derivative is {delta} times that. A bias is the weight of a constant 1.",
  "weights.penalty": "The penalty adds its own slope: {slope}.",
  "weights.left": "Left out: {count} more weights of this neuron.",

  "mean.title": "The loss of the batch",
  "mean.loss": "{E} is the mean of the losses of the {size} samples.",
  "mean.lossWeighted": "{E} is the mean of the losses of the {size} samples, each times its weight.",
  "mean.weightsTitle": "The mean derivatives of neuron {neuron}",
  "mean.weights": "The derivative of a mean is the mean of the derivatives.",

  "update.title": "The update, by {optimizer}",
  "update.before": "Every derivative was computed before any weight changes.",
  "update.gradient": "Now every weight takes a step against its own: where E grows with it, it gets smaller.",
  "update.other": "{optimizer} makes new weights of them; its formulas are its own.",
  "update.rate": "The learning rate is {eta} = {rate}.",
  "update.left": "Left out: {count} more weights and biases. They were updated too.",
  "update.neuronTitle": "The new weights of neuron {neuron}",
  "update.frozen": "This layer is frozen: its weights stay.",
  "update.count": "This is update {step} of this optimizer.",
  "optimizer.title": "What {optimizer} does",
  "optimizer.momentum":
    "It keeps a velocity {v} for every weight: {mu} times the last velocity, plus the new derivative. The weight moves by the velocity.",
  "optimizer.nesterov":
    "It keeps a velocity {v} for every weight, which sums earlier derivatives. The weight moves by the derivative and {mu} of the new velocity, as if it looked one step ahead.",
  "optimizer.adam":
    "It remembers two numbers of every weight: {m}, the running mean of its derivatives, and {v}, that of their squares. Both begin at 0, so they are corrected by what is missing: {mHat} and {vHat}. The weight moves by their ratio: about {eta} in each step while the derivatives agree.",
  "optimizer.adamW":
    "Beside that, every weight shrinks by its share {eta}·{lambda}, which is not part of the derivative.",
  "optimizer.nAdam":
    "It remembers {m}, the running mean of the derivatives of a weight, and {v}, that of their squares, as adam does. {mHat} mixes the mean with the newest derivative, as if it looked one step ahead (Nesterov).",
  "optimizer.rAdam":
    "It remembers {m}, the running mean of the derivatives of a weight, and {v}, that of their squares, as adam does. {rho} says of how many derivatives {v} is a mean, and {r} shortens the step while they are few.",
  "optimizer.rAdamEarly":
    "It remembers {m}, the running mean of the derivatives of a weight, and {v}, that of their squares, as adam does. {rho} says of how many derivatives {v} is a mean: 5 or fewer, so {r} is 0, and the weight moves by the mean alone.",
  "optimizer.averaged":
    "Beside each weight it keeps {mean}, a running average of its values: {decay} of the last average stays.",
  "optimizer.rmsProp":
    "It remembers {v} of every weight, the running mean of its squared derivatives, and divides each derivative by the root: weights with large derivatives take no larger steps than others.",
  "optimizer.adaGrad":
    "It remembers {s} of every weight, the sum of all its squared derivatives so far, and divides each derivative by the root: the more a weight has moved, the smaller its steps.",
  "optimizer.decay": "Weight decay adds {lambda} times the weight to its derivative: {g}.",
  "optimizer.clipNorm":
    "Clipping first: all derivatives together have the length {norm}, the most allowed is {max}, so each is multiplied by {factor}.",
  "optimizer.unclipped":
    "Clipping changes nothing here: all derivatives together have the length {norm}, and {max} is allowed.",
  "optimizer.clipValue": "Clipping first: every derivative is kept between {low} and {max}.",

  "after.title": "Forward again, with the new weights",
  "after.smaller":
    "{E} was {before} before the update. Now it is smaller. That is learning; do it again and again, with all samples.",
  "after.larger":
    "{E} was {before} before the update. Now it is larger. The step was too long for this place: a smaller learning rate would help.",
  "after.same": "{E} was {before} before the update. Now it is the same. There is nothing to learn here.",
  "after.sample": "Sample {sample}",

  gap: " ",
  "formula.as": "as",
  "formula.others": "({count} others)",
  "check.kink": "(a kink)",
  "check.surrogate": "(a borrowed slope)",
  "check.legend":
    "✓ and the number after it: how E really changes when that parameter alone is moved a little up and down (difference quotients).",
  "rounding.full": "Numbers are written in full: they read back as the same bits.",
  "rounding.one":
    "Numbers are rounded to {digits} significant digit where they are written, not where they are computed; those with fewer digits are as they stand. ≈ stands where the rounded numbers miss the last digit.",
  "rounding.some":
    "Numbers are rounded to {digits} significant digits where they are written, not where they are computed; those with fewer digits are as they stand. ≈ stands where the rounded numbers miss the last digit.",

  "page.back": "‹ Back",
  "page.next": "Next ›",
  "page.all": "All steps",
  "page.steps": "Steps",
  "page.progress": "How far you are",
  "page.allOf": "All {count} steps",
  "page.at": "Step {at} of {count}: {title}",
  "page.about": "About this page",
  "page.keys": "The arrow keys ← and → go from step to step too, Home and End to the first and the last.",
  "page.caption":
    "A circle shows what its node gives, and below it δ; a line shows its weight. What the step is about is drawn strong. Here numbers have {digits} digits.",
  "picture.alternative": "A network of {widths} nodes with the numbers that the steps have found so far.",
} as const;
