import { Layer, type Loss, mse, type Optimizer, OptionError, Sequential, type TrainOptions, tanh } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

/** Counts epochs in the only weight: each update adds 1. */
const counting: Optimizer<{ step: number }> = {
  name: "counting",
  initialize: () => ({ step: 0 }),
  step: (parameters, _gradient, state) => {
    parameters[0]++;
    state.step++;
  },
};
const line = () => new Sequential([new Layer(1, 1, undefined, { weights: [[0]], bias: false })], { seed: 1 });

/** Trains with these losses, one per epoch, which the loss looks up by the number of updates. */
function train(
  losses: readonly number[],
  earlyStopping: TrainOptions["earlyStopping"],
  rest: Partial<TrainOptions> = {},
) {
  const loss: Loss = {
    name: "told",
    value: ([updates]: ArrayLike<number> & Iterable<number>) => losses[updates],
    gradient: (_o, _t, into) => into.fill(0),
  };
  const net = line();
  const history = net.fit([[1]], [[0]], {
    loss,
    optimizer: counting,
    epochs: losses.length,
    earlyStopping,
    ...rest,
  });
  return { stopped: history.stopped, epochs: history.epochs.length, weight: net.parameters[0] };
}

describe("earlyStopping watches the training loss", () => {
  test("and stops after patience epochs in a row without improvement", () => {
    expect(train([5, 4, 4, 4, 3], { patience: 1 })).toEqual({ stopped: "earlyStopping", epochs: 3, weight: 3 });
    expect(train([5, 4, 4, 4, 3], { patience: 2 })).toEqual({ stopped: "earlyStopping", epochs: 4, weight: 4 });
    expect(train([5, 4, 4, 4, 3], { patience: 3 })).toEqual({ stopped: "epochs", epochs: 5, weight: 5 });
    expect(train([5, 6, 4, 6, 3], { patience: 2 })).toEqual({ stopped: "epochs", epochs: 5, weight: 5 });
    // Each is better than the epoch before, but not than the best.
    expect(train([5, 9, 8, 7, 6], { patience: 3 })).toEqual({ stopped: "earlyStopping", epochs: 4, weight: 4 });
  });

  test("an improvement must be larger than minDelta, measured from the last improvement", () => {
    const losses = [5, 4.75, 4.5, 4.25, 4];
    expect(train(losses, { patience: 2 }).stopped).toBe("epochs");
    expect(train(losses, { patience: 2, minDelta: 0.25 })).toEqual({ stopped: "epochs", epochs: 5, weight: 5 });
    expect(train(losses, { patience: 1, minDelta: 0.25 })).toEqual({ stopped: "earlyStopping", epochs: 2, weight: 2 });
    expect(train(losses, { patience: 2, minDelta: 0.5 })).toEqual({ stopped: "earlyStopping", epochs: 3, weight: 3 });
  });

  test("in the last epoch it is the reason, but targetLoss comes first", () => {
    expect(train([5, 5], { patience: 1 })).toEqual({ stopped: "earlyStopping", epochs: 2, weight: 2 });
    expect(train([5, 5], { patience: 1 }, { targetLoss: 5 })).toEqual({ stopped: "targetLoss", epochs: 1, weight: 1 });
    expect(train([5, 6, 5], { patience: 1 }, { targetLoss: 6 })).toEqual({
      stopped: "targetLoss",
      epochs: 1,
      weight: 1,
    });
  });
});

describe("restoreBest", () => {
  const restoring = { patience: 2, restoreBest: true };

  test("gives the network the parameters after its best epoch, when it stops early or comes to its end", () => {
    expect(train([5, 3, 4, 4, 9], restoring)).toEqual({ stopped: "earlyStopping", epochs: 4, weight: 2 });
    expect(train([5, 3, 4], restoring)).toEqual({ stopped: "epochs", epochs: 3, weight: 2 });
    expect(train([5, 4, 3], restoring)).toEqual({ stopped: "epochs", epochs: 3, weight: 3 });
    // The first of two equal epochs; an improvement of minDelta does not count.
    expect(train([5, 3, 3, 9], { ...restoring, patience: 3 }).weight).toBe(2);
    expect(train([5, 3, 2.5, 9], { ...restoring, patience: 3, minDelta: 0.5 }).weight).toBe(2);
  });

  test("leaves the last parameters after targetLoss, an abort, a break, or no epoch", () => {
    expect(train([5, 3, 4], restoring, { targetLoss: 3 })).toEqual({ stopped: "targetLoss", epochs: 2, weight: 2 });
    const controller = new AbortController();
    const onEpoch = ({ epoch }: { epoch: number }) => {
      if (epoch === 3) controller.abort();
    };
    const aborted = train([5, 3, 4, 5, 6], { ...restoring, patience: 9 }, { signal: controller.signal, onEpoch });
    expect(aborted).toEqual({ stopped: "aborted", epochs: 3, weight: 3 });
    expect(train([5], restoring, { epochs: 0 })).toEqual({ stopped: "epochs", epochs: 0, weight: 0 });
    const net = line();
    net.parameters[0] = 7;
    const loss: Loss = { name: "none", value: ([o]: ArrayLike<number> & Iterable<number>) => o, gradient: () => {} };
    for (const { epoch } of net.train([[1]], [[0]], { loss, optimizer: counting, earlyStopping: restoring }))
      if (epoch === 2) break;
    expect(net.parameters[0]).toBe(9);
  });

  test("without it the last epoch's parameters stay", () => {
    expect(train([5, 3, 4, 4], { patience: 2 }).weight).toBe(4);
  });
});

describe("with validation", () => {
  /**
   * The training loss always falls; the validation loss, for targets of 1, takes the given values.
   */
  const validated = (losses: readonly number[], earlyStopping: TrainOptions["earlyStopping"]) => {
    const loss: Loss = {
      name: "told",
      value: (output, target) => (target[0] === 1 ? losses[output[0] - 1] : 100 - output[0]),
      gradient: (_o, _t, into) => into.fill(0),
    };
    const net = line();
    const optimizer = counting;
    const options = { loss, optimizer, epochs: losses.length, earlyStopping, validation: [[[1]], [[1]]] } as const;
    const history = net.fit([[1]], [[0]], options);
    return { stopped: history.stopped, epochs: history.epochs.length, weight: net.parameters[0] };
  };

  test("it watches the validation loss after the epoch", () => {
    expect(validated([5, 4, 4, 9, 1], { patience: 2 })).toEqual({ stopped: "earlyStopping", epochs: 4, weight: 4 });
    expect(validated([5, 4, 3, 2, 1], { patience: 1 })).toEqual({ stopped: "epochs", epochs: 5, weight: 5 });
  });

  test("and restores the best epoch by it", () => {
    const restoring = { patience: 2, restoreBest: true };
    expect(validated([5, 4, 6, 7, 1], restoring)).toEqual({ stopped: "earlyStopping", epochs: 4, weight: 2 });
  });
});

describe("wrong options", () => {
  const x = [[0], [1], [2], [3]];
  const t = [[1], [0], [2], [1]];
  const make = () => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 8 });
  const fitWith = (options: object) => () => make().fit(x, t, { loss: mse, ...options } as TrainOptions);
  const wrong = (call: string, make: () => unknown, sentence: string) =>
    [sentence, make, OptionError, `${call}: ${sentence}`] as const;
  const fits = (options: object, sentence: string) => wrong("fit", fitWith(options), sentence);
  const stopping = (earlyStopping: unknown, sentence: string) => fits({ earlyStopping }, sentence);
  testFailures([
    stopping({}, "earlyStopping.patience is undefined, wanted a whole number from 1"),
    stopping({ patience: 0 }, "earlyStopping.patience is 0, wanted a whole number from 1"),
    stopping({ patience: 1.5 }, "earlyStopping.patience is 1.5, wanted a whole number from 1"),
    stopping({ patience: "3" }, 'earlyStopping.patience is "3", wanted a whole number from 1'),
    stopping({ patience: 3, minDelta: -1 }, "earlyStopping.minDelta is -1, wanted a number from 0"),
    stopping({ patience: 3, minDelta: Number.NaN }, "earlyStopping.minDelta is NaN, wanted a number from 0"),
    stopping({ patience: 3, restoreBest: "yes" }, 'earlyStopping.restoreBest is "yes", wanted true or false'),
    stopping(
      { patience: 3, monitor: "loss" },
      'earlyStopping: there is no option "monitor"; there are patience, minDelta, restoreBest, startEpoch, metric, mode; write metric',
    ),
    stopping(5, "earlyStopping: the options are 5, wanted an object"),
    stopping(null, "earlyStopping: the options are null, wanted an object"),
    stopping([3], "earlyStopping: the options are an array of 1, wanted an object"),
  ]);
});
