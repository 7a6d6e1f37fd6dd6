/**
 * Every string of a derivation in English. `{z}` stands for a formula, a number or a name.
 */
export const english = {
  title: "One step of backpropagation",
  "preface.network": "A {widths} network ({activations}), with {loss}; {parameters} weights and biases, in {dtype}.",
  "preface.batch":
    "The step takes {size} samples together, a batch. x, the sums, the outputs and δ belong to the sample that a section is about.",
  "legend.numbered":
    "Nodes are numbered consecutively, inputs first. {w} is the weight from node {from} to node {to}; {x} is the sum that arrives at neuron {to}, and {O} is its output.",
  "legend.general":
    "Layers and neurons are counted from 1. {W} is the weight in layer 1 to its neuron 2, from input 1; {z} is the sum that arrives at neuron 1 of layer {layer}, and {a} is its output.",
  "note.dropout": "Dropout acts in training only, and is left out here.",
  "note.frozen": "Layer {layer} is frozen: its derivatives are shown, but no update changes it.",
  "note.surrogate":
    "Layer {layer} uses {forward} forward and the slope of {backward} backward: in it and in the layers before it, the derivatives are deliberately not those of E.",

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
    "The network starts with the sample, its target, and the current weights. A number goes from node to node, and the weight between the two multiplies it.",
  "given.whatBatch":
    "The network starts with its current weights. A number goes from node to node, and the weight between the two multiplies it.",
  "given.aim":
    "First the sample goes forward to an output, and the loss says how far off that is. Then we go backward and ask for every weight: if it grew a little, how would the loss change? That is its derivative. It says which way to move the weight.",
  "given.aimBatch":
    "Each sample goes forward and backward by itself, with the same weights. Then the derivatives of all samples are averaged, and the weights move once.",
  "given.inputsLeft": "Left out: {count} of the {of} inputs, which no term shown here uses.",
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
  "forward.sum": "Multiply each input by its weight, and add up the products: that is {z}.",
  "forward.sumBias": "Multiply each input by its weight, and add up the products and the bias: that is {z}.",
  "forward.output": "Then {f} turns it into {a}, the output of the neuron.",
  "forward.again": "The same, with the weights of this neuron.",
  "forward.rowTitle": "The outputs of the layer together",
  "forward.row": "{f} looks at all neurons of the layer at once.",
  "forward.softmax": "{f} looks at all neurons of the layer at once: every output is positive, and they add up to 1.",
  "omitted.title": "Neurons left out",
  "omitted.say": "{count} more neurons of this layer are not shown. The {shown} shown are those with the largest |δ|.",

  "loss.title": "How far off the network is",
  "loss.what":
    "The loss {loss} says in one number, {E}, how far the outputs are from their targets. Learning means making it smaller.",
  "loss.smoothed": "Its targets are smoothed: each is {kept} times the given one, plus {more}.",
  "loss.linked": "After {f} it is computed from {z}, so that nothing overflows. It is the same loss.",
  "loss.spread": "{S} stands for ln Σ e^z over all {outputs} outputs.",
  "loss.own": "It is a loss of your own, whose formula the library does not know.",
  "loss.mean": "It is the mean over the {outputs} outputs.",
  "loss.penalty":
    "A penalty on large weights is added: {E} is the loss {L} plus {R} = {penalty}, over all weights of the network but none of its biases.",
  "loss.left": "Left out: {count} of the {of} terms, those of the neurons left out.",

  "delta.title": "The error signal of neuron {neuron}: {delta}",
  "delta.rowTitle": "What comes back to the outputs of {f}",
  "delta.again": "The same for this neuron.",
  "delta.what": "{delta} is {derivative}: how fast {E} grows when {z} grows.",
  "delta.linked": "{loss} and {f} together give it directly, without their separate slopes.",
  "delta.total": "{T} is the sum of the targets.",
  "delta.throughRow":
    "Each output of {f} depends on every {z} of the layer, so {delta} adds up what comes back to all of them, each times its ∂a/∂z.",
  "delta.fromLoss": "The loss says how fast {E} grows with {a};",
  "delta.fromNext":
    "{a} went along every weight to the next layer, so each δ there comes back along the same weight, and their sum is {derivative};",
  "delta.rowFromLoss": "The loss says how fast {E} grows with each of them.",
  "delta.rowFromNext":
    "Each went along every weight to the next layer, so each δ there comes back along the same weight.",
  "delta.slope": "multiplied by the slope of {f} at {z}, this gives {delta} (the chain rule).",
  "delta.borrowed": "{f} has no slope, so this is the slope of its surrogate.",

  "weights.title": "The derivatives for the weights of neuron {neuron}",
  "weights.what":
    "The larger the input of a weight, the more the weight matters: its derivative is {delta} times that input.",
  "weights.whatBias":
    "The larger the input of a weight, the more the weight matters: its derivative is {delta} times that input. A bias is the weight of a constant 1.",
  "weights.penalty": "The penalty adds its own slope: {slope}.",
  "weights.left": "Left out: {count} more weights of this neuron.",

  "mean.title": "The loss of the batch",
  "mean.loss": "{E} is the mean of the losses of the {size} samples.",
  "mean.lossWeighted": "{E} is the mean of the losses of the {size} samples, each times its sample weight.",
  "mean.weightsTitle": "The mean derivatives of neuron {neuron}",
  "mean.weightsTitleOf": "The mean derivatives of neuron {neuron} of layer {layer}",
  "mean.weights": "The derivative of a mean is the mean of the derivatives.",

  "update.title": "The update, by {optimizer}",
  "update.before": "All derivatives were computed before any weight changed.",
  "update.gradient":
    "Now every weight moves against its derivative: if E grows with the weight, the weight gets smaller.",
  "update.other": "{optimizer} computes new weights from them, by formulas of its own.",
  "update.rate": "The learning rate is {eta} = {rate}.",
  "update.left": "Left out: {count} more weights and biases. They were updated too.",
  "update.neuronTitle": "The new weights of neuron {neuron}",
  "update.neuronTitleOf": "The new weights of neuron {neuron} of layer {layer}",
  "update.frozen": "This layer is frozen: its weights stay the same.",
  "update.count": "This is update {step} of this optimizer.",
  "optimizer.title": "What {optimizer} does",
  "optimizer.momentum":
    "It keeps a velocity {v} for every weight: {mu} times the last velocity, plus the new derivative. The weight moves by the velocity.",
  "optimizer.nesterov":
    "It keeps a velocity {v} for every weight, which sums earlier derivatives. The weight moves by the derivative plus {mu} times the new velocity, as if it looked one step ahead.",
  "optimizer.adam":
    "It remembers two numbers for every weight: {m}, the running mean of its derivatives, and {v}, that of their squares. Both start at 0, so they are corrected for it: {mHat} and {vHat}. The weight moves by their ratio: about {eta} in each step, as long as the derivatives agree.",
  "optimizer.adamW": "In addition, every weight shrinks by the share {eta}·{lambda}, whatever its derivative.",
  "optimizer.nAdam":
    "It remembers {m}, the running mean of the derivatives of a weight, and {v}, that of their squares, as adam does. {mHat} mixes the mean with the newest derivative, as if it looked one step ahead (Nesterov).",
  "optimizer.rAdam":
    "It remembers {m}, the running mean of the derivatives of a weight, and {v}, that of their squares, as adam does. {rho} is the number of derivatives that {v} averages, and {r} shortens the step while there are few.",
  "optimizer.rAdamEarly":
    "It remembers {m}, the running mean of the derivatives of a weight, and {v}, that of their squares, as adam does. {rho} is the number of derivatives that {v} averages: it is 5 or less, so {r} is 0, and the weight moves by the mean alone.",
  "optimizer.averaged":
    "For each weight it also keeps {mean}, a running average of its values, with {decay} times the last average.",
  "optimizer.rmsProp":
    "It remembers {v} for every weight, the running mean of its squared derivatives, and divides each derivative by its root, so that weights with large derivatives do not move too far.",
  "optimizer.adaGrad":
    "It remembers {s} for every weight, the sum of all its squared derivatives so far, and divides each derivative by its root: the more a weight has moved, the smaller its steps.",
  "optimizer.decay": "Weight decay adds {lambda} times the weight to its derivative: {g}.",
  "optimizer.clipNorm":
    "Clipping comes first: the gradient has the length {norm}, the limit is {max}, so each derivative is multiplied by {factor}.",
  "optimizer.unclipped": "Clipping changes nothing here: the gradient has the length {norm}, and the limit is {max}.",
  "optimizer.clipValue": "Clipping comes first: every derivative is limited to the range from {low} to {max}.",

  "after.title": "Forward again, with the new weights",
  "after.smaller":
    "{E} was {before} before the update. Now it is smaller. That is learning: repeat it, again and again, with all samples.",
  "after.larger":
    "{E} was {before} before the update. Now it is larger. The step was too long: a smaller learning rate would help.",
  "after.same": "{E} was {before} before the update. Now it is the same. There is nothing to learn here.",
  "after.sample": "Sample {sample}",

  gap: " ",
  list: ", ",
  "formula.as": "as",
  "formula.others": "({count} others)",
  "formula.othersSum": "({count} others: {sum})",
  "check.kink": "(a kink)",
  "check.surrogate": "(the surrogate's slope)",
  "check.legend":
    "✓ and the number after it: how E really changes when only that parameter is moved a little up and down (difference quotients).",
  "rounding.full": "Numbers are written in full: they read back as the same bits.",
  "rounding.one":
    "Numbers are rounded to {digits} significant digit only where they are written; those with fewer digits are exact. ≈ means that the rounded numbers miss the last digit.",
  "rounding.some":
    "Numbers are rounded to {digits} significant digits only where they are written; those with fewer digits are exact. ≈ means that the rounded numbers miss the last digit.",

  "page.back": "‹ Back",
  "page.next": "Next ›",
  "page.all": "All steps",
  "page.steps": "Steps",
  "page.progress": "Progress",
  "page.allOf": "All {count} steps",
  "page.at": "Step {at} of {count}: {title}",
  "page.about": "About this page",
  "page.keys": "The arrow keys ← and → also go from step to step, Home and End to the first and the last.",
  "page.caption":
    "A circle shows the output of its node, and δ below it; a line shows its weight. The parts that the step is about are drawn bold. Here numbers have {digits} digits.",
  "picture.alternative": "A network with {widths} nodes, and the numbers that the steps have found so far.",
} as const;
