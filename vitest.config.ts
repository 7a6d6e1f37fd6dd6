import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // In this order: an alias stands for every name that begins with it.
    alias: {
      "deltarule/formats": fileURLToPath(new URL("src/formats/index.ts", import.meta.url)),
      "deltarule/node": fileURLToPath(new URL("src/node/index.ts", import.meta.url)),
      deltarule: fileURLToPath(new URL("src/index.ts", import.meta.url)),
    },
  },
  test: { include: ["test/**/*.test.ts"], testTimeout: 60_000 },
});
