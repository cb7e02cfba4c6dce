import { defineConfig } from "vitest/config";

/** Where to write the counts as JSON beside the usual output; unset: nowhere. */
const countsFile = process.env["VITEST_JSON"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Files share what they import: nothing in src keeps state that another file could see, and nothing here replaces a module.
    isolate: false,
    setupFiles: ["test/support/fixed-seed.ts"],
    globalSetup: ["test/support/build.ts", "test/support/reports-folder.ts"],
    // For a machine that has other things to do: what must be quick says so itself, in processor time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // By itself it leaves one core idle.
    maxWorkers: "100%",
    reporters: countsFile === undefined ? ["default"] : ["default", ["json", { outputFile: countsFile }]],
  },
});
