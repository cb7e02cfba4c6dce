import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/**
 * Holds `actual` against the file; with UPDATE_GOLDEN=1 writes it there instead. Read what was written before accepting it.
 */
export function expectGolden(file: string, actual: string): void {
  if (process.env["UPDATE_GOLDEN"] === "1") {
    writeFileSync(file, actual);
    return;
  }
  expect(existsSync(file), `${file} is missing: run UPDATE_GOLDEN=1 npm test, then read it`).toBe(true);
  expect(actual).toBe(readFileSync(file, "utf8"));
}
