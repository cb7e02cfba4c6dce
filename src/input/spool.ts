import { createWriteStream, mkdtempSync, openSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Folders to remove at the end. Of the process, as the files they hold are. */
const spooled = new Set<string>();

/**
 * Copies what can be read only once to a temporary file that only this user can read. As large as the disk allows. It goes with
 * `disposeInputs`, and at the exit of the process at the latest.
 */
export async function spool(stream: Readable): Promise<{ readonly location: string; readonly bytes: number }> {
  // Nothing is made behind the back of `disposeInputs`: a signal may end the process at any turn.
  const folder = mkdtempSync(join(tmpdir(), "trace-rank-"));
  if (spooled.size === 0) process.once("exit", disposeInputs);
  spooled.add(folder);
  const location = join(folder, "input");
  const file = openSync(location, "wx", 0o600);
  await pipeline(stream, createWriteStream(location, { fd: file }));
  return { location, bytes: statSync(location).size };
}

/** Removes the temporary copies. Inputs that were copied cannot be read after this. */
export function disposeInputs(): void {
  process.removeListener("exit", disposeInputs);
  for (const folder of spooled) rmSync(folder, { recursive: true, force: true });
  spooled.clear();
}
