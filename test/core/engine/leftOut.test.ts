import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { binary } from "../../../src/core/engine/simd/binary.js";
import * as library from "../../../src/core/index.js";

type Page = Pick<typeof library, "Layer" | "reference" | "Sequential" | "sgd" | "sigmoid" | "simd" | "squaredError">;

const names = "Layer, reference, Sequential, sgd, sigmoid, squaredError";

/** The text of a page that imports these names, and what it has of them. */
async function bundled(imported: string, define: Record<string, string>): Promise<{ text: string; page: Page }> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${imported} } from "./src/core/index.ts";`,
      resolveDir: fileURLToPath(new URL("../../..", import.meta.url)),
    },
    define,
    bundle: true,
    format: "esm",
    write: false,
  });
  const { text } = outputFiles[0];
  return { text, page: await import(`data:text/javascript,${encodeURIComponent(text)}`) };
}

function trained({ Layer, Sequential, sgd, sigmoid, squaredError }: Page): library.Sequential {
  const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed: 7 });
  const x = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  net.fit(x, [[0], [1], [1], [0]], {
    loss: squaredError,
    optimizer: sgd({ learningRate: 2 }),
    epochs: 200,
    batchSize: 4,
    onWarning: () => {},
  });
  return net;
}

test("a bundler that is told so leaves the compiled kernels out, and the bits are the same", async () => {
  const { text, page } = await bundled(names, { DELTARULE_REFERENCE: "true" });
  expect(text).not.toContain(binary);
  expect(text).not.toContain("WebAssembly");
  const net = trained(page);
  expect(net.engine).toBe(page.reference);
  const usual = trained(library);
  expect(usual.engine).toBe(library.simd);
  expect(net.toJSON()).toEqual(usual.toJSON());
});

test("it keeps them where simd is imported, but does not take them by itself", async () => {
  const { text, page } = await bundled(`${names}, simd`, { DELTARULE_REFERENCE: "true" });
  expect(text).toContain(binary);
  expect(trained(page).engine).toBe(page.reference);
  const net = new page.Sequential([new page.Layer(1, 1)], { engine: page.simd });
  expect(net.engine).toBe(page.simd);
  expect(net.predict([1])).toHaveLength(1);
});

test.each([{ DELTARULE_REFERENCE: "false" }, {}])("it keeps them with %j", async (define) => {
  const { text, page } = await bundled(`${names}, simd`, define);
  expect(text).toContain(binary);
  expect(trained(page).engine).toBe(page.simd);
});
