// How fast trace-rank answers, against what a user would type instead: grep for the lines that matter.
// Usage: npm run build && npm run bench [-- <case> …]

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { repeatLibvirtdLog } from "./repeat-libvirtd-log.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const cache = join(here, ".cache");
const cli = join(root, "dist", "cli.js");
const ROUNDS = 5;
const STARTS = 10;
const INPUT_BYTES = 500e6;

/** Each: a file to read, how to make it once, and the words a user would grep for. */
const cases = [
  {
    id: "libvirtd",
    file: join(cache, "libvirtd-500MB.log"),
    make: (file) => repeatLibvirtdLog(firstThatExists("../shared/captures/zed-boot-20/libvirtd.log.gz", "samples/zed-boot-10/libvirtd.log.gz"), file, INPUT_BYTES),
    pattern: async (file) => {
      const { libvirtd } = await import(pathToFileURL(join(root, "dist", "parsers", "libvirtd", "libvirtd.js")).href);
      const wanted = libvirtd.sieve(firstLines(file))?.wanted ?? [];
      return ` : (${wanted.join("|")}):`;
    },
  },
];

function firstThatExists(...paths) {
  const found = paths.map((path) => join(root, path)).find((path) => existsSync(path));
  if (found === undefined) fail(`none of these exists: ${paths.join(", ")}`);
  return found;
}

function firstLines(file) {
  const { stdout } = spawnSync("head", ["-c", "65536", file], { encoding: "utf8" });
  return stdout.split("\n").slice(0, -1);
}

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

/** Runs a command to its end: wall time, and the largest resident set of the command where it can be had. */
function run(command, args, options = {}) {
  const scratch = mkdtempSync(join(tmpdir(), "trace-rank-bench-"));
  const memoryFile = join(scratch, "memory");
  const timed = existsSync("/usr/bin/time") && options.memory === true;
  const [program, ...rest] = timed ? ["/usr/bin/time", "-f", "%M", "-o", memoryFile, command, ...args] : [command, ...args];
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, rest, {
    encoding: "utf8",
    env: { ...process.env, ...(options.memory === true && !timed ? { NODE_OPTIONS: `--import ${pathToFileURL(join(here, "peak-memory.mjs")).href}`, PEAK_MEMORY_FILE: memoryFile } : {}) },
  });
  const wallMs = performance.now() - start;
  const kilobytes = existsSync(memoryFile) ? Number(readFileSync(memoryFile, "utf8").trim().split("\n").at(-1)) : undefined;
  rmSync(scratch, { recursive: true });
  if (status !== 0) fail(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return { wallMs, stdout, megabytes: kilobytes === undefined ? undefined : kilobytes / 1024 };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Alternating, so that what else the machine does falls on both. */
function compare(file, pattern) {
  const report = join(mkdtempSync(join(tmpdir(), "trace-rank-bench-")), "report.json");
  const ours = [];
  const grep = [];
  let matches = "";
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(run(process.execPath, [cli, file, "--format", "json", "--quiet", "--output", report], { memory: true }));
    // Through a pipe: writing to /dev/null, grep stops at the first match.
    const counted = run("sh", ["-c", 'grep -cE "$1" "$2" | cat', "sh", pattern, file], { memory: true });
    matches = counted.stdout.trim();
    grep.push(counted);
  }
  rmSync(dirname(report), { recursive: true });
  return { ours, grep, matches };
}

function row(name, runs, megabytes) {
  const wallMs = median(runs.map((one) => one.wallMs));
  const peaks = runs.map((one) => one.megabytes).filter((peak) => peak !== undefined);
  return [
    name,
    `${(wallMs / 1000).toFixed(2)} s`,
    `${(Math.min(...runs.map((one) => one.wallMs)) / 1000).toFixed(2)}–${(Math.max(...runs.map((one) => one.wallMs)) / 1000).toFixed(2)} s`,
    `${((megabytes / wallMs) * 1000).toFixed(0)} MB/s`,
    peaks.length === 0 ? "–" : `${Math.max(...peaks).toFixed(0)} MB`,
  ];
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  for (const cells of rows) console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  "));
}

if (!existsSync(cli)) fail("dist/cli.js is missing: run npm run build first");
const chosen = process.argv.length > 2 ? cases.filter(({ id }) => process.argv.slice(2).includes(id)) : cases;
if (chosen.length === 0) fail(`no such case; there are: ${cases.map(({ id }) => id).join(", ")}`);
mkdirSync(cache, { recursive: true });

for (const { id, file, make, pattern } of chosen) {
  if (!existsSync(file)) {
    console.log(`${id}: making ${file} …`);
    await make(file);
  }
  const bytes = statSync(file).size;
  const { ours, grep, matches } = compare(file, await pattern(file));
  console.log(`\n${id}: ${(bytes / 1e6).toFixed(0)} MB, ${matches} lines wanted; ${ROUNDS} runs each, alternating, warm cache`);
  printTable([["", "median", "range", "speed", "peak memory"], row("trace-rank", ours, bytes / 1e6), row("grep -cE | cat", grep, bytes / 1e6)]);
  const ratio = median(ours.map((one) => one.wallMs)) / median(grep.map((one) => one.wallMs));
  console.log(`trace-rank takes ${ratio.toFixed(2)} times as long as grep`);
}

const starts = Array.from({ length: STARTS }, () => run(process.execPath, [cli, "--version"]).wallMs);
console.log(`\nstart (--version): ${median(starts).toFixed(0)} ms, median of ${STARTS}`);
