// Analyses a trace of so many contended waits, in a process of its own: node bench/analyse-waits.mjs WAITS
// Prints { contended, acquisitions, boots, cpuMs: by part, peakBytes } as JSON.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./make-inputs/captures.mjs";
import { contendedTrace } from "./make-inputs/contended-trace.mjs";

const built = (...path) => import(pathToFileURL(join(root, "build", "src", ...path)).href);
const { analyses } = await built("analyses", "index.js");
const { NO_FILTER, studyTrace } = await built("analyses", "study.js");

/** Hotspots without which the run is replayed, one by one, beside the replays of the ranking. */
const REMOVED = 5;

const trace = contendedTrace(Number(process.argv[2]));
const cpuMs = {};
const study = timed("study", () => studyTrace(trace, NO_FILTER, undefined, "wait"));
// The ranking tells what each resource would save: the replays are asked for first, so that they do not count as ranking.
const parts = [
  { id: "what-if", run: () => study.whatIf() },
  ...analyses.map(({ id, answer }) => ({ id, run: () => answer(study) })),
  { id: `what-if, top ${REMOVED}`, run: removeTop },
];
for (const { id, run } of parts) timed(id, run);

console.log(JSON.stringify({
  contended: trace.acquisitions.filter(({ waitUs, resolutionUs }) => waitUs >= resolutionUs).length,
  acquisitions: trace.acquisitions.length,
  boots: trace.instances.length,
  cpuMs,
  peakBytes: process.resourceUsage().maxRSS * 1024,
}));

function removeTop() {
  const { baseline, predict } = study.whatIf();
  const most = [...baseline.waits].sort(([, a], [, b]) => b.bootUs - a.bootUs).slice(0, REMOVED);
  for (const [key] of most) predict([{ kind: "remove", key }]);
}

function timed(id, run) {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  cpuMs[id] = Math.round((user + system) / 1000);
  return result;
}
