import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the reports on samples are kept while the tests run. */
    readonly reportsFolder: string;
  }
}

/** Makes the folder, empties it before the tests are run again on changed sources, and removes it in the end. */
export default function provideReportsFolder(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "trace-rank-reports-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  project.provide("reportsFolder", folder);
  project.onTestsRerun(() => {
    remove();
    mkdirSync(folder);
  });
  return remove;
}
