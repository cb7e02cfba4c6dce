import { defineConfig } from "vitest/config";

/** Where to write the counts as JSON beside the usual output; unset: nowhere. */
const countsFile = process.env["VITEST_JSON"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/build.ts"],
    testTimeout: 30_000,
    reporters: countsFile === undefined ? ["default"] : ["default", ["json", { outputFile: countsFile }]],
  },
});
