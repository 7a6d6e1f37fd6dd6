import { accuracy, type Checkpoint, type Json, Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
import { type EpochFacts, type ProgressOptions, progress } from "deltarule/node";
import { halving, inProcess, search } from "deltarule/parallel";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const esc = "\u001b";

// The clock stands still unless a test moves it; NO_COLOR is unset unless a test sets it.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.stubEnv("NO_COLOR", undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** A progress reporter, and what it has written. */
function open(options: ProgressOptions & { isTTY?: boolean; columns?: number } = {}) {
  const { isTTY = false, columns, ...rest } = options;
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text), isTTY, columns };
  const report = progress({ stream, ...rest });
  return { report, written, text: () => written.join("") };
}

const epoch = (number: number, more: Partial<EpochFacts> = {}): EpochFacts => {
  return { epoch: number, loss: 1 / number, metrics: {}, durationMs: 500, ...more };
};

describe("warnings", () => {
  it("of a training are lines of their own, and epochs without a number in all have no bar", () => {
    const { report, text } = open();
    const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
    const options = { loss: squaredError, optimizer: sgd({ learningRate: 1e-6 }), epochs: 60, onEpoch: report };
    net.fit(
      [
        [0, 0],
        [1, 1],
      ],
      [[0], [1]],
      options,
    );
    report.end();
    expect(text()).toMatch(/^epoch 1 {2}loss [\d.]+\n[\s\S]*warning: hardly learned: .*\n$/);
    const terminal = open({ epochs: 2, isTTY: true });
    terminal.report.onWarning({ code: "loss-rose", message: "the loss rose" });
    expect(terminal.text()).toBe("\r\u001b[Kwarning: the loss rose\n");
  });
});

describe("piped", () => {
  it("writes a plain line for each epoch: loss, metrics, validation, speed, time left", () => {
    const { report, text } = open({ epochs: 3, samples: 100 });
    report(epoch(1));
    report(epoch(2, { metrics: { accuracy: 0.5 }, validation: { loss: 0.00001, metrics: { accuracy: 1 } } }));
    report(epoch(3));
    report.end();
    expect(text()).toBe(
      [
        "epoch 1/3  loss 1.0000  200 samples/s  1.0 s left",
        "epoch 2/3  loss 0.5000  accuracy 0.5000  validation 1.00e-5  accuracy 1.0000  200 samples/s  0.5 s left",
        "epoch 3/3  loss 0.3333  200 samples/s",
        "",
      ].join("\n"),
    );
  });

  it("writes the first epoch, every tenth, and the last one that it received", () => {
    const { report, text } = open({ epochs: 100, every: 10 });
    for (let e = 1; e <= 23; e++) report(epoch(e));
    report.end();
    const lines = text().trimEnd().split("\n");
    expect(lines.map((line) => Number(line.slice(6, 9)))).toEqual([1, 10, 20, 23]);
    expect(lines[3]).toBe("epoch  23/100  loss 0.0435  in 12 s");
  });

  it("gives long times in minutes and hours", () => {
    const { report, text } = open({ epochs: 100_000 });
    report(epoch(1, { durationMs: 80_000 / 99_999 }));
    report(epoch(2, { durationMs: 36_400_000 }));
    expect(text()).toContain("1 min 20 s left");
    expect(text()).toMatch(/\d+ h \d+ min left/);
  });

  it("measures a resumed training from its first epoch", () => {
    const { report, text } = open({ epochs: 20, samples: 10 });
    report(epoch(11));
    expect(text()).toBe("epoch 11/20  loss 0.0909  20 samples/s  4.5 s left\n");
  });
});

describe("on a terminal", () => {
  it("rewrites one line, at most ten times a second, and ends it", () => {
    vi.stubEnv("NO_COLOR", "1");
    const { report, written } = open({ epochs: 10, isTTY: true });
    report(epoch(1));
    vi.advanceTimersByTime(99);
    report(epoch(2));
    vi.advanceTimersByTime(1);
    report(epoch(3));
    report.end();
    expect(written).toEqual([
      `\repoch  1/10 ██░░░░░░░░░░░░░░░░░░  loss 1.0000  4.5 s left${esc}[K`,
      `\repoch  3/10 ██████░░░░░░░░░░░░░░  loss 0.3333  3.5 s left${esc}[K`,
      `\repoch  3/10 ██████░░░░░░░░░░░░░░  loss 0.3333  in 1.5 s${esc}[K`,
      "\n",
    ]);
  });

  it("stays within the width of the terminal, however narrow", () => {
    vi.stubEnv("NO_COLOR", "1");
    for (const columns of [0, 10, 30, 40, 60, 200]) {
      const { report, written } = open({ epochs: 10, samples: 5, isTTY: true, columns });
      report(epoch(3, { metrics: { accuracy: 0.25, rmse: 2 } }));
      const line = written[0].slice(1, -`${esc}[K`.length);
      expect(line.length).toBeLessThan(columns || 80);
      expect(line.startsWith("epoch  3/")).toBe(true);
    }
  });

  it("has colors unless NO_COLOR is set, and none when piped", () => {
    const colored = (isTTY: boolean, noColor?: string): boolean => {
      vi.stubEnv("NO_COLOR", noColor);
      const { report, text } = open({ epochs: 2, isTTY });
      report(epoch(1));
      return text().includes(`${esc}[32m`);
    };
    expect(colored(true)).toBe(true);
    expect(colored(true, "")).toBe(true);
    expect(colored(true, "1")).toBe(false);
    expect(colored(false)).toBe(false);
  });
});

describe("in a training", () => {
  const corners = [[0], [1]];
  const options = { loss: squaredError, optimizer: sgd({ learningRate: 1 }), epochs: 3, metrics: [accuracy] };
  const make = () => new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });

  it("reports the epochs of fit and of fitAsync", async () => {
    for (const isAsync of [false, true]) {
      const { report, text } = open({ epochs: 3 });
      if (isAsync) await make().fitAsync(corners, corners, { ...options, onEpoch: report });
      else make().fit(corners, corners, { ...options, onEpoch: report });
      report.end();
      expect(text()).toMatch(/^epoch 1\/3 {2}loss 0\.\d{4} {2}accuracy \d\.\d{4}.*\nepoch 2\/3 .*\nepoch 3\/3 .*\n$/);
    }
  });

  /** The counters of the lines of two trainings, with a reporter each or one for both. */
  const counters = (epochs: readonly [number, number], isShared: boolean, isWrapped = false) => {
    const net = make();
    let reporter: ReturnType<typeof open> | undefined;
    return epochs.flatMap((count) => {
      if (!isShared || reporter === undefined) reporter = open({ epochs: count });
      const { report, written } = reporter;
      written.length = 0;
      net.fit(corners, corners, { ...options, epochs: count, onEpoch: isWrapped ? (e) => report(e) : report });
      report.end();
      return written.map((line) => / (\d+\/\d+) /.exec(line)?.[1]);
    });
  };

  it("counts on in a second training, with the true number in all", () => {
    expect(counters([2, 2], false)).toEqual(["1/2", "2/2", "3/4", "4/4"]);
    expect(counters([2, 2], true)).toEqual(["1/2", "2/2", "3/4", "4/4"]);
    expect(counters([1, 3], false)).toEqual(["1/1", "2/4", "3/4", "4/4"]);
    expect(counters([1, 3], true)).toEqual(["1/1", "2/4", "3/4", "4/4"]);
    expect(counters([2, 2], false, true)).toEqual(["1/2", "2/2", "3/4", "4/4"]);
    expect(counters([2, 2], true, true)).toEqual(["1/2", "2/2", "3/4", "4/4"]);
  });

  it("counts a resumed training to the epochs that it resumes to", () => {
    let taken: Checkpoint | undefined;
    const net = make();
    net.fit(corners, corners, { ...options, epochs: 2 });
    net.fit(corners, corners, { ...options, epochs: 2, onEpoch: (e) => (taken ??= e.checkpoint()) });
    const { report, written } = open({ epochs: 4 });
    make().fit(corners, corners, { ...options, epochs: 4, resume: taken, onEpoch: report });
    // Two epochs before, one in the checkpoint.
    expect(written.map((line) => line.slice(0, 9))).toEqual(["epoch 4/6", "epoch 5/6", "epoch 6/6"]);
  });

  it("measures time and speed of a second training from its own start", () => {
    const { report, text } = open({ epochs: 4, samples: 10 });
    report.onStart(1, 4);
    report(epoch(1, { durationMs: 10_000 }));
    report.end();
    report.onStart(5, 8);
    report(epoch(5));
    expect(text().split("\n")[1]).toBe("epoch 5/8  loss 0.2000  20 samples/s  1.5 s left");
  });

  it("fills the bar to what is done of the whole", () => {
    vi.stubEnv("NO_COLOR", "1");
    const { report, written } = open({ epochs: 5, isTTY: true });
    report.onStart(6, 10);
    report(epoch(6));
    expect(written[0]).toMatch(/^\repoch {2}6\/10 █{12}░{8} {2}loss/);
  });

  it("writes nothing without an epoch", () => {
    const { report, written } = open();
    report.end();
    expect(written).toEqual([]);
  });

  it.each([
    [{ epochs: -1 }, "progress: epochs is -1, wanted a whole number from 0"],
    [{ samples: 0 }, "progress: samples is 0, wanted a whole number from 1"],
    [{ every: 0.5 }, "progress: every is 0.5, wanted a whole number from 1"],
    [{ stream: {} }, "progress: stream.write is undefined, wanted a stream such as process.stderr"],
    [{ now: 5 }, 'progress: there is no option "now"; there are epochs, samples, every, stream'],
    [{ colour: true }, 'progress: there is no option "colour"; there are epochs, samples, every, stream'],
  ])("refuses %o", (wrong, message) => {
    expect(() => progress(wrong as ProgressOptions)).toThrow(message);
  });
});

describe("in a search", () => {
  const trial = (score: number, durationMs = 0) => ({ score, durationMs });

  it("shows the best score so far, the last one, and the time left by the clock", () => {
    const { report, text } = open();
    // Two at a time, each of which takes 2 s.
    vi.advanceTimersByTime(2000);
    report(trial(0.5, 2000), 1, 4);
    report(trial(0.75, 2000), 2, 4);
    vi.advanceTimersByTime(2000);
    report(trial(0.25, 2000), 3, 4);
    report(trial(0.00001, 2000), 4, 4);
    report.end();
    expect(text()).toBe(
      [
        "trial 1/4  best 0.5000  score 0.5000  6.0 s left",
        "trial 2/4  best 0.5000  score 0.7500  2.0 s left",
        "trial 3/4  best 0.2500  score 0.2500  1.3 s left",
        "trial 4/4  best 1.00e-5  score 1.00e-5",
        "",
      ].join("\n"),
    );
  });

  it("counts trials that threw, and takes no score for the best that is not finite", () => {
    const { report, text } = open();
    report({ ...trial(Number.NaN), error: new Error("broken") }, 1, 4);
    report(trial(Number.NaN), 2, 4);
    report(trial(-Infinity), 3, 4);
    report(trial(-2), 4, 4);
    expect(text().replaceAll("  0.0 s left", "").split("\n")).toEqual([
      "trial 1/4  1 failed",
      "trial 2/4  score NaN  1 failed",
      "trial 3/4  score -Infinity  1 failed",
      "trial 4/4  best -2.0000  score -2.0000  1 failed",
      "",
    ]);
  });

  it("writes the first trial, every fifth, and the last one that ended", () => {
    const { report, written } = open({ every: 5 });
    for (let done = 1; done <= 12; done++) report(trial(1 / done, 0), done, 20);
    vi.advanceTimersByTime(3000);
    report(trial(2), 13, 20);
    report.end();
    report.end();
    expect(written.map((line) => line.slice(0, 11))).toEqual([
      "trial  1/20",
      "trial  5/20",
      "trial 10/20",
      "trial 13/20",
    ]);
    expect(written[3]).toBe("trial 13/20  best 0.0833  score 2.0000  in 3.0 s\n");
  });

  it("fills a bar on a terminal", () => {
    vi.stubEnv("NO_COLOR", "1");
    const { report, written } = open({ isTTY: true });
    report(trial(0.5, 100), 1, 4);
    vi.advanceTimersByTime(99);
    report(trial(0.25, 100), 2, 4);
    report.end();
    expect(written).toEqual([
      `\rtrial 1/4 ${"█".repeat(5)}${"░".repeat(15)}  best 0.5000  score 0.5000  0.3 s left${esc}[K`,
      `\rtrial 2/4 ${"█".repeat(10)}${"░".repeat(10)}  best 0.2500  score 0.2500  in 0.2 s${esc}[K`,
      "\n",
    ]);
  });

  const run = inProcess(({ a }: { a: number }) => {
    if (a === 3) throw new Error("three");
    return { loss: (a - 2) ** 2 };
  });

  it("is the onTrial of search", async () => {
    const { report, text } = open();
    await search(run, [{ a: 0 }, { a: 3 }, { a: 2 }], { onTrial: report, errors: "keep", concurrency: 1 });
    report.end();
    const plain = text().replace(/ {2}[\d.]+ s left/g, "");
    expect(plain).toBe(
      [
        "trial 1/3  best 4.0000  score 4.0000",
        "trial 2/3  best 4.0000  1 failed",
        "trial 3/3  best 0.0000  score 0.0000  1 failed",
        "",
      ].join("\n"),
    );
  });

  it("is the onTrial of halving, and begins a line for each rung", async () => {
    vi.stubEnv("NO_COLOR", "1");
    const corners = [[0], [1]];
    const trainable = inProcess(({ rate, epochs, resume }: { rate: number; epochs: number; resume?: Json }) => {
      const net = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
      let checkpoint: Checkpoint | undefined;
      const { epochs: reports } = net.fit(corners, corners, {
        ...{ loss: squaredError, optimizer: sgd({ learningRate: rate }), epochs, onWarning: () => {} },
        resume: resume as Checkpoint | undefined,
        onEpoch: (each) => {
          checkpoint = each.checkpoint();
        },
      });
      if (checkpoint === undefined) throw new Error("no epoch");
      return { loss: reports[reports.length - 1].loss, checkpoint };
    });
    const candidates = [0.1, 0.5, 1, 2].map((rate) => ({ rate }));
    const piped = open();
    await halving(trainable, candidates, { maxEpochs: 4, factor: 2, onTrial: piped.report });
    piped.report.end();
    const counters = piped.written.map((line) => line.slice(0, 9));
    expect(counters).toEqual([
      "trial 1/4",
      "trial 2/4",
      "trial 3/4",
      "trial 4/4",
      "trial 1/2",
      "trial 2/2",
      "trial 1/1",
    ]);
    const terminal = open({ isTTY: true });
    await halving(trainable, candidates, { maxEpochs: 4, factor: 2, onTrial: terminal.report });
    terminal.report.end();
    expect(
      terminal
        .text()
        .split("\n")
        .map((line) => line.slice(line.lastIndexOf("\r") + 1, line.lastIndexOf("\r") + 10)),
    ).toEqual(["trial 4/4", "trial 2/2", "trial 1/1", ""]);
  });

  it("shows a training after a search, and the other way round", () => {
    const { report, text } = open({ epochs: 2 });
    report(trial(1), 1, 2);
    report.end();
    report(epoch(1));
    report(epoch(2));
    report.end();
    report(trial(1), 1, 1);
    report.end();
    expect(text()).toBe(
      "trial 1/2  best 1.0000  score 1.0000  0.0 s left\n" +
        "epoch 1/2  loss 1.0000  0.5 s left\nepoch 2/2  loss 0.5000\n" +
        "trial 1/1  best 1.0000  score 1.0000\n",
    );
  });
});
