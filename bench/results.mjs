// What a table of figures needs beside it: the machine, the programs, and how it was made.
import { spawnSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { root } from "./make-inputs/captures.mjs";
import { GAWK_PROGRAM, LNAV_QUERY, versionOf } from "./comparators.mjs";

/** @param {{ rounds: number, size: number, parts: readonly string[], whole: boolean, command: string }} how */
export function preamble({ rounds, size, parts, whole, command }) {
  const [cpu] = cpus();
  const versions = ["grep", "rg", "gawk", "lnav"].map((program) => versionOf(program) ?? `${program}: not installed`);
  return `# Results of the benchmark

Written by \`${command}\` (after \`npm run build\`) on ${new Date().toISOString().slice(0, 10)}, of ${commit()}.
${size === 1 ? "" : `\n**The inputs were ${size} of their full size: this tries out the benchmark and says little about speed.**\n`}${whole ? "" : `\n**Only these parts were run: ${parts.join(", ")}.**\n`}
- Machine: ${cpus().length} × ${cpu?.model.trim() ?? "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory, ${type()} ${release()}, Node ${process.version}. At the beginning, ${load()}: with more than the machine has cores, walls are longer than they should be.
- ${versions.join("; ")}. All in the C locale, where grep and gawk are fastest.
- Medians of ${rounds}, programs alternating, files in the page cache; comparators write to a pipe. MB are 10⁶ bytes of text, decompressed. Peak memory is the
  highest of all runs, of the largest process where there are several; it counts the pages of a file that a program maps (rg does).
- gawk sums the waits per lock: \`gawk -F'"' '${GAWK_PROGRAM}'\`
- lnav counts the lock lines, \`lnav -n\` with the query \`${LNAV_QUERY}\``;
}

/** Programs that ran, on average of the last minute; beyond what the machine has cores for, walls are longer than they should be. */
export function load() {
  return `load ${loadavg()[0].toFixed(1)}`;
}

function commit() {
  const git = (...args) => spawnSync("git", ["-C", root, ...args], { encoding: "utf8" }).stdout.trim();
  const dirty = git("status", "--porcelain", "--untracked-files=no", "--", "src", "package.json") === "" ? "" : " with changes";
  const hash = git("rev-parse", "--short", "HEAD");
  return hash === "" ? "an unknown commit" : `commit ${hash}${dirty}`;
}
