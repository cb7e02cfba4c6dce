// Where trace-rank spends its time on an input: self time by folder of dist/ and by function.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./make-inputs/captures.mjs";
import { measure, withScratch } from "./measure.mjs";
import { table, target, targetTable } from "./table.mjs";
import { jobChoices, traceRank } from "./trace-rank.mjs";

const TOP = 20;
const FOLDER_LEAST = 0.005;

/** Folders whose time is that of reading, and of answering; what both use (lib, Node's own, garbage collection) is neither's. */
const READING = ["dist/input/", "dist/parsers/", "dist/linking/", "native code of Node"];
const ANALYSES = ["dist/analyses/", "dist/remedies/", "node_modules/d3-array/"];
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
      const place = placeOf(frame.url);
      totalUs += us;
      add(folders, folderOf(frame, place), us);
      add(functions, `${frame.functionName === "" ? "(anonymous)" : frame.functionName}${place === "" ? "" : ` ${place}:${frame.lineNumber + 1}`}`, us);
    });
  }
  return { folders, functions, totalUs };
}

function add(sums, key, us) {
  sums.set(key, (sums.get(key) ?? 0) + us);
}

/** The file of a function, from the root of the project; empty: it is none of a file. */
function placeOf(url) {
  if (!url.startsWith("file:")) return url;
  const path = fileURLToPath(url);
  const modules = path.lastIndexOf("node_modules/");
  if (modules >= 0) return path.slice(modules);
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function folderOf({ functionName }, place) {
  if (functionName === "(garbage collector)") return "garbage collection";
  if (functionName === "(program)") return "native code of Node (files, decompression)";
  if (place === "") return "built-in functions";
  if (place.startsWith("node:")) return "Node's own modules";
  const folders = place.split("/").slice(0, -1);
  return `${folders.slice(0, folders[0] === "node_modules" ? 2 : 3).join("/")}/`;
}
