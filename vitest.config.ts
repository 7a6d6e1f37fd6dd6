import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // Longer names first: an alias also matches every import that begins with its name.
    alias: {
      "deltarule/bullmq": fileURLToPath(new URL("src/bullmq/index.ts", import.meta.url)),
      "deltarule/charts": fileURLToPath(new URL("src/charts/index.ts", import.meta.url)),
      "deltarule/explain": fileURLToPath(new URL("src/explain/index.ts", import.meta.url)),
      "deltarule/formats": fileURLToPath(new URL("src/formats/index.ts", import.meta.url)),
      "deltarule/node": fileURLToPath(new URL("src/node/index.ts", import.meta.url)),
      "deltarule/parallel": fileURLToPath(new URL("src/parallel/index.ts", import.meta.url)),
      "deltarule/predict": fileURLToPath(new URL("src/predict/index.ts", import.meta.url)),
      "deltarule/testing/fast-check": fileURLToPath(new URL("src/testing/fast-check.ts", import.meta.url)),
      "deltarule/testing/vitest": fileURLToPath(new URL("src/testing/vitest.ts", import.meta.url)),
      "deltarule/testing": fileURLToPath(new URL("src/testing/index.ts", import.meta.url)),
      deltarule: fileURLToPath(new URL("src/core/index.ts", import.meta.url)),
    },
  },
  test: { include: ["test/**/*.test.ts"], testTimeout: 60_000 },
});
