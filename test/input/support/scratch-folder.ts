import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { InputFile } from "../../../src/input/input-file.ts";

/** A folder for one test file, removed after its last test. */
export interface ScratchFolder {
  readonly path: string;
  /** Writes a file (folders included) and returns its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
}

export function scratchFolder(): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), "trace-rank-test-"));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    write: (name, content) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

/** The input that a plain file is. */
export function inputFile(location: string): InputFile {
  return { path: location, location, host: undefined, lineage: location, rotation: 0, bytes: statSync(location, { throwIfNoEntry: false })?.size, modifiedUs: undefined };
}
