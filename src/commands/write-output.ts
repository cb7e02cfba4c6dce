import { closeSync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { TraceRankError } from "../model/error.ts";
import type { Written } from "../reports/format.ts";

/** To standard output, or to a file that is replaced only once it is complete. `what`: what the text is, for the error. */
export function writeOutput(written: Written, output: string | undefined, what: string): void {
  const parts = typeof written === "string" ? [written] : written;
  if (output === undefined) {
    for (const part of parts) process.stdout.write(part);
    return;
  }
  const partial = `${output}.${process.pid}.partial`;
  try {
    if (mayBeReplaced(output)) {
      writeParts(partial, parts);
      renameSync(partial, output);
    } else writeParts(output, parts);
  } catch (error) {
    rmSync(partial, { force: true });
    // ENOENT: no such file or directory, open '…': the name of the partial file would only confuse
    const reason = error instanceof Error ? error.message.split(", ", 1)[0] : String(error);
    throw new TraceRankError("cannot-write", `Cannot write the ${what} report to ${output}: ${reason}`, "Name a file in a folder that exists and may be written to.");
  }
}

function writeParts(path: string, parts: Iterable<string | Uint8Array>): void {
  const file = openSync(path, "w");
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
