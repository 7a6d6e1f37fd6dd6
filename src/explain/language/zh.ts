import type { Strings } from "./language.js";

/** Every string of a derivation in Chinese, with the terms of the lecture notes. */
export const chinese: Strings = {
  title: "反向传播的一步",
  "preface.network":
    "一个 {widths} 的网络，激活函数为 {activations}，损失函数为 {loss}；共 {parameters} 个权重和偏置，精度为 {dtype}。",
  "preface.batch": "这一步用到 {size} 个样本，即一批。每一节中的 x、加权和、输出和 δ，都是该节所讲的那个样本的。",
  "legend.numbered":
    "所有节点统一编号，从输入开始。{w} 是从节点 {from} 到节点 {to} 的权重；{x} 是神经元 {to} 的加权和，{O} 是它的输出。",
  "legend.general":
    "层和神经元都从 1 开始编号。{W} 是第 1 层中从输入 1 到神经元 2 的权重；{z} 是第 {layer} 层神经元 1 的加权和，{a} 是它的输出。",
  "note.dropout": "Dropout 只在训练时起作用，这里略去。",
  "note.frozen": "第 {layer} 层已冻结：下面照样写出它的导数，但更新不会改变它。",
  "note.surrogate":
    "第 {layer} 层正向用 {forward}，反向借用 {backward} 的斜率：因此这一层和它之前各层的导数并不是 E 的真正导数，这是有意为之。",

  "part.given": "已知条件",
  "part.forward": "正向传播：第 {layer} 层",
  "part.loss": "损失",
  "part.backward": "反向传播：第 {layer} 层",
  "part.mean": "这一批的平均",
  "part.update": "更新",
  "part.after": "更新之后",
  "part.ofSample": "样本 {sample}，{part}",

  "given.title": "样本与权重",
  "given.titleBatch": "权重",
  "given.sample": "样本 {sample}",
  "given.what": "网络的出发点：样本、它的目标值，以及当前的权重。数从一个节点传到下一个节点，途中乘以两者之间的权重。",
  "given.whatBatch": "网络的出发点：当前的权重。数从一个节点传到下一个节点，途中乘以两者之间的权重。",
  "given.aim":
    "先做正向传播，由样本得到输出，损失表示输出与目标值相差多少。再做反向传播，对每个权重问同一个问题：它若增大一点，损失会怎样变化？答案就是它的导数，导数指出权重该往哪个方向调整。",
  "given.aimBatch": "每个样本用同样的权重各自完成正向传播和反向传播。然后对所有样本的导数求平均，权重只更新一次。",
  "given.inputsLeft": "略去：{of} 个输入中的 {count} 个，这里写出的各项都用不到它们。",
  "given.targetsLeft": "略去：{of} 个目标值中的 {count} 个。",
  "given.samplesLeft": "略去：{of} 个样本中损失最小的 {count} 个。求平均时仍计入它们。",
  "table.name": "名称",
  "table.value": "值",
  "table.weight": "权重",
  "table.old": "旧值",
  "table.new": "新值",
  "table.formula": "公式",
  "table.numbers": "代入数值",
  "table.check": "检验",

  "forward.title": "神经元 {neuron}：加权和与输出",
  "forward.titleRow": "神经元 {neuron}：加权和",
  "forward.sum": "把沿每条连线传来的值乘以连线上的权重，再全部相加，得到 {z}。",
  "forward.sumBias": "把沿每条连线传来的值乘以连线上的权重，全部相加，再加上偏置，得到 {z}。",
  "forward.output": "再由激活函数 {f} 得到 {a}，即这个神经元的输出。",
  "forward.again": "计算方法相同，只是换成这个神经元的权重。",
  "forward.rowTitle": "整层的输出",
  "forward.row": "{f} 同时作用于这一层的所有神经元。",
  "forward.softmax": "{f} 同时作用于这一层的所有神经元：每个输出都为正，总和为 1。",
  "omitted.title": "略去的神经元",
  "omitted.say": "这一层还有 {count} 个神经元没有列出。列出的 {shown} 个是 |δ| 最大的。",

  "loss.title": "网络错了多少",
  "loss.what": "损失函数 {loss} 用一个数 {E} 表示输出与目标值相差多少。学习就是让它变小。",
  "loss.smoothed": "它的目标值经过平滑：每个是给定值的 {kept} 倍，再加 {more}。",
  "loss.linked": "它接在 {f} 之后，因此直接由 {z} 计算，以免溢出；损失本身不变。",
  "loss.spread": "{S} 表示 ln Σ e^z，对全部 {outputs} 个输出求和。",
  "loss.own": "这是自定义的损失函数，库不知道它的公式。",
  "loss.mean": "它是 {outputs} 个输出的平均值。",
  "loss.penalty":
    "另外还加上对大权重的惩罚项：{E} 等于损失 {L} 加上 {R} = {penalty}，其中对网络的所有权重求和，不含偏置。",
  "loss.left": "略去：{of} 项中的 {count} 项，即未列出的神经元的项。",

  "delta.title": "神经元 {neuron} 的误差信号 {delta}",
  "delta.rowTitle": "传回 {f} 各输出的导数",
  "delta.again": "这个神经元同理。",
  "delta.what": "{delta} 就是 {derivative}：{z} 增大时，{E} 增大得有多快。",
  "delta.linked": "{loss} 与 {f} 合在一起可以直接得出它，不必分别求两者的导数。",
  "delta.total": "{T} 是目标值的总和。",
  "delta.throughRow":
    "{f} 的每个输出都依赖于这一层的每个 {z}，所以求 {delta} 时，要把传回各输出的导数分别乘以 ∂a/∂z，再相加。",
  "delta.fromLoss": "损失给出 {E} 随 {a} 变化的快慢；",
  "delta.fromNext":
    "{a} 曾沿每条连线传到下一层，所以下一层的每个误差信号 δ 也沿同一条连线传回来，各乘以连线上的权重，相加得到 {derivative}；",
  "delta.rowFromLoss": "损失给出 {E} 随每个输出变化的快慢。",
  "delta.rowFromNext": "每个输出都曾沿各条连线传到下一层，所以下一层的每个误差信号 δ 也沿同一条连线传回来。",
  "delta.slope": "再乘以 {f} 在 {z} 处的斜率，就是 {delta}（链式法则）。",
  "delta.borrowed": "这个斜率是借用的：{f} 本身没有可用的斜率。",

  "weights.title": "对神经元 {neuron} 各权重的导数",
  "weights.what": "一个权重的影响有多大，取决于沿它的连线传来的值：它的导数等于 {delta} 乘以这个值。",
  "weights.whatBias":
    "一个权重的影响有多大，取决于沿它的连线传来的值：它的导数等于 {delta} 乘以这个值。偏置可以看作常数输入 1 的权重。",
  "weights.penalty": "惩罚项还要加上它自己的斜率：{slope}。",
  "weights.left": "略去：这个神经元的另外 {count} 个权重。",

  "mean.title": "这一批的损失",
  "mean.loss": "{E} 是 {size} 个样本损失的平均值。",
  "mean.lossWeighted": "{E} 是 {size} 个样本的损失各乘以样本权重之后的平均值。",
  "mean.weightsTitle": "神经元 {neuron} 的平均导数",
  "mean.weightsTitleOf": "第 {layer} 层神经元 {neuron} 的平均导数",
  "mean.weights": "平均值的导数等于导数的平均值。",

  "update.title": "用 {optimizer} 更新",
  "update.before": "所有导数都在改变权重之前算好。",
  "update.gradient": "现在每个权重都朝自己导数的反方向走一步：如果 E 随它增大而增大，它就减小。",
  "update.other": "{optimizer} 按自己的公式，由这些导数算出新的权重。",
  "update.rate": "学习率 {eta} = {rate}。",
  "update.left": "略去：另外 {count} 个权重和偏置。它们也更新了。",
  "update.neuronTitle": "神经元 {neuron} 的新权重",
  "update.neuronTitleOf": "第 {layer} 层神经元 {neuron} 的新权重",
  "update.frozen": "这一层已冻结：权重保持不变。",
  "update.count": "这是该优化器的第 {step} 次更新。",
  "optimizer.title": "{optimizer} 的做法",
  "optimizer.momentum":
    "它为每个权重记住一个速度 {v}，其中保留了以前的导数：上一次速度的 {mu} 倍，再加上新的导数。权重按这个速度移动。",
  "optimizer.nesterov":
    "它为每个权重记住一个速度 {v}，其中保留了以前的导数。权重按导数与新速度的 {mu} 倍之和移动，好像提前看了一步。",
  "optimizer.adam":
    "它为每个权重记住两个数：{m} 是导数的滑动平均，{v} 是导数平方的滑动平均。两者都从 0 开始，起初偏小，所以要作偏差修正，得到 {mHat} 和 {vHat}。权重按 {mHat} 与 {vHat} 的平方根之比移动：只要导数方向一致，每步大约是 {eta}。",
  "optimizer.adamW": "此外，每个权重还直接按比例 {eta}·{lambda} 缩小，不经过导数。",
  "optimizer.nAdam":
    "它和 adam 一样，为每个权重记住 {m}（导数的滑动平均）和 {v}（导数平方的滑动平均）。{mHat} 把平均值与最新的导数混合，好像提前看了一步（Nesterov）。",
  "optimizer.rAdam":
    "它和 adam 一样，为每个权重记住 {m}（导数的滑动平均）和 {v}（导数平方的滑动平均）。{rho} 表示 {v} 相当于多少个导数的平均；个数还少时，{r} 缩短步长。",
  "optimizer.rAdamEarly":
    "它和 adam 一样，为每个权重记住 {m}（导数的滑动平均）和 {v}（导数平方的滑动平均）。{rho} 表示 {v} 相当于多少个导数的平均：现在不超过 5，所以 {r} 为 0，权重只按平均导数移动。",
  "optimizer.averaged": "它还为每个权重保留 {mean}，即权重值的滑动平均，其中上一次平均值所占的比例为 {decay}。",
  "optimizer.rmsProp":
    "它为每个权重记住 {v}，即导数平方的滑动平均，并把导数除以它的平方根：这样导数大的权重不会走得太快。",
  "optimizer.adaGrad":
    "它为每个权重记住 {s}，即迄今所有导数平方之和，并把导数除以它的平方根：权重移动得越多，步子就越小。",
  "optimizer.decay": "权重衰减在导数上加上权重的 {lambda} 倍：{g}。",
  "optimizer.clipNorm": "先裁剪：全部导数组成的向量长度为 {norm}，上限为 {max}，所以每个导数都乘以 {factor}。",
  "optimizer.unclipped": "这里不需要裁剪：全部导数组成的向量长度为 {norm}，上限为 {max}。",
  "optimizer.clipValue": "先裁剪：每个导数都限制在 {low} 与 {max} 之间。",

  "after.title": "用新的权重再做一次正向传播",
  "after.smaller": "更新之前 {E} 为 {before}，现在变小了。这就是学习：用所有样本一遍又一遍地重复。",
  "after.larger": "更新之前 {E} 为 {before}，现在反而变大了。这一步走得太大：应当减小学习率。",
  "after.same": "更新之前 {E} 为 {before}，现在没有变化。这里已经学不到什么。",
  "after.sample": "样本 {sample}",

  gap: "",
  list: "、",
  "formula.as": "因为",
  "formula.others": "（其余 {count} 项）",
  "formula.othersSum": "（其余 {count} 项：{sum}）",
  "check.kink": "（不可导点）",
  "check.surrogate": "（借用的斜率）",
  "check.legend": "✓ 和后面的数：只把这一个参数增减一点点时，E 实际的变化率（差商）。",
  "rounding.full": "数值写出全部数位，读回后与原值完全相同。",
  "rounding.one":
    "数值只在书写时四舍五入到 {digits} 位有效数字，计算时不舍入；位数更少的数就是准确值。≈ 表示用舍入后的数计算时，末位有出入。",
  "rounding.some":
    "数值只在书写时四舍五入到 {digits} 位有效数字，计算时不舍入；位数更少的数就是准确值。≈ 表示用舍入后的数计算时，末位有出入。",

  "page.back": "‹ 上一步",
  "page.next": "下一步 ›",
  "page.all": "全部步骤",
  "page.steps": "步骤",
  "page.progress": "进度",
  "page.allOf": "全部 {count} 步",
  "page.at": "第 {at} 步，共 {count} 步：{title}",
  "page.about": "关于本页",
  "page.keys": "也可以用方向键 ← 和 → 前后移动，用 Home 和 End 跳到第一步和最后一步。",
  "page.caption":
    "圆圈内是节点的名称，圆圈下面是它的输出和误差信号 δ；连线上是权重。当前步骤涉及的部分画得更粗。图中的数保留 {digits} 位有效数字。",
  "picture.alternative": "一个 {widths} 的网络，以及到目前为止算出的数。",
};
