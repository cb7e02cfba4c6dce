import { closeSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TraceRankError } from "../model/error.ts";
import type { Written } from "../reports/format.ts";

const WHERE_TO_WRITE = "Name a file in a folder that exists and may be written to.";

/** Reads the option before anything else is read: logs may take minutes. */
export function readOutput(output: string): string {
  const folder = dirname(output);
  if (output.endsWith("/") || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return output;
  throw new TraceRankError("cannot-write", `Cannot write to ${output}: there is no folder ${folder}`, WHERE_TO_WRITE);
}

/** To standard output, or to a file that is replaced only once it is complete. `what`: what the text is, for the error; `mode`: who may read it. */
export function writeOutput(written: Written, output: string | undefined, what: string, mode = 0o666): void {
  const parts = typeof written === "string" ? [written] : written;
  if (output === undefined) {
    for (const part of parts) process.stdout.write(part);
    return;
  }
  const partial = `${output}.${process.pid}.partial`;
  try {
    if (mayBeReplaced(output)) {
      writeParts(partial, parts, mode);
      renameSync(partial, output);
    } else writeParts(output, parts, mode);
  } catch (error) {
    rmSync(partial, { force: true });
    // ENOENT: no such file or directory, open '…': the name of the partial file would only confuse
    const reason = error instanceof Error ? error.message.split(", ", 1)[0] : String(error);
    throw new TraceRankError("cannot-write", `Cannot write the ${what} report to ${output}: ${reason}`, WHERE_TO_WRITE);
  }
}

/** Whether all files of a format are to be written there: an existing folder, or one that is named as such. */
export function isFolder(output: string): boolean {
  return output.endsWith("/") || (lstatSync(output, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** Into a folder, which is made if need be: each file whole or not at all. */
export function writeFiles(files: Iterable<readonly [name: string, content: Written]>, folder: string, what: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new TraceRankError(
      "cannot-write",
      `Cannot make the folder ${folder}: ${error instanceof Error ? (error.message.split(", ", 1)[0] ?? "") : String(error)}`,
      "Name a folder that may be written to.",
    );
  }
  for (const [name, content] of files) writeOutput(content, join(folder, name), what);
}

function writeParts(path: string, parts: Iterable<string | Uint8Array>, mode: number): void {
  const file = openSync(path, "w", mode);
  try {
    for (const part of parts) writeFileSync(file, part);
  } finally {
    closeSync(file);
  }
}

/** A device, a pipe or a link (/dev/null, /dev/stdout) is written to: a file in its place would destroy it. */
function mayBeReplaced(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}
