import { rmSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
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
  const folder = await mkdtemp(join(tmpdir(), "trace-rank-"));
  if (spooled.size === 0) process.once("exit", removeAtExit);
  spooled.add(folder);
  const location = join(folder, "input");
  const file = await open(location, "wx", 0o600);
  await pipeline(stream, file.createWriteStream());
  return { location, bytes: (await stat(location)).size };
}

/** Removes the temporary copies. Inputs that were copied cannot be read after this. */
export async function disposeInputs(): Promise<void> {
  const folders = [...spooled];
  spooled.clear();
  process.removeListener("exit", removeAtExit);
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}

function removeAtExit(): void {
  for (const folder of spooled) rmSync(folder, { recursive: true, force: true });
}
