import { defineConfig, type Options } from "tsup";

/**
 * Makes unused namespaces (`import * as …`) droppable by a user's bundler. esbuild fills a
 * namespace object in a statement of its own, which bundlers must keep; this turns it into one pure
 * call.
 */
const pureNamespaces: NonNullable<Options["plugins"]>[number] = {
  name: "pure-namespaces",
  renderChunk: (code) => ({
    code: code
      .replace(/var __export = \(target, all\) => \{\n[\s\S]*?\n(?=\};)/, "$&  return target;\n")
      .replaceAll(/var (\w+) = \{\};\n__export\(\1, /g, "var $1 = /* @__PURE__ */ __export({}, "),
  }),
};

export default defineConfig({
  entry: {
    bullmq: "src/bullmq/index.ts",
    charts: "src/charts/index.ts",
    explain: "src/explain/index.ts",
    index: "src/core/index.ts",
    formats: "src/formats/index.ts",
    node: "src/node/index.ts",
    parallel: "src/parallel/index.ts",
    testing: "src/testing/index.ts",
    "testing-fast-check": "src/testing/fast-check.ts",
    "testing-vitest": "src/testing/vitest.ts",
    threads: "src/threads/index.ts",
  },
  format: ["esm", "cjs"],
  platform: "neutral",
  external: [/^node:/],
  removeNodeProtocol: false,
  // This configuration covers all of src, with the types of Node that only src/node may use.
  tsconfig: "src/node/tsconfig.json",
  target: "es2022",
  splitting: true,
  treeshake: true,
  sourcemap: false,
  clean: true,
  plugins: [pureNamespaces],
  // tsup passes the option baseUrl, which TypeScript 6 deprecates.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
});
