import { readFileSync } from "node:fs";
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

/**
 * Takes out the imports of nothing by which esbuild keeps the order of its chunks: they have no
 * side effects, and the bundlers of users warn of each.
 */
const withoutBareImports: NonNullable<Options["plugins"]>[number] = {
  name: "without-bare-imports",
  renderChunk(code) {
    return { code: this.format === "esm" ? code.replaceAll(/^import "\.\/[^"]+";\n/gm, "") : code };
  },
};

/** The module behind each name that a door of core exports by name: `need` of `./checks/errors.js`. */
function behindDoor(door: string): ReadonlyMap<string, string> {
  const text = readFileSync(`src/core/${door}.ts`, "utf8");
  return new Map(
    [...text.matchAll(/^export \{([^}]*)\} from "\.\/(.*)";/gm)].flatMap(([, names = "", file = ""]) =>
      names.split(",").map((name) => [name.trim(), file] as const),
    ),
  );
}

/**
 * Has the files of src/predict import from the modules behind the doors of core. esbuild puts all
 * modules that a door exports into one chunk, and a page that only predicts would load them all.
 */
const throughDoors: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "through-doors",
  setup(build) {
    const doors = new Map(["index", "internal"].map((door) => [door, behindDoor(door)]));
    build.onLoad({ filter: /src[\\/]predict[\\/].*\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replace(
        /import \{([^}]*)\} from "\.\.\/core\/(index|internal)\.js";/g,
        (_, names: string, door: string) =>
          names
            .split(",")
            .map((name) => name.trim())
            .filter((name) => name !== "" && !name.startsWith("type "))
            .map((name) => {
              const file = doors.get(door)?.get(name);
              if (file === undefined) throw new Error(`${path}: core/${door}.ts does not export ${name} by name`);
              return `import { ${name} } from "../core/${file}";`;
            })
            .join("\n"),
      ),
    }));
  },
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
    predict: "src/predict/index.ts",
    // A chunk of its own comes first in a bundle: gzip's blocks then have the text of the kernels
    // alone, or no part of it, and a page is 1.1 KB smaller.
    "kernels-text": "src/core/engine/simd/binary.ts",
    testing: "src/testing/index.ts",
    "testing-fast-check": "src/testing/fast-check.ts",
    "testing-vitest": "src/testing/vitest.ts",
  },
  format: ["esm", "cjs"],
  platform: "neutral",
  external: [/^node:/, "deltarule/formats"],
  removeNodeProtocol: false,
  // This configuration covers all of src, with the types of Node that only src/node may use.
  tsconfig: "src/node/tsconfig.json",
  target: "es2022",
  splitting: true,
  treeshake: true,
  sourcemap: false,
  clean: true,
  plugins: [pureNamespaces, withoutBareImports],
  esbuildPlugins: [throughDoors],
  // tsup passes the option baseUrl, which TypeScript 6 deprecates.
  dts: {
    compilerOptions: {
      ignoreDeprecations: "6.0",
      // Else src/node would get the types of the build before.
      paths: { "deltarule/formats": ["./src/formats/index.ts"] },
    },
  },
});
