import {
  accuracy,
  Layer,
  type Loss,
  type Metric,
  type Optimizer,
  type Progress,
  rmse,
  Sequential,
  sgd,
  sigmoid,
  squaredError,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";

const rows = Array.from({ length: 20 }, (_, r) => [r / 20]);
const make = (seed = 2) => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1, sigmoid)], { seed });
const line = (weight: number) =>
  new Sequential([new Layer(1, 1, undefined, { weights: [[weight]], bias: false })], { seed: 1 });

/** squaredError that records the targets it evaluates and the targets it gives a gradient for. */
const watched = () => {
  const judged = new Set<number>();
  const learned = new Set<number>();
  const loss: Loss = {
    name: "watched",
    value: (output, target) => {
      judged.add(target[0]);
      return squaredError.value(output, target);
    },
    gradient: (output, target, into) => {
      learned.add(target[0]);
      squaredError.gradient(output, target, into);
    },
  };
  return { loss, judged, learned };
};

describe("validation", () => {
  test("a fraction is evaluated and never learned", () => {
    const { loss, judged, learned } = watched();
    const targets = rows.map(([x]) => [x]);
    const history = make().fit(rows, targets, { loss, validation: 0.25, epochs: 5, batchSize: 3 });
    expect(learned.size).toBe(15);
    expect(judged.size).toBe(20);
    expect(history.epochs.every(({ validation }) => Number.isFinite(validation?.loss))).toBe(true);
  });

  test("the seed decides the rows of a fraction", () => {
    const kept = (seed: number) => {
      const { loss, learned } = watched();
      make(seed).fit(rows, rows, { loss, validation: 0.25, epochs: 1 });
      return String([...learned].sort());
    };
    expect(kept(2)).toBe(kept(2));
    expect(new Set([2, 3, 4, 5].map(kept)).size).toBe(4);
  });

  test("the validation loss of a fraction is the mean over its rows", () => {
    const { loss, judged, learned } = watched();
    const net = make();
    const [report] = net.fit(rows, rows, { loss, validation: 0.25, epochs: 1 }).epochs;
    const kept = [...judged].filter((target) => !learned.has(target)).map((target) => [target]);
    expect(kept).toHaveLength(5);
    expect(report.validation?.loss).toBeCloseTo(net.evaluate(kept, kept, { loss: squaredError }).loss, 14);
  });

  test("a pair is evaluated after the epoch's updates, and never learned", () => {
    const { loss, learned } = watched();
    const net = make();
    const twin = make();
    const pair = [[[0.5]], [[7]]] as const;
    const history = net.fit(rows, rows, { loss, epochs: 3, validation: pair, metrics: [rmse] });
    twin.fit(rows, rows, { loss: squaredError, epochs: 3 });
    expect(net.parameters).toEqual(twin.parameters);
    expect(learned.has(7)).toBe(false);
    expect(history.epochs[2].validation).toEqual(net.evaluate(...pair, { loss: squaredError, metrics: [rmse] }));
  });

  test("reports have no validation unless it is given", () => {
    expect("validation" in make().fit(rows, rows, { loss: squaredError, epochs: 1 }).epochs[0]).toBe(false);
  });
});

describe("metrics", () => {
  test("they take the outputs just before each batch's update, in the order of the data", () => {
    // From w = 0, rate 1, batches of one: outputs 0, then 1·1 = 1.
    const seen: number[][] = [];
    const first: Metric = {
      name: "first",
      compute: (output, target) => seen.push([...output.data], [...target.data]),
    };
    const history = line(0).fit([[1], [1]], [[1], [1]], {
      loss: squaredError,
      optimizer: sgd({ learningRate: 1 }),
      batchSize: 1,
      epochs: 1,
      shuffle: false,
      metrics: [first, accuracy],
    });
    expect(seen).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(history.epochs[0].metrics).toEqual({ first: 2, accuracy: 0.5 });
  });

  test("with shuffling, each output is still beside its own target", () => {
    let outputs: number[] = [];
    const keep: Metric = {
      name: "keep",
      compute: (output, target) => {
        outputs = [...output.data];
        expect([...target.data]).toEqual(rows.flat());
        return output.rows;
      },
    };
    const net = line(2);
    const { metrics } = net.fit(rows, rows, {
      loss: squaredError,
      optimizer: sgd({ learningRate: 0 }),
      batchSize: 3,
      epochs: 1,
      metrics: [keep],
    }).epochs[0];
    expect(outputs).toEqual(rows.map(([x]) => 2 * x));
    expect(metrics).toEqual({ keep: 20 });
  });
});

describe("sample weights", () => {
  const [x, t] = [
    [[1], [2], [3]],
    [[3], [1], [2]],
  ];

  test("E is Σ wᵢ Lᵢ / n: by hand", () => {
    // Outputs 1, 2, 3: losses 2, ½, ½; E = (2·2 + 0·½ + 3·½)/3,
    // gradient (2·(−2)·1 + 0 + 3·1·3)/3 = 5/3.
    const net = line(1);
    const [report] = net.fit(x, t, {
      loss: squaredError,
      optimizer: sgd({ learningRate: 1 }),
      epochs: 1,
      shuffle: false,
      sampleWeights: [2, 0, 3],
    }).epochs;
    expect(report.loss).toBe(5.5 / 3);
    expect(net.parameters[0]).toBeCloseTo(1 - 5 / 3, 15);
  });

  test("a sample of weight 0 has no influence on the parameters, wherever the shuffle puts it", () => {
    const run = (odd: number) => {
      const net = make();
      net.fit(
        rows,
        rows.map(([v], r) => [r === 7 ? odd : v]),
        {
          loss: squaredError,
          epochs: 4,
          batchSize: 3,
          sampleWeights: rows.map((_, r) => (r === 7 ? 0 : 1 + r)),
        },
      );
      return net.parameters;
    };
    expect(run(1000)).toEqual(run(-3));
  });

  test("a weight of 2 for every sample doubles the learning rate", () => {
    const run = (weight: number, learningRate: number) => {
      const net = make();
      net.fit(rows, rows, {
        loss: squaredError,
        optimizer: sgd({ learningRate }),
        epochs: 3,
        sampleWeights: rows.map(() => weight),
      });
      return net.parameters;
    };
    expect(run(2, 0.25)).toEqual(run(1, 0.5));
  });

  test("they stay with their rows in a validation fraction", () => {
    // Weight 0 everywhere but on row 4: exactly one of the two losses sees it.
    const [report] = line(0).fit(
      rows,
      rows.map(() => [1]),
      {
        loss: squaredError,
        epochs: 1,
        validation: 0.5,
        sampleWeights: rows.map((_, r) => (r === 4 ? 10 : 0)),
      },
    ).epochs;
    expect([report.loss, report.validation?.loss].map(Boolean).sort()).toEqual([false, true]);
  });
});

describe("the learning rate", () => {
  test("a schedule receives each step and the progress, and the report has the epoch's first rate", () => {
    const seen: [number, number, number][] = [];
    const learningRate = (step: number, { epoch, losses }: Progress) => {
      seen.push([step, epoch, losses.length]);
      return 1 / (1 + step);
    };
    const history = make().fit(rows, rows, {
      loss: squaredError,
      optimizer: sgd({ learningRate }),
      epochs: 3,
      batchSize: 10,
    });
    expect(history.epochs.map((report) => report.learningRate)).toEqual([1, 1 / 3, 1 / 5]);
    const distinct = new Set(seen.map(String));
    expect([...distinct]).toEqual(["0,0,0", "1,0,0", "2,1,1", "3,1,1", "4,2,2", "5,2,2"]);
  });

  test("the losses in the progress are validation losses if there are any, else training losses", () => {
    for (const validation of [undefined, 0.5]) {
      const seen: (readonly number[])[] = [];
      const learningRate = (_step: number, { losses }: Progress) => {
        seen.push([...losses]);
        return 0.1;
      };
      const optimizer = sgd({ learningRate });
      const { epochs } = make().fit(rows, rows, { loss: squaredError, optimizer, epochs: 3, validation });
      expect(seen[seen.length - 1]).toEqual(epochs.slice(0, 2).map((report) => (report.validation ?? report).loss));
    }
  });

  test("a user's optimizer steps once per batch with its own state; without a rate the report has null", () => {
    const counting: Optimizer<{ steps: number }> = {
      name: "counting",
      initialize: (parameterCount) => ({ steps: 100 * parameterCount }),
      step: (parameters, gradient, state) => {
        expect(gradient).toHaveLength(parameters.length);
        parameters[0] = ++state.steps;
      },
    };
    const net = line(0);
    const history = net.fit(rows, rows, { loss: squaredError, optimizer: counting, epochs: 2, batchSize: 6 });
    expect(net.parameters[0]).toBe(100 + 2 * 4);
    expect(history.epochs.map((report) => report.learningRate)).toEqual([null, null]);
  });
});
