import { crossEntropy, Layer, Sequential, sgd, sigmoid, softmax, squaredError, tanh } from "deltarule";
import { explain, toHtml, toText } from "deltarule/explain";
import { describe, expect, it } from "vitest";
import { notesTrace, strangeTrace } from "../../helpers/explain.js";

const page = toHtml(notesTrace());

describe("the web page", () => {
  it("makes no request", () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(
      /https?:|\/\/[a-z]|@import|url\(|<link(?! rel="icon" href="data:,")|<img|<iframe|fetch|XMLHttp|import\(/i,
    );
    expect(page.match(/\ssrc=|\shref=/g)).toEqual([" href="]);
  });

  it("has a section with a heading for each step, and every number of the text", () => {
    const steps = page.split('<section class="step"').slice(1);
    expect(steps).toHaveLength(13);
    for (const [i, step] of steps.entries()) {
      expect(step).toContain(`aria-labelledby="title-${i}"`);
      expect(step).toContain(`<h2 id="title-${i}">`);
    }
    const plain = page
      .slice(page.indexOf('<div id="steps">'), page.indexOf("</main>"))
      .replace(/<[^>]+>/g, " ")
      .replaceAll("−", "-");
    const shown = new Set(plain.match(/\d+\.\d+(e[+-]\d+)?/g));
    const wanted = toText(notesTrace()).match(/\d+\.\d+(e[+-]\d+)?/g) ?? [];
    expect(wanted.length).toBeGreaterThan(80);
    expect(wanted.filter((one) => !shown.has(one))).toEqual([]);
  });

  it("has buttons with words and a live region, and marks only what the picture has", () => {
    expect([...page.matchAll(/<button type="button"[^>]*>([^<]+)</g)].map(([, words]) => words)).toEqual([
      "‹ Back",
      "Next ›",
      "All steps",
    ]);
    expect(page).toContain('role="status" aria-live="polite"');
    expect(page).toMatch(/<svg [^>]*role="img" aria-label="A network with 2-2-1 nodes/);
    const ids = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const marks = [...page.matchAll(/data-marks="([^"]*)"/g)]
      .flatMap(([, list]) => list.split(" "))
      .filter((id) => id !== "");
    expect(marks.length).toBeGreaterThan(20);
    expect(marks.filter((id) => !ids.has(id))).toEqual([]);
    expect([...page.matchAll(/data-from="([^"]*)"/g)].map(([, step]) => Number(step))).toEqual([1, 7, 2, 9, 3, 5, 4]);
  });

  it("has in the picture the numbers of the sample that a step is about", () => {
    const net = new Sequential([new Layer(2, 2, tanh), new Layer(2, 1, sigmoid)], { seed: 1 });
    const trace = explain(
      net,
      [
        [0.25, 1],
        [0.5, -1],
      ],
      [[1], [0]],
      {
        ...{ loss: squaredError, optimizer: sgd({ learningRate: 1 }) },
      },
    );
    const html = toHtml(trace);
    const sections = [...html.matchAll(/<section class="step" id="step-(\d+)".*?<\/section>/gs)].map(([text]) => text);
    const labels = [...html.matchAll(/<text [^>]*data-from="(\d+)" data-until="(\d+)">([^<]+)</g)];
    const at = (step: number) => labels.filter(([, from, until]) => Number(from) <= step && step < Number(until));
    const written = (step: number) => at(step).map(([, , , text]) => text);
    const given = sections.findIndex((text) => text.includes("· Sample 2. What is given"));
    expect(written(given)).toEqual(["0.5", "−1"]);
    for (const [step, text] of sections.entries()) {
      const [, sample] = /· Sample (\d)\./.exec(text) ?? [];
      const pass = trace.batch?.samples[Number(sample) - 1];
      if (pass === undefined) continue;
      const inputs = pass.inputs.map(({ value }) => String(value).replace("-", "−"));
      expect(written(step).slice(0, 2), `step ${step + 1}`).toEqual(inputs);
    }
    expect(labels.map(([, , , text]) => text)).toContain(`L₂ = ${trace.batch?.samples[1].loss.value.toPrecision(4)}`);
    // After the update, the output of each sample in its own step.
    for (const [k, { value }] of (trace.update?.outputs ?? []).entries())
      expect(written(sections.length - 2 + k)).toEqual([value.toPrecision(4)]);
    expect(html.match(/class="loss old" data-from="\d+">E = /g)).toHaveLength(1);
  });

  it("closes every element it opens, whatever names it contains", () => {
    for (const html of [page, toHtml(strangeTrace(), { digits: 17 })]) {
      const open: string[] = [];
      for (const [tag, slash, name] of html
        .replace(/<(script|style)>.*?<\/\1>/gs, "")
        .matchAll(/<(\/?)([a-z]\w*)[^<>]*>/g)) {
        if (slash === "/") expect(open.pop()).toBe(name);
        else if (!tag.endsWith("/>") && !["meta", "link"].includes(name)) open.push(name);
      }
      expect(open).toEqual([]);
    }
    expect(toHtml(strangeTrace())).not.toContain("<b>");
  });

  it("has no picture of a network too large to read", () => {
    const net = new Sequential([new Layer(9, 3), new Layer(3, 3, softmax)], { seed: 1 });
    const html = toHtml(explain(net, Array(9).fill(0.5), [1, 0, 0], { loss: crossEntropy }));
    expect(html).not.toContain("<svg");
    expect(html).toContain("<main>");
  });
});
