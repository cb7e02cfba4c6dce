import { formatDuration } from "../lib/duration.ts";
import { formatInstant } from "../lib/instant.ts";
import { countOf, formatBytes, formatCount, formatShare } from "../lib/quantity.ts";
import { hidesWaits } from "../model/hides-waits.ts";
import { describeReleases } from "../model/release.ts";
import type { Report } from "../model/report.ts";
import type { Run } from "../model/run.ts";
import { doFirst, nothingForCertain } from "./fix-list.ts";
import { nameOfResource } from "./name-of-resource.ts";
import { pathParts } from "./path-parts.ts";
import { noticeableUs } from "./removal.ts";
import { join, logged, loggedPath, say, type Fact, type Sentence } from "./sentence.ts";
import { waitingOfBoots } from "./waiting-of-boots.ts";

/** The first question of a report: what happened. */
export function happened(report: Report): Fact[] {
  const { run } = report;
  const facts: (Fact | undefined)[] = [
    limitedTo(report),
    unreadLogs(report),
    { label: "boots", text: boots(run) },
    errors(run),
    restarts(run),
    began(run),
    ready(run),
    bootTime(run),
    waited(report),
    first(report),
    criticalPath(report),
    growth(run),
    deletes(run),
    hardware(run),
    otherRuns(report),
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** What was read, and by which releases it was written. */
export function readFrom(report: Report): Sentence {
  const bytes = report.inputs.reduce((sum, input) => sum + input.bytes, 0);
  const lines = report.inputs.reduce((sum, input) => sum + input.lines, 0);
  const written = releases(report.run);
  return say`trace-rank ${report.tool.version}: ${countOf(report.inputs.length, "file")}, ${formatBytes(bytes)}, ${countOf(lines, "line")}${written.length === 0 ? [] : say`; written by ${written}`}`;
}

/** What `readyBy` stands for, in words. */
export const READY_MEANS = { active: "ACTIVE", ping: "answering ping", ssh: "answering ssh" };

function boots(run: Run): Sentence {
  if (run.requested === 0) return say`none in these logs; what follows is of everything that waited`;
  const outcomes = [run.ready === 0 ? say`none ready` : say`${formatCount(run.ready)} ready (${READY_MEANS[run.readyBy]})`];
  if (run.error > 0) outcomes.push(say`${formatCount(run.error)} in error`);
  if (run.unfinished > 0) outcomes.push(say`${formatCount(run.unfinished)} unfinished`);
  return say`${formatCount(run.requested)}${onHosts(run)}: ${join(outcomes, ", ")}`;
}

function onHosts(run: Run): Sentence {
  const [host] = run.hosts;
  if (host === undefined) return [];
  return run.hosts.length === 1 ? say` on ${logged(host)}` : say` on ${countOf(run.hosts.length, "host")}`;
}

/** Kinds of faults told, and boots named of each, before the rest is only counted. */
const TOLD_FAULTS = 3;
const NAMED_BOOTS = 3;

/** Why boots failed: of a run that was not whole all else says less. */
function errors({ error, faults }: Run): Fact | undefined {
  if (error === 0) return undefined;
  const told = faults.slice(0, TOLD_FAULTS).map(({ reason, boots: number, instances }) => {
    const named = join(instances.slice(0, NAMED_BOOTS).map((name) => say`${logged(name)}`), ", ");
    const more = instances.length > NAMED_BOOTS ? say` and ${formatCount(instances.length - NAMED_BOOTS)} more` : [];
    return say`${formatCount(number)} × ${reason === null ? "for a reason that no log gives" : logged(reason)} (${named}${more})`;
  });
  const left = faults.slice(TOLD_FAULTS).reduce((sum, { boots: number }) => sum + number, 0);
  return { label: "errors", text: say`${formatCount(error)}: ${join([...told, left === 0 ? [] : say`${formatCount(left)} of other kinds`], "; ")}` };
}

/** Restarts told before the rest is only counted. */
const TOLD_RESTARTS = 3;

function restarts({ restarts: all, hosts }: Run): Fact | undefined {
  if (all.length === 0) return undefined;
  const told = all.slice(0, TOLD_RESTARTS).map(({ service, host, atUs, evidence: [line] }) => {
    const where = host === null || hosts.length < 2 ? [] : say` on ${logged(host)}`;
    return say`${logged(service)}${where} at ${formatInstant(atUs)}${line === undefined ? [] : say` (${loggedPath(line.file)}:${String(line.line)})`}`;
  });
  const rest = all.length > TOLD_RESTARTS ? [say`${formatCount(all.length - TOLD_RESTARTS)} more`] : [];
  return { label: "restarts", text: say`started anew during the run: ${join([...told, ...rest], ", ")}` };
}

/** Diagnostics of files of which part or all is missing from what is told. */
const NOT_READ_WHOLE: readonly string[] = [
  "archive-limit",
  "damaged-archive",
  "damaged-compression",
  "damaged-member",
  "encrypted-member",
  "sparse-member",
  "unknown-method",
  "unreadable-file",
];

/** All figures are of what was read. */
function unreadLogs({ diagnostics, inputs }: Report): Fact | undefined {
  const parts = diagnostics.filter(({ code }) => NOT_READ_WHOLE.includes(code));
  const count = parts.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return undefined;
  const files = [...new Set(parts.flatMap(({ examples }) => examples.map(({ file }) => file)))].sort().slice(0, NAMED_BOOTS);
  const known = files.every((file) => inputs.some(({ path }) => path === file)) && count < inputs.length ? say` of ${formatCount(inputs.length)}` : [];
  const more = count > files.length ? say` and ${formatCount(count - files.length)} more` : [];
  return {
    label: "logs",
    text: say`${formatCount(count)}${known} ${count === 1 && known.length === 0 ? "file" : "files"} could not be read whole, and all figures are of what was read: ${join(
      files.map((file) => say`${loggedPath(file)}`),
      ", ",
    )}${more}`,
  };
}

function began(run: Run): Fact | undefined {
  return run.requested === 0 ? undefined : { label: "began", text: say`${formatInstant(run.fromUs)} (first request)` };
}

function ready(run: Run): Fact | undefined {
  if (run.makespanUs === null) return undefined;
  if (run.firstReadyUs === run.lastReadyUs) return { label: "ready", text: say`after ${formatDuration(run.makespanUs)}` };
  const first = run.firstReadyUs === null ? [] : say`the first after ${formatDuration(run.firstReadyUs - run.fromUs)}, `;
  return { label: "ready", text: say`${first}the last after ${formatDuration(run.makespanUs)} (makespan)` };
}

function bootTime(run: Run): Fact | undefined {
  if (run.bootUs === null || run.bootUs.count < 2) return undefined;
  const { p50, p95, max } = run.bootUs;
  return { label: "a boot took", text: say`median ${formatDuration(p50)}, 95 % within ${formatDuration(p95)}, longest ${formatDuration(max)}` };
}

function waited(report: Report): Fact | undefined {
  const waiting = waitingOfBoots(report);
  if (waiting === undefined) return undefined;
  const { share, worst } = waiting;
  if (share === 0 && hidesWaits(report)) return { label: "waiting", text: say`not visible in these logs` };
  const idle = worst?.prediction != null && noticeableUs(worst.prediction) <= 0 ? ", whose removal alone saves nothing" : "";
  const most = worst === undefined ? [] : say`; most for ${logged(nameOfResource(worst))} (${worst.id})${idle}`;
  return { label: "waiting", text: say`${formatShare(share)} of the time until ready${most}` };
}

/** What to remove first, or that hardware or the pace of requests is the limit, and what may help all the same. */
function first(report: Report): Fact | undefined {
  const { run, hotspots } = report;
  const before = run.error > 0 && report.advice.some((one) => one.first) ? say`find out why ${countOf(run.error, "boot")} failed` : [];
  if (run.limitedBy === null || hotspots.length === 0) return before.length === 0 ? undefined : { label: "do first", text: before };
  const best = doFirst(report);
  const nothing = best?.isCertain === true ? [] : nothingForCertain(run);
  const doubt = best?.isCertain === false && nothing.length === 0 ? ", though not for certain" : "";
  const told = best === undefined ? [] : say`${nothing.length === 0 ? "" : "most likely "}${best.waits}${doubt}: the last instance ${best.effect}`;
  return { label: "do first", text: join([before, nothing, told], "; ") };
}

function criticalPath({ run: { criticalPath: path }, hotspots }: Report): Fact | undefined {
  return path.length === 0 ? undefined : { label: "critical path", text: pathParts(path, hotspots) };
}

function growth(run: Run): Fact | undefined {
  if (run.perInstanceUs === null) return undefined;
  const { twice, reason } = run.scaling;
  if (reason !== null && twice === null) return { label: "growth", text: say`not told by this run: ${reason}` };
  const whose = run.ready < run.requested ? say` (of the ${formatCount(run.ready)} that became ready)` : [];
  const double = twice === null ? [] : say`; twice as many would take ${formatDuration(twice.lowUs)} to ${formatDuration(twice.highUs)}`;
  return { label: "growth", text: say`each further instance adds ${formatDuration(run.perInstanceUs)} while boots queue${whose}${double}` };
}

function deletes(run: Run): Fact | undefined {
  if (run.deleted === 0) return undefined;
  const { deleteUs, deleted } = run;
  if (deleteUs?.count === 1) return { label: "deletes", text: say`${formatCount(deleted)}, in ${formatDuration(deleteUs.max)}` };
  const times = deleteUs === null ? [] : say`: median ${formatDuration(deleteUs.p50)}, longest ${formatDuration(deleteUs.max)}`;
  return { label: "deletes", text: say`${formatCount(deleted)}${times}` };
}

/** From this share on, a CPU or disk counts as busy. */
const BUSY_SHARE = 0.9;

function hardware(run: Run): Fact | undefined {
  const measured = run.hardware;
  if (measured === null && run.requested === 0) return undefined;
  if (measured === null) return { label: "hardware", text: say`not measured (no atop log of that time)` };
  const cores = measured.cores === null ? [] : say` of ${countOf(measured.cores, "CPU")}`;
  const cpu = say`CPU ${formatShare(measured.cpuMean)} on average, ${formatShare(measured.cpuMax)} at most${cores}`;
  const name = measured.disk === null ? [] : say` ${logged(measured.disk)}`;
  const disk = measured.diskMean === null && measured.diskMax === null ? [] : say`disk${name} ${formatShare(measured.diskMean)}, ${formatShare(measured.diskMax)} at most`;
  return {
    label: "hardware",
    text: say`${join([cpu, disk], "; ")}${run.lastReadyUs === null ? "" : ", until the last was ready"}: ${verdict(measured)}${softwareBound(run)}${usedBy(measured)}${oneCore(measured)}`,
  };
}

/** How much of the waiting was the software's own doing. */
function softwareBound({ boundUs: { software, cpu, disk } }: Run): Sentence {
  const measuredUs = software + cpu + disk;
  return measuredUs === 0 ? [] : say`; ${formatShare(software / measuredUs)} of the waiting was bound by software`;
}

/** Processes told before the rest is only counted. */
const TOLD_PROCESSES = 2;
const TOLD_USERS = 3;

/** Who used a CPU that was busy, at least at times. */
function usedBy({ cpuMax, cpuUsers }: NonNullable<Run["hardware"]>): Sentence {
  if (cpuMax < BUSY_SHARE || cpuUsers.length === 0) return [];
  const told = cpuUsers
    .slice(0, TOLD_USERS)
    .map(({ process, processes, share }) => say`${logged(process)} ${formatShare(share)}${processes === 1 ? "" : ` in ${formatCount(processes)} processes`}`);
  return say`; of the CPU, ${join(told, ", ")}`;
}

function oneCore({ fullCores }: NonNullable<Run["hardware"]>): Sentence {
  if (fullCores.length === 0) return [];
  const told = fullCores.slice(0, TOLD_PROCESSES).map(({ process, fullUs }) => say`${logged(process)} for ${formatDuration(fullUs)}`);
  const rest = fullCores.length > TOLD_PROCESSES ? [say`${formatCount(fullCores.length - TOLD_PROCESSES)} more`] : [];
  return say`; one core full: ${join([...told, ...rest], ", ")}`;
}

function verdict({ cpuMean, cpuMax, diskMean, diskMax }: NonNullable<Run["hardware"]>): string {
  if (cpuMean >= BUSY_SHARE) return "the CPU was busy throughout";
  if ((diskMean ?? 0) >= BUSY_SHARE) return "the disk was busy throughout";
  if (Math.max(cpuMax, diskMax ?? 0) >= BUSY_SHARE) return "busy at times only";
  return diskMax === null ? "the CPU was never busy" : "neither was ever busy";
}

/** `Zed (neutron, nova); libvirt 9.0.0` */
function releases(run: Run): Sentence {
  const byRelease = new Map<string, string[]>();
  const numbered: string[] = [];
  for (const { service, from, to } of run.releases) {
    const range = describeReleases({ from, to });
    if (range === undefined) continue;
    if (service === "libvirt") numbered.push(`libvirt ${range}`);
    else byRelease.set(range, [...(byRelease.get(range) ?? []), service]);
  }
  const named = [...byRelease].map(([range, services]) => `${range} (${services.join(", ")})`);
  return join([...named, ...numbered].map((one) => say`${one}`), "; ");
}

/** Other runs told before the rest is only counted. */
const TOLD_RUNS = 3;

/** Numbered as `--run` counts them: from 1, in order of time. */
function otherRuns({ run, otherRuns: others }: Report): Fact | undefined {
  if (others.length === 0) return undefined;
  const starts = [run, ...others].map(({ fromUs }) => fromUs).sort((a, b) => a - b);
  const numberOf = (fromUs: number): string => formatCount(starts.indexOf(fromUs) + 1);
  const told = others.slice(0, TOLD_RUNS).map(({ requested, fromUs, makespanUs }) => {
    const makespan = makespanUs === null ? say`none ready` : say`makespan ${formatDuration(makespanUs)}`;
    return say`run ${numberOf(fromUs)}: ${countOf(requested, "boot")} from ${formatInstant(fromUs)}, ${makespan}`;
  });
  const rest = others.length > TOLD_RUNS ? [say`${formatCount(others.length - TOLD_RUNS)} more`] : [];
  return { label: "other runs", text: say`this is run ${numberOf(run.fromUs)} of ${formatCount(starts.length)}; ${join([...told, ...rest], "; ")}; choose with --run` };
}

function limitedTo(report: Report): Fact | undefined {
  const { filter } = report;
  const limits: Sentence[] = [];
  if (filter.sinceUs !== null) limits.push(say`from ${formatInstant(filter.sinceUs)}`);
  if (filter.untilUs !== null) limits.push(say`until ${formatInstant(filter.untilUs)}`);
  if (filter.instance !== null) limits.push(say`instance ${logged(filter.instance)}`);
  if (filter.request !== null) limits.push(say`request ${logged(filter.request)}`);
  if (filter.host !== null) limits.push(say`host ${logged(filter.host)}`);
  if (limits.length === 0) return undefined;
  return {
    label: "limited to",
    text: say`${join(limits, ", ")}: sums, maxima and percentiles of waits are over these records only${filter.sinceUs === null && filter.untilUs === null ? [] : say`; boots and deletes are told whole`}`,
  };
}
