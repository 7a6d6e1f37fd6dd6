/** The sentences of the steps in English and Chinese; {names} stand for values. */
export const lesson = {
  "step.start": ["What is given", "已知条件"],
  "step.forward": ["Forward: neuron {n} of layer {layer}", "前向：第 {layer} 层的神经元 {n}"],
  "step.loss": ["How wrong is it? The loss E", "错了多少？损失 E"],
  "step.delta": ["Backward: the share of neuron {n}, {d}", "反向：神经元 {n} 的误差项 {d}"],
  "step.weights": ["The derivatives by the weights of neuron {n}", "对神经元 {n} 的权重求导"],
  "step.update": ["Every weight takes a small step", "每个权重走一小步"],
  "step.after": ["What came of it", "结果如何"],
  "say.startNotes": [
    "Two inputs, x₁ = 0.35 and x₂ = 0.9, go through two hidden neurons, 3 and 4, to one output neuron, 5. On each line stands a weight; w₁₃ leads from node 1 to node 3. The target is t₅ = 0.5: that is what neuron 5 should give.",
    "两个输入 x₁ = 0.35、x₂ = 0.9，经过两个隐藏神经元 3 和 4，到达输出神经元 5。每条连线上都有一个权重；w₁₃ 从节点 1 通向节点 3。目标是 t₅ = 0.5：神经元 5 应当给出这个数。",
  ],
  "say.start": [
    "One sample and its target, and the weights as they are now. On each line stands a weight: W⁽¹⁾₂₁ leads to neuron 2 of layer 1, from its input 1.",
    "一个样本和它的目标，以及现在的权重。每条连线上都有一个权重：W⁽¹⁾₂₁ 通向第 1 层的神经元 2，来自它的输入 1。",
  ],
  "say.aim": [
    "We want better weights. So first we go forward, from left to right, and see what comes out. Then we go backward and ask of every weight: if it grew a little, would the error grow or shrink, and how fast? That number is its derivative.",
    "我们要得到更好的权重。先前向走一遍，从左到右，看看输出是多少；再反向走一遍，对每个权重问：它若增大一点点，误差是增大还是减小，有多快？这个数就是它的导数。",
  ],
  "say.how": [
    "Press Next. At any time you can click a neuron or a line to see its numbers.",
    "请按“下一步”。随时可以点击任何神经元或连线，查看它的数值。",
  ],
  "say.sum": [
    "A neuron does two things. First it adds up what arrives: each input times the weight on its line. The sum is {z}.",
    "神经元做两件事。第一件：把到达的数加起来，每个输入先乘以连线上的权重。这个和就是 {z}。",
  ],
  "say.squash": [
    "Second, it puts the sum through its activation, {f}. What comes out, {a}, is what it passes on.",
    "第二件：把这个和送入激活函数 {f}。得到的 {a} 就是它传给下一层的数。",
  ],
  "say.nextLayer": [
    "The next layer does the same; what it takes are the outputs of the layer before. Sum: {z}. Through {f}: {a}.",
    "下一层做同样的事，只是输入换成了前一层的输出。先求和得 {z}，再经过 {f} 得 {a}。",
  ],
  "say.sameForward": ["The same for this neuron: the sum {z}, then {a}.", "这个神经元同理：先求和 {z}，再得 {a}。"],
  "say.loss": [
    "The output {o} should have been {t}. The loss ({loss}) makes one number of the difference: 0 would be perfect.",
    "输出 {o} 本应是 {t}。损失函数（{loss}）把两者的差别变成一个数：0 表示完美。",
  ],
  "say.lossWhy": [
    "Everything from here on asks one question: how does this number E change when something else changes a little?",
    "从这里开始，只问一个问题：某个数改变一点点时，E 会怎样改变？",
  ],
  "say.delta": [
    "{d} says how fast E grows when the sum {z} grows. It is this neuron's share of the error.",
    "{d} 表示：和 {z} 增大时，E 增大得有多快。它就是这个神经元对误差的“贡献”。",
  ],
  "say.chain": [
    "{z} acts on E through {a} only. So (this is the chain rule) we multiply: how fast E grows with {a}, times how fast {a} grows with {z}, the slope of {f}.",
    "{z} 只能通过 {a} 影响 E。所以（这就是链式法则）把两个速度相乘：E 随 {a} 变化的速度，乘以 {a} 随 {z} 变化的速度，即 {f} 的斜率。",
  ],
  "say.linked": [
    "This loss and {f} fit together: their slopes multiplied leave simply the output minus the target.",
    "这个损失与 {f} 正好配对：两者的斜率相乘，化简后就是输出减目标。",
  ],
  "say.back": [
    "{a} went along its lines to the next layer. So the error comes back along the same lines: each δ there times the weight between, added up. Then again times the slope of {f}. That is all that backpropagation is.",
    "{a} 曾沿着连线传到下一层，所以误差也沿着同样的连线传回来：下一层的每个 δ 乘以中间的权重，再相加；最后同样乘以 {f} 的斜率。反向传播不过如此。",
  ],
  "say.sameBack": ["The same for this neuron gives {d}.", "这个神经元同理，得到 {d}。"],
  "say.weights": [
    "A weight matters as much as what came along its line: its derivative is {d} times that.",
    "一个权重有多重要，要看沿它的连线传来了多大的数：它的导数就是 {d} 乘以那个数。",
  ],
  "say.bias": [
    "A bias is the weight of a constant 1, so its derivative is {d} itself.",
    "偏置就是常数 1 的权重，所以它的导数就是 {d} 本身。",
  ],
  "say.update": [
    "Where the derivative is positive, a larger weight means a larger error, so we go the other way: every weight minus the learning rate, {rate}, times its derivative.",
    "导数为正，说明权重越大误差越大，所以要往反方向走：每个权重减去学习率 {rate} 乘以它的导数。",
  ],
  "say.updateOther": [
    "{optimizer} makes its first step from the same derivatives, by a rule of its own (learning rate {rate}).",
    "{optimizer} 用同样的导数，按自己的规则走第一步（学习率 {rate}）。",
  ],
  "say.once": ["All derivatives were computed before any weight moved.", "注意：所有导数都在权重改变之前算好。"],
  "say.lower": [
    "Forward once more with the new weights: E went down from {before} to {after}. It learned something.",
    "用新的权重再前向一遍：E 从 {before} 降到 {after}。它学到了一点东西。",
  ],
  "say.higher": [
    "Forward once more with the new weights: E went from {before} to {after}. The step was too long: try a smaller learning rate.",
    "用新的权重再前向一遍：E 从 {before} 变到 {after}。这一步太大了：试试更小的学习率。",
  ],
  "say.repeatNotes": [
    "You have seen all of it. Learning is this, again and again: press Play above and watch O₅ arrive at 0.5. Then try XOR, where many samples teach at once.",
    "你已经看完了全部过程。学习就是一遍又一遍地重复它：按上面的“播放”，看 O₅ 走向 0.5。然后试试 XOR，那里有多个样本同时教网络。",
  ],
  "say.repeat": [
    "Learning is this, again and again, for all the samples: press Play above.",
    "学习就是对所有样本一遍又一遍地重复它：请按上面的“播放”。",
  ],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;
