import { max, min, sum } from "d3-array";
import { summarise } from "../lib/quantiles.ts";
import { roundShare } from "../lib/share.ts";
import { stretchesOf } from "../lib/stretches.ts";
import type { BoundTime } from "../model/measures.ts";
import type { Run, RunSummary, ServiceRelease } from "../model/run.ts";
import type { Trace } from "../model/trace.ts";
import type { Analysis } from "./analysis.ts";
import type { Boot } from "./boots.ts";
import { cpuUsers } from "./cpu-users.ts";
import { faultsOf } from "./faults.ts";
import { fullCores } from "./full-cores.ts";
import { libvirtVersionsOf, releasesOf } from "./releases.ts";
import { outcomeOf, readyOf, type BootRun, type Outcome } from "./runs.ts";
import { stretchOf } from "./critical-path.ts";
import type { PathPiece } from "./path-course.ts";
import { sampledUs } from "./sampled.ts";
import { noScaling, scalingOf, slopeOverRank } from "./scaling.ts";
import { waitingByInstance, type Study } from "./study.ts";
import { waitingUntilReady } from "./waiting-of-boot.ts";
import { worstSecond } from "./worst-second.ts";
import type { Quoteless } from "./quoteless.ts";

/** What happened: how many boots, how long, how it grew, how busy the hardware was. */
export const runSummary: Analysis = {
  id: "run-summary",
  answer: (study) => {
    const waiting = waitingByInstance(study.trace);
    return {
      run: study.run === undefined ? emptyRun(study) : describeRun(study, study.run),
      otherRuns: study.runs.filter((run) => run !== study.run).map((run) => summariseRun(run, waiting)),
    };
  },
};

function describeRun(study: Study, run: BootRun): Quoteless<Run> {
  const { boots, trace } = study;
  const readyBy = run.readyBy;
  const ready = boots.map((boot) => readyOf(boot, readyBy)).filter((us) => us !== undefined);
  const requestUs = min(boots, ({ requestUs }) => requestUs);
  const firstReadyUs = min(ready);
  const lastReadyUs = max(ready);
  const deleted = boots.filter(({ deleteUs, goneUs }) => deleteUs !== undefined && goneUs !== undefined);
  const fromUs = requestUs ?? run.fromUs;
  const makespanUs = lastReadyUs === undefined ? null : lastReadyUs - fromUs;
  const perInstanceUs = slopeOverRank(ready);
  return {
    ...countOutcomes(boots, readyBy),
    faults: faultsOf(boots, readyBy),
    restarts: restartsIn(trace, fromUs, run.toUs),
    readyBy,
    fromUs,
    toUs: run.toUs,
    makespanUs,
    bootUs: summarise(boots.map((boot) => span(boot.requestUs, readyOf(boot, readyBy))).filter((us) => us !== undefined)) ?? null,
    firstReadyUs: firstReadyUs ?? null,
    lastReadyUs: lastReadyUs ?? null,
    deleteUs: summarise(deleted.map(({ deleteUs, goneUs }) => span(deleteUs, goneUs)).filter((us) => us !== undefined)) ?? null,
    deleted: deleted.length,
    unexplainedUs: 0,
    perInstanceUs,
    scaling: scalingOf(study, run, perInstanceUs, makespanUs),
    hosts: [...new Set(boots.map(({ instance }) => instance.host).filter((host) => host !== undefined))].sort(),
    releases: serviceReleases(trace),
    hardware: hardwareOf(trace, fromUs, lastReadyUs ?? run.toUs),
    boundUs: boundOf(study, readyBy),
    criticalPath: (study.path?.pieces(MOST_PIECES) ?? []).map((piece) => quotedStretch(piece, trace)),
    fixOrder: [],
    limitedBy: lastReadyUs === undefined ? null : study.whatIf()?.limitedBy ?? null,
    worstSecond: worstSecond(study),
  };
}

function emptyRun(study: Study): Quoteless<Run> {
  const { trace } = study;
  const { sources, endUs } = trace;
  const fromUs = min(sources, (source) => source.fromUs) ?? 0;
  return {
    requested: 0,
    ready: 0,
    error: 0,
    unfinished: 0,
    faults: [],
    restarts: [],
    readyBy: "active",
    fromUs,
    toUs: endUs ?? fromUs,
    makespanUs: null,
    bootUs: null,
    firstReadyUs: null,
    lastReadyUs: null,
    deleteUs: null,
    deleted: 0,
    unexplainedUs: 0,
    perInstanceUs: null,
    scaling: noScaling("these logs hold no boot"),
    hosts: [],
    releases: serviceReleases(trace),
    hardware: null,
    boundUs: { software: 0, cpu: 0, disk: 0, unknown: 0 },
    criticalPath: [],
    fixOrder: [],
    limitedBy: null,
    worstSecond: worstSecond(study),
  };
}

/** What was the limit while ready boots waited, whatever for. */
function boundOf({ boots, lines, bound }: Study, readyBy: BootRun["readyBy"]): BoundTime {
  const waits = boots.flatMap((boot) => waitingUntilReady(boot, readyBy, lines).map(({ startUs, endUs }) => ({ startUs, endUs, host: boot.instance.host })));
  return bound(stretchesOf(waits), (index) => waits[index]?.host);
}

/** Pieces of the critical path that are listed. */
const MOST_PIECES = 200;

function quotedStretch(piece: PathPiece, trace: Trace): Quoteless<Run>["criticalPath"][number] {
  return { ...stretchOf(piece, trace), evidence: piece.place === undefined ? [] : [piece.place] };
}

function serviceReleases({ sources }: Trace): readonly ServiceRelease[] {
  const versions = libvirtVersionsOf(sources);
  const [lowest] = versions;
  const libvirt =
    lowest === undefined ? [] : [{ service: "libvirt", from: lowest, to: versions.at(-1) ?? lowest, basis: versions.map((version) => `libvirt ${version}`).join(", ") }];
  const projects = releasesOf(sources).map(({ project, from, to, basis }) => ({ service: project, from: from ?? null, to: to ?? null, basis }));
  return [...projects, ...libvirt].sort((a, b) => (a.service < b.service ? -1 : 1));
}

/** Restarts that are listed. */
const MOST_RESTARTS = 20;

function restartsIn({ restarts }: Trace, fromUs: number, toUs: number): Quoteless<Run>["restarts"] {
  return restarts
    .filter(({ atUs }) => atUs > fromUs && atUs <= toUs)
    .slice(0, MOST_RESTARTS)
    .map(({ service, host, atUs, place }) => ({ service, host: host ?? null, atUs, evidence: [place] }));
}

/** Boots deleted before they were ready count as unfinished. */
function countOutcomes(boots: readonly Boot[], readyBy: BootRun["readyBy"]): Pick<Run, "requested" | "ready" | "error" | "unfinished"> {
  const outcomes = boots.map((boot) => outcomeOf(boot, readyBy));
  const number = (...wanted: Outcome[]): number => outcomes.filter((outcome) => wanted.includes(outcome)).length;
  return { requested: boots.length, ready: number("ready"), error: number("error"), unfinished: number("unfinished", "deleted") };
}

function span(startUs: number | undefined, endUs: number | undefined): number | undefined {
  return startUs === undefined || endUs === undefined || endUs < startUs ? undefined : endUs - startUs;
}

function summariseRun(run: BootRun, waiting: ReadonlyMap<number, number>): RunSummary {
  const lastReadyUs = max(run.boots, (boot) => readyOf(boot, run.readyBy));
  return {
    fromUs: run.fromUs,
    toUs: run.toUs,
    ...countOutcomes(run.boots, run.readyBy),
    makespanUs: lastReadyUs === undefined ? null : lastReadyUs - run.fromUs,
    waitUs: sum(run.boots, ({ index }) => waiting.get(index) ?? 0),
  };
}

/** Weighted by the length of each sample inside the run. The disk shown is the busiest one. */
function hardwareOf({ gauges }: Trace, fromUs: number, toUs: number): Run["hardware"] {
  const during = gauges.filter(({ atUs, intervalUs }) => atUs > fromUs && atUs - intervalUs < toUs);
  const cpu = during.filter(({ gauge }) => gauge === "cpu");
  if (cpu.length === 0) return null;
  const weigh = (points: typeof cpu): { mean: number; max: number } => {
    const weights = points.map((point) => sampledUs(point, fromUs, toUs));
    const whole = sum(weights);
    return {
      mean: roundShare(whole === 0 ? 0 : sum(points, (point, index) => point.share * (weights[index] ?? 0)) / whole),
      max: roundShare(max(points, (point) => point.share) ?? 0),
    };
  };
  const disks = new Map<string, typeof cpu>();
  for (const point of during.filter(({ gauge }) => gauge === "disk")) {
    const name = point.subject ?? "disk";
    disks.set(name, [...(disks.get(name) ?? []), point]);
  }
  const [busiest] = [...disks].map(([name, points]) => ({ name, ...weigh(points) })).sort((a, b) => b.mean - a.mean || (a.name < b.name ? -1 : 1));
  const processors = weigh(cpu);
  return {
    cpuMean: processors.mean,
    cpuMax: processors.max,
    cores: max(cpu, ({ cores }) => cores) ?? null,
    diskMean: busiest?.mean ?? null,
    diskMax: busiest?.max ?? null,
    disk: busiest?.name ?? null,
    fullCores: fullCores(gauges, fromUs, toUs),
    cpuUsers: cpuUsers(gauges, fromUs, toUs),
  };
}
