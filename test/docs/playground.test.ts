import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkGradients } from "deltarule/testing";
import { describe, expect, test } from "vitest";
import { parseCsv, TableError } from "../../docs/playground/src/data/csv.js";
import { load } from "../../docs/playground/src/data/load.js";
import { editsFromText, editsToText, withEdit } from "../../docs/playground/src/edits.js";
import { landscapeOf, raceOf } from "../../docs/playground/src/experiments.js";
import { fitting } from "../../docs/playground/src/hand/numbers.js";
import { fromHash, toHash } from "../../docs/playground/src/hash.js";
import { isAsked, lessonAt, lessons } from "../../docs/playground/src/lessons.js";
import { blindTo, mistaken } from "../../docs/playground/src/mistakes.js";
import { build, learns, optimizerOf } from "../../docs/playground/src/model.js";
import { programOf } from "../../docs/playground/src/program.js";
import type { Failure } from "../../docs/playground/src/protocol.js";
import { Run } from "../../docs/playground/src/run.js";
import {
  activationNames,
  dataNames,
  initial,
  lossNames,
  mistakeNames,
  optimizerNames,
  type State,
  withData,
} from "../../docs/playground/src/state.js";
import { sayIn, type TextKey, tables } from "../../docs/playground/src/texts/table.js";
import { fitted, isOffered } from "../../docs/playground/src/view/fitted.js";
import { layoutFor } from "../../docs/playground/src/view/layout.js";
import { reasonOf } from "../../docs/playground/src/view/reason.js";
import { nextParameters } from "../../docs/playground/src/view/values.js";
import { has, writeOut } from "../../docs/playground/src/view/writeOut.js";

const libraryPath = fileURLToPath(new URL("../../src/core/index.ts", import.meta.url));
const stateOf = (hash: string) => fromHash(hash).state;
const complaint = (csv: string): string => {
  try {
    parseCsv(csv);
  } catch (error) {
    if (error instanceof TableError) return sayIn("en")(error.key, error.values);
  }
  return "";
};

describe("an address", () => {
  test("reads back as the state that it was written from", () => {
    for (const data of dataNames) {
      const state = {
        ...withData(initial, data),
        csv: data === "csv" ? "a;b\n1;2\n" : "",
        seed: 99,
        epoch: 12,
        step: 3,
        ...({ mode: "break", mistake: "mean", lesson: 2, noise: 10, test: 20 } as const),
        edits: editsFromText("0w3=-0.5~2r0.1~2b4~5x1.0=0.25~5t1.0=1~6a0.5_-1=1~7d0") ?? [],
      };
      expect(fromHash(toHash(state))).toEqual({ state, wrong: [] });
    }
  });

  test("with invalid words gives their defaults and names them", () => {
    const { state, wrong } = fromHash("#data=xor&edits=3q1&layers=4tanh.99relu&rate=-1&seed=1.5&epoch=&loss=__proto__");
    expect(wrong.sort()).toEqual(["edits", "epoch", "layers", "loss", "rate", "seed"]);
    expect(state).toEqual(withData(initial, "xor"));
  });
});

describe("a table", () => {
  test("with words in its last column gives classes, and columns of mean 0", () => {
    const data = parseCsv('long,"wide, too",kind\r\n1,5,a\r\n2,6,b\r\n3,10,"c ""x"""\r\n');
    expect([data.kind, data.inputs, data.outputs]).toEqual(["classes", ["long", "wide, too"], ["a", "b", 'c "x"']]);
    expect(data.t).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(data.x.reduce((sum, [, wide]) => sum + wide, 0)).toBeCloseTo(0, 12);
  });

  test("of numbers without a heading gives a number to predict", () => {
    const { kind, inputs, x } = parseCsv("1;2.5\n3;4.5\n5;1e1");
    expect([kind, inputs, x.length]).toEqual(["number", ["x1"], 3]);
  });

  test("with 0 and 1 in its last column gives two classes", () => {
    expect(parseCsv("1,0\n2,1\n3,1").kind).toBe("binary");
  });

  test("with an error is refused with line and column", () => {
    expect(complaint("")).toContain("no table");
    expect(complaint("a\n1")).toContain("Line 1 has one column");
    expect(complaint("a,b\n1,2\n\n3")).toContain("Line 4 has 1 cells, the first line has 2");
    expect(complaint("a,b\n1,2\nx,3")).toBe("Line 3, column 1: “x” is not a number.");
    expect(complaint("a,b\n1,2\n,3")).toBe("Line 3, column 1 is empty.");
    expect(complaint("a,b\n1,2\n2,3\n3,x")).toBe("Line 4, column 2: “x” is not a number.");
    expect(complaint("a,b\n1,2\n1,2")).toContain("nothing to learn");
    expect(complaint('a,b\n"1"x,2\n1,3')).toContain("Line 2: a quoted cell");
    expect(complaint("a,b,c,d,e,f,g,h,i,j\n1,2,3,4,5,6,7,8,9,1\n1,2,3,4,5,6,7,8,9,2")).toContain("9 inputs");
  });
});

describe("the derivation by hand", () => {
  const at = (hash: string) => {
    const first = stateOf(hash);
    const data = load(first);
    const state = fitted(first, data, false);
    const model = build(state, data);
    return { state, data, model, hand: writeOut(model, data, state) };
  };

  /** The value of each number of the trace, as the page writes it. */
  const valuesOf = ({ hand }: ReturnType<typeof at>) => {
    const found = new Map<string, string>();
    for (const { lines, phase } of hand.steps)
      for (const { of, stages } of lines()) {
        if (of === null || phase === "mean") continue;
        const key = `${of.kind} ${of.layer} ${of.neuron} ${of.from}`;
        if (!found.has(key)) found.set(key, stages[stages.length - 1].text.replaceAll("−", "-"));
      }
    return found;
  };

  test("ends every equation in the library's number", () => {
    for (const hash of [
      "data=notes",
      "data=xor&sample=2",
      "data=iris&sample=70",
      "data=iris&loss=mse",
      "data=circles&loss=huber",
    ]) {
      const page = at(`${hash}&digits=17`);
      const { model, data, state } = page;
      const forward = model.net.forward([data.x[state.sample]]);
      const backward = model.net.backward(forward, [data.t[state.sample]], model.loss);
      const values = valuesOf(page);
      expect(page.hand.pass.loss.value).toBe(backward.loss);
      for (const [l, { delta, weights }] of backward.layers.entries()) {
        for (const [j, value] of delta.data.entries()) {
          expect(Number(values.get(`z ${l} ${j} null`))).toBe(forward.layers[l].z.data[j]);
          expect(Number(values.get(`a ${l} ${j} null`))).toBe(forward.layers[l].a.data[j]);
          expect(Number(values.get(`delta ${l} ${j} null`))).toBe(value);
        }
        for (const [k, value] of weights.data.entries()) {
          const key = `derivative ${l} ${Math.floor(k / weights.columns)} ${k % weights.columns}`;
          expect(Number(values.get(key))).toBe(value);
        }
      }
    }
  });

  test("has the arithmetic of the lecture notes, with := for an update and ≈ where it is rounded", () => {
    const { hand } = at("data=notes");
    const written = hand.steps.flatMap(({ lines }) =>
      lines().map(({ left, stages }) =>
        // Word joiners keep a line break out of ∂E/∂w.
        [left, ...stages.map(({ relation, text }) => `${relation} ${text}`)].join(" ").replaceAll("\u2060", ""),
      ),
    );
    expect(written).toContain("x₃ = w₁₃·x₁ + w₂₃·x₂ = 0.1·0.35 + 0.8·0.9 = 0.035 + 0.72 = 0.755");
    expect(written).toContain("δ₅ = ∂E/∂O₅ · ∂O₅/∂x₅ = 0.1903·0.2138 ≈ 0.04068");
    expect(written).toContain("∂E/∂w₁₃ = δ₃·x₁ = 0.002654·0.35 ≈ 0.0009291");
    expect(written).toContain("w₁₃ := w₁₃ − η · ∂E/∂w₁₃ = 0.1 − 1·0.0009291 = 0.09907");
    expect(hand.steps.map(({ phase }) => phase)).toEqual([
      ...["given", "forward", "forward", "forward", "loss"],
      ...["backward", "backward", "backward", "backward", "backward", "backward", "update", "after"],
    ]);
  });

  test("is the update that training makes next, with the optimizer's memory", () => {
    for (const optimizer of optimizerNames) {
      const { state, data, model } = at(`data=xor&optimizer=${optimizer}&rate=0.1`);
      const rule = optimizerOf(state, state.rate);
      const memory = rule.initialize(model.net.parameters.length);
      for (let k = 0; k < 3; k++)
        model.net.partialFit([...data.x], [...data.t], { loss: model.loss, optimizer: rule, state: memory });
      const { trace } = writeOut(model, data, state, memory);
      const next = trace.layers.flatMap(({ neurons }) => [
        ...neurons.flatMap(({ terms }) => terms.map(({ weight }) => weight.next)),
        ...neurons.map(({ bias }) => bias?.next),
      ]);
      const shown = nextParameters(model, trace);
      model.net.partialFit([...data.x], [...data.t], { loss: model.loss, optimizer: rule, state: memory });
      expect(next).toEqual([...model.net.parameters]);
      expect(shown).toEqual(model.net.parameters);
      expect(trace.update?.arithmetic?.step).toBe(4);
    }
  });

  test("starts the exclusive or at a sample whose hidden derivatives are not all 0", () => {
    const { hand } = at("data=xor");
    const [hidden] = hand.pass.layers;
    expect(hidden.neurons.every(({ terms }) => terms.every(({ weight }) => weight.gradient !== 0))).toBe(true);
  });

  test("says of which sample each new output is", () => {
    const last = at("data=xor").hand.steps.slice(-1)[0];
    expect(last.lines().map(({ left }) => left)).toEqual([
      ...[1, 2, 3, 4].map((sample) => `Sample ${sample}: a⁽²⁾₁`),
      "E",
    ]);
  });

  test("names only weights that the network has, and the layer of every neuron", () => {
    const sayings = (hash: string) =>
      at(hash).hand.steps.flatMap(({ say, title }) =>
        [title, ...say].map((one) => ("text" in one ? one.text : sayIn("en")(one.key, one.values))),
      );
    expect(sayings("data=or").join(" ")).toContain("W⁽¹⁾₁₂ leads to neuron 1 of layer 1, from its input 2");
    expect(sayings("data=wave").join(" ")).toContain("W⁽¹⁾₂₁ leads to neuron 2 of layer 1, from its input 1");
    const titles = sayings("data=iris&optimizer=adam").filter((text) => /^The (derivatives|mean|new)/.test(text));
    expect(titles.filter((text) => text.includes("neuron") && !text.includes("of layer"))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test("invites to go on only after a step that made E smaller", () => {
    const keys = (hash: string) =>
      at(hash)
        .hand.steps.slice(-1)[0]
        .say.map((one) => ("key" in one ? one.key : ""));
    expect(keys("data=notes")).toEqual(["say.lower", "say.repeatNotes"]);
    expect(keys("data=notes&rate=1000")).toEqual(["say.higher"]);
  });

  test("exists for every activation and loss that the page offers", () => {
    for (const activation of activationNames.filter((name) => name !== "softmax"))
      expect(at(`data=xor&layers=3${activation}.1sigmoid`).hand.steps.length).toBeGreaterThan(8);
    for (const loss of lossNames.filter((name) => name !== "crossEntropy"))
      expect(at(`data=xor&loss=${loss}`).hand.steps.length).toBeGreaterThan(8);
  });

  test("is refused with a reason for a loss that cannot learn from the outputs", () => {
    const refused = (hash: string) => () => at(hash);
    expect(refused("data=xor&loss=crossEntropy")).toThrow("crossEntropy takes outputs that are a distribution");
    expect(refused("data=xor&layers=4tanh.1softmax&loss=mse")).toThrow("softmax of 1 output is always 1");
    expect(refused("data=iris&layers=5tanh.3sigmoid")).toThrow("with sigmoid and binaryCrossEntropy");
  });

  /** What the page says of a training that the library refuses, or gives up; null for none. */
  function reason(hash: string, lang: State["lang"], epochs = 1): string | null {
    const first = stateOf(hash);
    const state = fitted(first, load(first), false);
    let run: Run | null = null;
    try {
      run = new Run(state);
      run.advance(epochs);
      return null;
    } catch (error) {
      const { name, message } = error as Failure;
      return reasonOf({ name, message, epoch: run?.epoch ?? 0 }, state, sayIn(lang));
    }
  }

  test("is refused in the language of the page, for every loss and last activation", () => {
    const csv = `csv&csv=${encodeURIComponent("1,2,3\n4,5,6\n7,9,1")}`;
    const names: readonly string[] = [...lossNames, ...activationNames];
    const seen = new Set<string>();
    for (const data of ["xor", "iris", "wave", csv])
      for (const loss of lossNames)
        for (const last of activationNames) {
          const hash = `data=${data}&loss=${loss}&layers=3tanh.1${last}`;
          const [en, zh] = [reason(hash, "en"), reason(hash, "zh")];
          expect(zh === null, hash).toBe(en === null);
          expect(`${en}${zh}`, hash).not.toMatch(/library refused|库拒绝/);
          const words = zh?.match(/[A-Za-z]+/g) ?? [];
          expect(words.filter((word) => !names.includes(word))).toEqual([]);
          if (zh !== null) seen.add(zh);
        }
    expect(seen.size).toBeGreaterThan(10);
    expect(reason("data=xor&loss=crossEntropy", "zh")).toBe(tables.zh["pair.one"]);
    expect(reason("data=iris&loss=crossEntropy&layers=3tanh.3relu", "zh")).toBe(
      "用 crossEntropy 时，输出层的激活函数只能是 softmax。",
    );
    expect(reason("data=wave&loss=binaryCrossEntropy&layers=3tanh.1sigmoid", "zh")).toBe(
      "binaryCrossEntropy 只接受 0 到 1 之间的目标值。请换一个损失函数。",
    );
  });

  test("ends with the epoch and the way out where training diverges", () => {
    const fast = "data=notes&rate=10&layers=4relu.1identity&loss=mse";
    expect(reason(fast, "zh", 300)).toBe("第 2 轮之后训练发散：数值无限增大。请按“重置”，再减小学习率。");
    expect(reason(fast, "en", 300)).toMatch(/^After epoch 2 training diverged: .* Press Reset/);
    const edge = "data=xor&layers=4tanh.1hardSigmoid&loss=binaryCrossEntropy&rate=1000";
    expect(reason(edge, "zh", 300)).toBe("第 1 轮之后训练停止：binaryCrossEntropy 要取 0 的对数。输出层请用 sigmoid。");
  });

  test("is not written where the loss is infinite, and the page says so", () => {
    const { state, data, model } = at("data=xor&layers=4tanh.1hardSigmoid&loss=binaryCrossEntropy");
    model.net.parameters.fill(-100);
    const refused = (): unknown => {
      try {
        return writeOut(model, data, state);
      } catch (error) {
        const { name, message } = error as Failure;
        return reasonOf({ name, message, epoch: 0 }, state, sayIn("zh"));
      }
    };
    expect(refused()).toBe(tables.zh["refused.infinite"]);
  });

  test("finds whether a neuron or weight exists", () => {
    const { model } = at("data=xor");
    expect(has(model, { kind: "node", layer: 0, node: 3 })).toBe(true);
    expect(has(model, { kind: "node", layer: 1, node: 1 })).toBe(false);
    expect(has(model, { kind: "edge", layer: 0, to: 3, from: 2 })).toBe(false);
  });
});

describe("the choices", () => {
  const offered = (hash: string) => lossNames.filter((loss) => isOffered(stateOf(hash), loss));
  const lasts = (loss: (typeof lossNames)[number], outputs: number) =>
    activationNames.filter((activation) => learns(loss, activation, outputs));

  test("leave out a loss that cannot learn from the outputs", () => {
    expect(offered("data=iris")).toEqual(lossNames);
    expect(offered("data=xor")).toEqual(lossNames.filter((loss) => loss !== "crossEntropy"));
    // An address may say anything: the page shows what it says, and why it is refused.
    expect(offered("data=xor&loss=crossEntropy")).toEqual(lossNames);
  });

  test("leave out the last activations that the loss cannot learn with", () => {
    expect(lasts("crossEntropy", 3)).toEqual(["softmax"]);
    expect(lasts("crossEntropy", 1)).toEqual([]);
    expect(lasts("binaryCrossEntropy", 1)).toEqual(["sigmoid", "hardSigmoid"]);
    expect(lasts("binaryCrossEntropy", 2)).toEqual(["sigmoid", "hardSigmoid", "softmax"]);
    expect(lasts("mse", 1)).toEqual(activationNames.filter((name) => name !== "softmax"));
    expect(lasts("mse", 3)).toEqual(activationNames);
  });
});

describe("edits", () => {
  test("are read from the address as they were written", () => {
    const text = "0w3=-0.5~2r0.1~2b4~5x1.0=0.25~5t1.0=1~6a0.5_-1=1~7d0";
    expect(editsToText(editsFromText(text) ?? [])).toBe(text);
    for (const wrong of ["w3=1", "0w=1", "0w3", "0x1=2", "3r1~2r1", "0rx", "0b1.5", "0a1_y=0", "1w0=1e999"])
      expect(editsFromText(wrong), wrong).toBeUndefined();
  });

  test("of one number while it is dragged keep its last value", () => {
    const drag = [0.1, 0.2, 0.3].map((value) => ({ at: 4, kind: "weight", index: 2, value }) as const);
    expect(editsToText(drag.reduce(withEdit, []))).toBe("4w2=0.3");
    const text = "4x1.0=1~4x1.1=2~4x1.0=3~4x1.1=4~4x1.0=5";
    expect(editsToText((editsFromText(text) ?? []).reduce(withEdit, []))).toBe("4x1.1=4~4x1.0=5");
    for (const kept of ["4x1.0=1~4x2.0=2~4x1.0=3", "4x1.0=1~5x1.1=2~6x1.0=3", "4x1.0=1~4w2=2~4x1.0=3", "4d1~4d1"])
      expect(editsToText((editsFromText(kept) ?? []).reduce(withEdit, []))).toBe(kept);
  });

  test("change the samples in order, and never delete the last one", () => {
    const { x, t } = load(stateOf("data=xor&edits=0x1.0=0.5~1a2_3=1~2d0"));
    expect(x).toEqual([
      [0.5, 1],
      [1, 0],
      [1, 1],
      [2, 3],
    ]);
    expect(t).toEqual([[1], [1], [0], [1]]);
    expect(load(stateOf("data=notes&edits=0d0")).x).toEqual([[0.35, 0.9]]);
  });
});

describe("a planted mistake", () => {
  const check = (mistake: (typeof mistakeNames)[number], hash = "data=iris") => {
    const first = stateOf(hash);
    const data = load(first);
    const { net, loss } = build(fitted(first, data, false), data);
    return checkGradients(net, data.x.slice(0, 6), data.t.slice(0, 6), loss, { backward: mistaken(mistake, 0.5) });
  };

  test("is found by the gradient checker, which names layer and cause", () => {
    const found = Object.fromEntries(
      mistakeNames.map((mistake) => {
        const { ok, firstWrong, diagnosis } = check(mistake);
        return [mistake, [ok, firstWrong?.layer, firstWrong?.parameter, diagnosis?.pattern]];
      }),
    );
    expect(found).toEqual({
      sign: [false, 1, "delta", "sign"],
      slope: [false, 0, "delta", "missing slope"],
      z: [false, 1, "weights", "z in place of a"],
      transposed: [false, 0, "delta", "transposed weights"],
      mean: [false, 1, "delta", "missing mean"],
      bias: [false, 1, "biases", "zero"],
      stale: [false, 1, "delta", "stale buffer"],
      early: [false, 0, "delta", "updated weights"],
    });
  });

  test("that can be seen is named, on every data set of the page", () => {
    const patterns = {
      ...{ sign: "sign", slope: "missing slope", z: "z in place of a", transposed: "transposed weights" },
      ...{ mean: "missing mean", bias: "zero", stale: "stale buffer", early: "updated weights" },
    } as const;
    for (const data of dataNames.filter((name) => name !== "csv")) {
      const { net, loss } = build(stateOf(`data=${data}`), load(stateOf(`data=${data}`)));
      const { x, t } = load(stateOf(`data=${data}`));
      const rows = Math.min(8, x.length);
      for (const mistake of mistakeNames.filter((one) => blindTo(one, net, rows) === null)) {
        const backward = mistaken(mistake, 0.1);
        const { diagnosis } = checkGradients(net, x.slice(0, rows), t.slice(0, rows), loss, { backward });
        expect([data, mistake, diagnosis?.pattern]).toEqual([data, mistake, patterns[mistake]]);
      }
    }
  });

  test("is seen in the example of the notes too, or the page says why not", () => {
    for (const mistake of mistakeNames) {
      const first = stateOf("data=notes");
      const { net, loss } = build(first, load(first));
      const { ok } = checkGradients(net, [[0.35, 0.9]], [[0.5]], loss, { backward: mistaken(mistake, 1) });
      expect([mistake, ok]).toEqual([mistake, blindTo(mistake, net, 1) !== null]);
    }
  });
});

describe("the lessons", () => {
  test("each begin where their question is, and have a right answer", () => {
    for (const lesson of lessons) {
      const state = { ...lesson.setUp(initial), lesson: lesson.id };
      expect(lessonAt(state)).toBe(lesson);
      expect(isAsked(lesson, state)).toBe(true);
      const data = load(state);
      const model = build(state, data);
      for (const edit of state.edits) if (edit.kind === "weight") model.net.parameters[edit.index] = edit.value;
      const right = lesson.question.right(writeOut(model, data, state).trace);
      expect(lesson.question.options[right]).toBeDefined();
    }
  });

  test("give the answers that a calculator gives", () => {
    const answer = (id: number) => {
      const lesson = lessons[id - 1];
      const state = lesson.setUp(initial);
      const data = load(state);
      const model = build(state, data);
      for (const edit of state.edits) if (edit.kind === "weight") model.net.parameters[edit.index] = edit.value;
      return lesson.question.options[lesson.question.right(writeOut(model, data, state).trace)];
    };
    // 0.9·0.35 = 0.315 is more than 0.2·0.9 = 0.18; O₅ = 0.69 is above 0.5; |δ₄| = 0.0082 is more
    // than |δ₃| = 0.0027; ∂E/∂w₃₅ = 0.0277 is the largest; with η = 1000, E goes from 0.018 to
    // 0.125.
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(answer)).toEqual([
      ...[{ plain: "x₁" }, { plain: "−15" }, "no", "above", "grows", { plain: "4" }, { plain: "w₃₅" }, "grows"],
    ]);
  });

  test("keep their answer after what there is to try", () => {
    for (const { id, setUp, attempt, question } of lessons) {
      if (attempt === null) continue;
      const before = setUp(initial);
      const rightIn = (state: typeof before) => {
        const data = load(state);
        return question.right(writeOut(build(state, data), data, state).trace);
      };
      expect(rightIn({ ...before, ...attempt.change(before) }), `lesson ${id}`).toBe(rightIn(before));
    }
  });
});

describe("the picture of the network", () => {
  test("keeps names and δ inside, and clear of all neurons", () => {
    for (const [width, height] of [
      [624, 277],
      [448, 280],
      [378, 240],
    ])
      for (const widths of [
        [2, 2, 1],
        [2, 1],
        [2, 4, 1],
        [4, 5, 3],
        [1, 6, 1],
        [2, 8, 8, 1],
        [2, 8, 8, 8, 8, 8, 1],
      ]) {
        const layout = layoutFor(widths, width, height);
        const { radius } = layout;
        const circles = widths.flatMap((count, l) =>
          Array.from({ length: count }, (_, node) => [layout.x(l - 1), layout.y(l - 1, node)] as const),
        );
        for (const [l, count] of widths.entries())
          for (let node = 0; node < count; node++)
            for (const place of [layout.name(l - 1, node), layout.delta(l - 1, node)]) {
              if (place === null) continue;
              // The middle of a text of 11 pixels' height, where it begins.
              const y = place.y - 4;
              expect(y > 4 && y < height - 4, `${widths} ${width} ${l} ${node}`).toBe(true);
              for (const [cx, cy] of circles)
                expect(Math.hypot(place.x - cx, y - cy), `${widths} ${width} ${l} ${node}`).toBeGreaterThan(radius + 2);
            }
      }
  });

  test("writes a number in the room there is", () => {
    expect([4, 7, 6, 4].map((most, k) => fitting([0.5, 0.018102, 0.000781, -0.0749][k], 4, most))).toEqual([
      ...["0.5", "0.01810", "7.8e−4", "−0.07"],
    ]);
  });
});

describe("the experiments", () => {
  const state = stateOf("data=notes");
  const data = load(state);
  const parameters = Float64Array.from(build(state, data).net.parameters);

  test("draw the loss over two weights, and paths that begin at the weights", () => {
    const { losses, size, paths, xs, ys } = landscapeOf(state, data, parameters, [4, 5]);
    const { net, loss } = build(state, data);
    net.parameters[4] = xs[0] + (0.5 / size) * (xs[1] - xs[0]);
    net.parameters[5] = ys[1] - (0.5 / size) * (ys[1] - ys[0]);
    expect(losses[0]).toBeCloseTo(net.evaluate([...data.x], [...data.t], { loss }).loss, 7);
    for (const { points } of paths) {
      expect(points[0]).toEqual([0.3, 0.9]);
      for (const [a, b] of points) expect(a > xs[0] && a < xs[1] && b > ys[0] && b < ys[1]).toBe(true);
    }
    // One step of gradient descent by hand: w₃₅ − 0.0277, w₄₅ − 0.0270.
    expect(paths[0].points[1][0]).toBeCloseTo(0.272326, 5);
  });

  test("race three learning rates, of which the middle one is the best power of ten", () => {
    const [small, right, large] = raceOf(state, data, parameters);
    expect([small.rate, large.rate]).toEqual([right.rate / 100, right.rate * 100]);
    const last = ({ losses }: typeof right) => losses[losses.length - 1];
    expect(last(right)).toBeLessThan(last(small));
  });
});

describe("the program of the page", () => {
  test("runs, and answers with the numbers of the page", async () => {
    for (const hash of [
      "data=notes&epoch=3",
      "data=xor&epoch=5&seed=3&edits=0w3=-0.5~2r0.1~2b2~4x1.0=0.25~4a0.5_-1=1&sample=2",
      "data=circles&optimizer=momentum&epoch=2&test=20&noise=10",
      "data=iris&epoch=2",
      "data=wave&loss=huber&epoch=4&edits=4d0",
      ...dataNames.filter((name) => name !== "csv").map((data) => `data=${data}&epoch=1`),
      `data=csv&epoch=2&csv=${encodeURIComponent("a,b,kind\n1,2,p\n2,3,q\n3,1,r\n1,1,p")}`,
    ]) {
      const first = stateOf(hash);
      const data = load(first);
      const state = fitted(first, data, false);
      const run = new Run(state);
      run.advance(state.epoch);
      run.applyDue();
      const text = programOf(state).replace('from "deltarule"', `from ${JSON.stringify(libraryPath)}`);
      const folder = mkdtempSync(join(tmpdir(), "program-"));
      const file = join(folder, "program.ts");
      writeFileSync(file, text.replace("console.log(", "export const answer = ("));
      const { answer } = (await import(/* @vite-ignore */ file)) as { answer: number[] };
      rmSync(folder, { recursive: true });
      expect(answer, hash).toEqual([...run.model.net.predict(data.x[state.sample])]);
    }
  });
});

describe("the page", () => {
  test("uses every text", () => {
    const folder = fileURLToPath(new URL("../../docs/playground/src", import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.startsWith("texts/"),
    );
    const code = files.map((file) => readFileSync(`${folder}/${file}`, "utf8")).join("\n");
    const families = [...code.matchAll(/`([\w.]+\.)\$\{/g)].map(([, start]) => start);
    const unused = Object.keys(tables.en).filter(
      (key) =>
        !code.includes(`"${key}"`) &&
        !new RegExp(`\\b${key}\\b`).test(key.includes(".") ? "" : code) &&
        !families.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  test("has every text in both languages, with the same values", () => {
    expect(Object.keys(tables.zh).sort()).toEqual(Object.keys(tables.en).sort());
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(tables.en) as TextKey[]) {
      const [en, zh] = [tables.en[key], tables.zh[key]];
      // Chinese has nothing between two sentences.
      if (key !== "gap") expect(zh, key).not.toBe("");
      expect([key, ...new Set(holes(zh))]).toEqual([key, ...new Set(holes(en))]);
    }
  });

  test("imports only the library's public entries and its own files", () => {
    const folder = fileURLToPath(new URL("../../docs/playground/src", import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const imported = files.flatMap((file) =>
      [...readFileSync(`${folder}/${file}`, "utf8").matchAll(/(?:from|import) "([^"]+)"/g)].map(([, name]) => name),
    );
    expect(imported.length).toBeGreaterThan(50);
    const foreign = imported.filter(
      (name) =>
        !/^(?:\.{1,2}\/(?!.*\.\.\/\.\.\/).*\.js|deltarule(?:\/(?:charts|explain|formats|testing))?)$/.test(name),
    );
    expect(foreign).toEqual([]);
  });
});
