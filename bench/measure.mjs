// Runs a program once, and says what it cost.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const TIME = "/usr/bin/time";
/** What `timeout` ends with when it had to end the program. */
const TIMED_OUT = 124;

/** A folder that is removed when `use` is done. */
export function withScratch(use) {
  const folder = mkdtempSync(join(tmpdir(), "trace-rank-bench-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} command Program and arguments.
 * @param {{ timeoutS?: number, env?: Record<string, string> }} [options]
 * @returns {{ wallMs: number, cpuMs: number | undefined, peakBytes: number | undefined, stdout: string } | undefined} CPU is user and system;
 *   the peak is the resident set of the largest process. Undefined: it did not end in time.
 * @throws Error if the program fails
 */
export function measure(command, { timeoutS, env = {} } = {}) {
  return withScratch((scratch) => {
    const costs = join(scratch, "costs");
    const timed = existsSync(TIME);
    const limited = timeoutS === undefined ? command : ["timeout", String(timeoutS), ...command];
    const [program, ...args] = timed ? [TIME, "-q", "-f", "%U %S %M", "-o", costs, ...limited] : limited;
    const preload = timed ? {} : { NODE_OPTIONS: `--import ${pathToFileURL(join(here, "peak-memory.mjs")).href}`, PEAK_MEMORY_FILE: costs };
    const start = performance.now();
    // In the C locale grep and gawk are fastest, so the bar is highest.
    const { status, signal, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1e8, env: { ...process.env, LC_ALL: "C", ...preload, ...env } });
    const wallMs = performance.now() - start;
    if (timeoutS !== undefined && status === TIMED_OUT) return undefined;
    if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status ?? signal ?? error?.message}: ${stderr}`);
    const [userS, systemS, kilobytes] = existsSync(costs) ? readFileSync(costs, "utf8").trim().split(/\s+/).map(Number) : [];
    return {
      wallMs,
      cpuMs: userS === undefined ? undefined : (userS + systemS) * 1000,
      peakBytes: kilobytes === undefined ? undefined : kilobytes * 1024,
      stdout,
    };
  });
}

/**
 * Medians of several runs; the peak is the highest. Undefined if a run did not end in time.
 *
 * @param {readonly (ReturnType<typeof measure>)[]} runs
 */
export function summary(runs) {
  if (runs.length === 0 || runs.includes(undefined)) return undefined;
  const walls = runs.map(({ wallMs }) => wallMs);
  return {
    wallMs: median(walls),
    fromMs: Math.min(...walls),
    toMs: Math.max(...walls),
    cpuMs: median(known(runs.map(({ cpuMs }) => cpuMs))),
    peakBytes: highest(known(runs.map(({ peakBytes }) => peakBytes))),
  };
}

function known(values) {
  return values.filter((value) => value !== undefined);
}

function highest(values) {
  return values.length === 0 ? undefined : Math.max(...values);
}

export function median(values) {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
