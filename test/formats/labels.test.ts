import {
  columns,
  type Label,
  Layer,
  labels,
  Pipeline,
  type Sample,
  Sequential,
  sigmoid,
  softmax,
  standardize,
} from "deltarule";
import { fromOnnx, fromSafetensors, toOnnx, toSafetensors, toSource, type WritableModel } from "deltarule/formats";
import { describe, expect, test } from "vitest";

const x = [
  [900, 1],
  [30, 2],
  [4, 9],
  [-7, 3],
];
const inputs = standardize(x);
const three = new Pipeline({
  network: new Sequential([new Layer(2, 3, softmax)], { seed: 2 }),
  inputs,
  outputs: labels(['zoë "z"', "b\\", "a</script>"]),
});
const two = new Pipeline({
  network: new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 }),
  inputs,
  outputs: labels([7, 5]),
});
const both: readonly Pipeline<Sample, Label>[] = [three, two];
// The types of what is read do not know of the labels in the file.
const predicted = (model: unknown) => (model as Pipeline<Sample, Label>).predict(x);

describe("labels in files", () => {
  test("are read back from ONNX and safetensors, in their order", () => {
    for (const pipeline of both) {
      const given = new Pipeline<Sample, Label>({
        network: pipeline.network,
        inputs,
        outputs: labels<Label>(
          [...pipeline.predict(x), "one", "two", 3].slice(-pipeline.network.outputs - (pipeline === two ? 1 : 0)),
          { order: "given" },
        ),
      });
      for (const model of [pipeline, given]) {
        expect(new Set(predicted(model)).size).toBeGreaterThan(1);
        expect(predicted(fromOnnx(toOnnx(model)))).toEqual(model.predict(x));
        expect(predicted(fromSafetensors(toSafetensors(model)))).toEqual(model.predict(x));
      }
    }
  });

  test("are what the generated source predicts, as JavaScript", async () => {
    for (const [pipeline, name] of [
      [three, "predict"],
      [two, "predictSize"],
    ] as const) {
      const source = toSource(pipeline, { language: "js", name });
      const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
      expect(x.map((sample) => module[name](sample))).toEqual(pipeline.predict(x));
      expect(module[`${name}Classes`]).toEqual(
        pipeline.outputs !== null && "classes" in pipeline.outputs ? pipeline.outputs.classes : null,
      );
      expect(module[`${name}Outputs`](x[0])).toEqual([...pipeline.probabilities(x[0])]);
    }
  });

  test("have their types in TypeScript, and their places in C", () => {
    const typed = toSource(two, { language: "ts" });
    expect(typed).toContain("export function predict(sample: ArrayLike<number>): 5 | 7 {");
    const c = toSource(three, { language: "c" });
    expect(c).toContain('predictClasses[3] = {"a\\074\\057script\\076", "b\\134", "zo\\303\\253 \\042z\\042"};');
    expect(c).toContain("int predict(const double *sample) {");
    expect(toSource(two, { language: "c" })).toContain("const double predictClasses[2] = {5.0, 7.0};");
  });

  test("refuse models that are not fitted, or take records", () => {
    const { network } = two;
    const unfitted = new Pipeline({ network, outputs: labels });
    const records = new Pipeline({ network, inputs: columns({ a: "number", b: "number" })([{ a: 1, b: 2 }]) });
    for (const write of [toOnnx, toSafetensors, (model: WritableModel) => toSource(model, { language: "js" })]) {
      expect(() => write(unfitted)).toThrow("this pipeline is not fitted yet; call fit first");
      expect(() => write(records as unknown as WritableModel)).toThrow(
        "the model takes records, and the file rows of numbers",
      );
    }
  });

  test("refuse classes of another number", () => {
    const file = toOnnx(two);
    const at = new TextDecoder("latin1").decode(file).indexOf("[5,7]");
    const changed = file.slice();
    changed.set(new TextEncoder().encode("[517]"), at);
    expect(() => fromOnnx(changed)).toThrow(
      "fromOnnx: the metadata deltarule.classes has classes that are not a list of two",
    );
  });
});
