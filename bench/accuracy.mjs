// What reports say of simulated runs, held against what really happened in them.
// Usage: npm run accuracy -- [NAME…] [--other-draws N] [--write]; with other draws every scenario takes its seed + N

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root } from "./make-inputs/captures.mjs";
import { withScratch } from "./measure.mjs";
import { table } from "./table.mjs";
import { cli, isBuilt } from "./trace-rank.mjs";

const RESULTS = join(root, "bench", "ACCURACY.md");
const BEGIN = "<!-- written by npm run accuracy -- --write -->";
const END = "<!-- end of what is written -->";
const SIMULATOR = join(root, "build", "test", "support", "simulator");

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: "boolean", default: false }, "other-draws": { type: "string", default: "0" } } });
if (!isBuilt() || !existsSync(SIMULATOR)) {
  console.error("accuracy: run it by npm run accuracy, which builds the program and the simulator first");
  process.exit(2);
}
const load = (path) => import(pathToFileURL(join(SIMULATOR, path)).href);
const { scenarios } = await load("scenarios/index.js");
const { writeScenario } = await load("write-scenario.js");
const { judge } = await load("truth/judge.js");

const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)));
const verdicts = chosen.map((scenario) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${scenario.name}`);
  return withScratch((folder) => {
    const run = join(folder, "run");
    const truth = writeScenario({ ...scenario, seed: scenario.seed + Number(values["other-draws"]) }, run, false);
    const report = JSON.parse(execFileSync(process.execPath, [cli, join(run, "logs"), "--format", "json", "--quiet"], { encoding: "utf8", maxBuffer: 1 << 29 }));
    return judge(report, truth);
  });
});
if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");

const text = [summary(verdicts), perScenario(verdicts), queues(verdicts), predictions(verdicts)].join("\n\n");
console.log(text);
if (values.write) {
  const old = readFileSync(RESULTS, "utf8");
  const [before, rest] = old.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${RESULTS} has lost its markers`);
  writeFileSync(RESULTS, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

function summary(all) {
  const waits = all.flatMap((verdict) => verdict.waits);
  const found = all.flatMap((verdict) => verdict.queues);
  const judged = all.filter(({ best }) => best.isRight !== undefined);
  const said = all.flatMap((verdict) => verdict.predictions);
  const seen = said.filter(({ isNextSeen }) => isNextSeen);
  const unseen = said.filter(({ isNextSeen }) => !isNextSeen);
  const within = (list, test) => `${list.filter(test).length} of ${list.length}`;
  const rows = [
    ["boots found", "all", within(all, ({ boots }) => boots.found === boots.of)],
    ["waits of logged resources", "within 1 %", within(waits, ({ waitError }) => waitError <= 0.01)],
    ["… blame, own and inherited", "within 2 %", within(waits, ({ blameError }) => blameError <= 0.02)],
    ["hidden queues found, with their permits", "all", within(found, (queue) => queue.found === "found")],
    ["wrongly claimed", "0", String(all.reduce((sum, { wronglyClaimed }) => sum + wronglyClaimed.length, 0))],
    ["what saves most is first", "all", within(judged, ({ best }) => best.isRight)],
    ["makespan without a resource, where what follows shows", "within 10 %", within(seen, ({ error }) => Math.abs(error) <= 0.1)],
    ["… median error", "3 %", seen.length === 0 ? undefined : percent(median(seen.map(({ error }) => Math.abs(error))))],
    ["makespan elsewhere", "in range", within(unseen, ({ isInRange }) => isInRange)],
    ["all makespans", "in range", within(said, ({ isInRange }) => isInRange)],
  ];
  return `${all.length} scenarios.\n\n${table(["what is said of them", "target", "so"], rows)}`;
}

function perScenario(all) {
  const rows = all.map(({ scenario, waits, queues: hidden, wronglyClaimed, best, predictions: said }) => [
    scenario,
    waits.length === 0 ? undefined : percent(Math.max(...waits.map(({ waitError }) => waitError))),
    waits.length === 0 ? undefined : percent(Math.max(...waits.map(({ blameError }) => blameError))),
    hidden.length === 0 ? undefined : `${hidden.filter(({ found }) => found === "found").length}/${hidden.length}`,
    wronglyClaimed.length === 0 ? undefined : wronglyClaimed.join(", "),
    best.trueBest === null ? "nothing" : `${best.trueBest} (${inSeconds(best.savedUs)})`,
    best.isRight === undefined ? undefined : best.isRight ? "yes" : (best.said ?? "nothing said"),
    said.length === 0 ? undefined : percent(median(said.map(({ error }) => Math.abs(error)))),
    said.length === 0 ? undefined : `${said.filter(({ isInRange }) => isInRange).length}/${said.length}`,
  ]);
  return `## Each scenario\n\nErrors are the largest among its logged resources.\n\n${table(["scenario", "waits", "blame", "hidden found", "wrongly claimed", "saves most", "first", "makespan, median error", "in range"], rows)}`;
}

function queues(all) {
  const rows = all.flatMap(({ scenario, queues: hidden }) =>
    hidden.map(({ resource, waitUs, permits, found, saidPermits, saidWaitUs }) => [scenario, resource, String(permits ?? "–"), inSeconds(waitUs), found, String(saidPermits ?? "–"), saidWaitUs === null ? undefined : inSeconds(saidWaitUs)]),
  );
  return `## Hidden queues\n\n${table(["scenario", "resource", "permits", "waited", "", "permits said", "waiting said"], rows)}`;
}

function predictions(all) {
  const rows = all.flatMap(({ scenario, predictions: said }) =>
    said.map(({ resource, trueUs, saidUs, error, lowUs, highUs, isInRange, isNextSeen }) => [
      scenario,
      resource,
      inSeconds(trueUs),
      inSeconds(saidUs),
      `${error < 0 ? "−" : "+"}${percent(Math.abs(error))}`,
      `${inSeconds(lowUs)} – ${inSeconds(highUs)}`,
      isInRange ? "in" : "out",
      isNextSeen ? "yes" : "no",
    ]),
  );
  return rows.length === 0 ? "## Without a resource\n\nNothing is predicted yet." : `## Without a resource\n\n${table(["scenario", "without", "makespan", "said", "error", "range", "", "what follows shows"], rows)}`;
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function inSeconds(us) {
  return `${(us / 1e6).toFixed(1)} s`;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
