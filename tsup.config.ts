import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts" },
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  splitting: true,
  treeshake: true,
  sourcemap: false,
  clean: true,
  // tsup passes the deprecated baseUrl to TypeScript 6.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
});
