// Where trace-rank spends its time on an input: self time by folder of src/ and by function.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./make-inputs/captures.mjs";
import { measure, withScratch } from "./measure.mjs";
import { table, target, targetTable } from "./table.mjs";
import { jobChoices, traceRank } from "./trace-rank.mjs";

const TOP = 20;
const FOLDER_LEAST = 0.005;

/** Folders whose time is that of reading, and of answering; what both use (lib, Node's own, garbage collection) is neither's. */
const READING = ["src/input/", "src/parsers/", "src/linking/", "native code of Node"];
const ANALYSES = ["src/analyses/", "src/remedies/", "node_modules/d3-array/"];
const MOST_BESIDE_READING = 0.2;

export function profile(path) {
  const [jobs] = jobChoices();
  const { folders, functions, totalUs } = withScratch((scratch) => {
    const [node, ...args] = traceRank(path, join(scratch, "report.json"), jobs);
    measure([node, "--cpu-prof", "--cpu-prof-dir", scratch, ...args]);
    const files = readdirSync(scratch).filter((name) => name.endsWith(".cpuprofile"));
    return selfTimes(files.map((name) => JSON.parse(readFileSync(join(scratch, name), "utf8"))));
  });
  const row = ([name, us]) => [name, `${(us / 1e6).toFixed(2)} s`, `${((us / totalUs) * 100).toFixed(1)} %`];
  const byTime = (sums) => [...sums].sort((a, b) => b[1] - a[1]);
  return [
    table(["folder", "self time", "share"], byTime(folders).filter(([, us]) => us >= FOLDER_LEAST * totalUs).map(row)),
    table(["function", "self time", "share"], byTime(functions).slice(0, TOP).map(row)),
    targetTable([target("analyses beside reading, by folder", timeIn(folders, ANALYSES) / timeIn(folders, READING), { atMost: MOST_BESIDE_READING }, (share) => `${(share * 100).toFixed(0)} %`)]),
  ].join("\n\n");
}

function timeIn(folders, wanted) {
  return [...folders].filter(([folder]) => wanted.some((start) => folder.startsWith(start))).reduce((sum, [, us]) => sum + us, 0);
}

/** Sums over all threads of the process, µs, idle time left out. */
function selfTimes(profiles) {
  const folders = new Map();
  const functions = new Map();
  let totalUs = 0;
  for (const { nodes, samples, timeDeltas } of profiles) {
    const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
    samples.forEach((id, index) => {
      const frame = frames.get(id);
      if (frame.functionName === "(idle)") return;
      const us = timeDeltas[index];
      const { place, line } = placeOf(frame);
      totalUs += us;
      add(folders, folderOf(frame, place), us);
      add(functions, `${frame.functionName === "" ? "(anonymous)" : frame.functionName}${place === "" ? "" : ` ${place}:${line}`}`, us);
    });
  }
  return { folders, functions, totalUs };
}

function add(sums, key, us) {
  sums.set(key, (sums.get(key) ?? 0) + us);
}

/** The file of a function as it was written, from the root of the project, and the line in it; empty: it is none of a file. */
function placeOf({ url, lineNumber, columnNumber }) {
  if (!url.startsWith("file:")) return { place: url, line: lineNumber + 1 };
  const path = fileURLToPath(url);
  const { originalSource, originalLine = lineNumber } = sourceMapOf(path)?.findEntry(lineNumber, columnNumber) ?? {};
  const written = originalSource === undefined ? path : join(path, "..", originalSource);
  const modules = written.lastIndexOf("node_modules/");
  const place = modules >= 0 ? written.slice(modules) : written.startsWith(`${root}/`) ? written.slice(root.length + 1) : written;
  return { place, line: originalLine + 1 };
}

const sourceMaps = new Map();

/** Undefined for what was not bundled. */
function sourceMapOf(path) {
  if (!sourceMaps.has(path)) sourceMaps.set(path, existsSync(`${path}.map`) ? new SourceMap(JSON.parse(readFileSync(`${path}.map`, "utf8"))) : undefined);
  return sourceMaps.get(path);
}

function folderOf({ functionName }, place) {
  if (functionName === "(garbage collector)") return "garbage collection";
  if (functionName === "(program)") return "native code of Node (files, decompression)";
  if (place === "") return "built-in functions";
  if (place.startsWith("node:")) return "Node's own modules";
  const folders = place.split("/").slice(0, -1);
  return `${folders.slice(0, folders[0] === "node_modules" ? 2 : 3).join("/")}/`;
}
