import { descending, group, max, sum } from "d3-array";
import type { Evidence } from "../../model/evidence.ts";
import type { Instance, Step } from "../../model/instance.ts";
import type { UnexplainedGap } from "../../model/report.ts";
import type { Release, ReleaseRange } from "../../model/release.ts";
import type { TracedSource } from "../../model/trace.ts";
import { textIn, type Form } from "../forms.ts";
import { daemonConf } from "../libvirt-versions.ts";
import { libvirtVersionsOf, projectOf, releaseOf } from "../releases.ts";
import { linePattern } from "./line-pattern.ts";
import { missingOnTheWay, servicesBetween } from "./missing-services.ts";

/** Gaps told one by one; the rest is in the sum of the run. */
const TOLD = 10;

type Source = Pick<TracedSource, "path" | "format" | "service" | "services" | "hasDebug" | "versions">;

/** The log of a line, of its service alone where several write into one. */
type LogOf = (line: Evidence | undefined) => Source | undefined;

interface Gap {
  readonly instance: string;
  readonly step: Step;
  readonly from: Evidence | undefined;
  readonly to: Evidence | undefined;
  /** No line of the boot ends it, but a table of what was seen from outside. */
  readonly endsOutside: boolean;
}

/** Services that others ask over HTTP. */
const ASKED_OVER_HTTP: readonly string[] = ["placement-api", "neutron-server", "quantum-server", "glance-api", "cinder-api", "keystone"];

/** Boot time that no evidence covers, put together by what the lines on either side say, most first. `writers`: of files that several programs write. */
export function unexplainedGaps(instances: readonly Instance[], sources: readonly Source[], writers: ReadonlyMap<string, ReadonlyMap<number, Source>> = new Map()): readonly UnexplainedGap[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const logOf: LogOf = (line) => (line === undefined ? undefined : writers.get(line.file)?.get(line.line) ?? byPath.get(line.file));
  // A row of a benchmark's table is no line of the boot: it says when its edge was seen from outside.
  const isLogged = (line: Evidence | undefined): boolean => line !== undefined && logOf(line)?.format !== "phases";
  const gaps = instances.flatMap(({ id, steps }) => steps.filter(({ kind, phase }) => kind === "unexplained" && phase !== "delete").map((step) => gapOf(id, step, isLogged)));
  const missing = missingOnTheWay(sources);
  const alike = group(gaps, ({ from, to }) => JSON.stringify([from, to].map((line) => (line === undefined ? null : linePattern(line.text)))));
  return [...alike.values()]
    .map((same) => told(same, logOf, sources, missing))
    .sort((a, b) => descending(a.totalUs, b.totalUs) || ((a.from ?? "") < (b.from ?? "") ? -1 : 1))
    .slice(0, TOLD);
}

/** The evidence of an unexplained step is the line before it and the line after it; where one is missing it is at the boot's edge. */
function gapOf(instance: string, step: Step, isLogged: (line: Evidence | undefined) => boolean): Gap {
  const [first, second] = step.evidence;
  return { instance, step, from: isLogged(first) ? first : undefined, to: isLogged(second) ? second : undefined, endsOutside: second !== undefined && !isLogged(second) };
}

function told(same: readonly Gap[], logOf: LogOf, sources: readonly Source[], missing: readonly string[]): UnexplainedGap {
  const [longest] = [...same].sort((a, b) => descending(lengthOf(a), lengthOf(b)) || (a.instance < b.instance ? -1 : 1));
  const [from, to] = [longest?.from, longest?.to];
  return {
    from: from === undefined ? null : linePattern(from.text),
    to: to === undefined ? null : linePattern(to.text),
    boots: new Set(same.map(({ instance }) => instance)).size,
    totalUs: sum(same, lengthOf),
    maxUs: max(same, lengthOf) ?? 0,
    fix: longest?.endsOutside === true ? "What watched the boots from outside saw it late: have it ask more often." : fixOf(from, to, logOf, sources, missing),
    evidence: longest?.step.evidence ?? [],
  };
}

function lengthOf({ step: { startUs, endUs } }: Gap): number {
  return endUs - startUs;
}

// nova-compute's last words before it has libvirt define the guest: End _get_guest_xml xml=<domain…, End to_xml xml=<domain…, Successfully plugged vif VIFBridge(…)
const HANDS_OVER = /End (?:_get_guest_xml|to_xml) |Successfully plugged vif/;

/** The smallest change to logging that would put a line into the gap. */
function fixOf(from: Evidence | undefined, to: Evidence | undefined, logOf: LogOf, sources: readonly Source[], missing: readonly string[]): string | null {
  const [before, after] = [from, to].map(logOf);
  const around = [before, after].filter((source) => source !== undefined);
  const isInLibvirt = around.every(({ format }) => format === "libvirtd");
  const between = after === undefined || isInLibvirt ? [] : servicesBetween(missing, before?.service, after.service);
  if (between.length > 0) return `Add the ${between.length === 1 ? "log" : "logs"} of ${between.join(" and ")}, which the boot goes through in between.`;
  const silent = around.find(({ hasDebug, format }) => hasDebug === false && format === "oslo-log");
  if (silent !== undefined) return `Set \`debug = True\` in the [DEFAULT] section of the configuration of ${silent.service}.`;
  if (around.some(({ format }) => format === "libvirtd"))
    return `Add 1:security, 1:cgroup and 1:util to \`log_filters\` in ${daemonConf(libvirtVersionsOf(sources))}: labelling, control groups and commands then write lines of their own.`;
  if (from !== undefined && to === undefined) return null;
  if (from !== undefined && HANDS_OVER.test(from.text) && sources.every(({ format }) => format !== "libvirtd"))
    return "Add the debug log of libvirtd, which defines and starts the guest in between.";
  const services = [...new Set(around.map(({ service }) => service))].sort();
  const [caller, other] = services;
  if (caller === undefined) return null;
  const range = releaseOf(projectOf(caller), sources);
  if (other === undefined) return logCalls(`Have ${caller} log what it asks of others`, projectOf(caller), range, ["bus", "http"]);
  const clients = services.filter((service) => !ASKED_OVER_HTTP.includes(service));
  if (clients.length === services.length) return logCalls(`Have ${services.join(" and ")} log the messages between them`, projectOf(caller), range, ["bus"]);
  return logCalls(`Have ${clients[0] ?? caller} log its requests`, projectOf(caller), range, ["http"]);
}

const CALLS_TRACED = "No option logs more than debug lines do: `strace -f -tt -p PID` shows what the process asks of others.";

interface Era {
  readonly from?: Release;
  readonly to?: Release;
  /** Loggers that `default_log_levels` silences; absent: what there is to log is logged with debug lines. */
  readonly bus?: string;
  readonly http?: string;
}

/**
 * The bus was code of each project's own (`nova.openstack.common.rpc`) up to Havana, in others than nova up to Icehouse; then `oslo.messaging`, which became
 * `oslo_messaging` in Kilo. Clients over HTTP wrote at debug level until keystoneauth took over.
 */
function erasOf(project: string): readonly Era[] {
  return [
    ...(project === "nova"
      ? [{ to: "Havana" } as const, { from: "Icehouse", to: "Juno", bus: "oslo.messaging" } as const]
      : [{ to: "Icehouse" } as const, { from: "Juno", to: "Juno", bus: "oslo.messaging" } as const]),
    { from: "Kilo", to: "Liberty", bus: "oslo_messaging" },
    { from: "Mitaka", bus: "oslo_messaging", http: "keystoneauth" },
  ];
}

/** `what`, by opening those loggers of the releases at hand that tell of it. */
function logCalls(what: string, project: string, range: ReleaseRange | undefined, asked: readonly ("bus" | "http")[]): string {
  const forms: Form[] = [];
  for (const era of erasOf(project)) {
    const loggers = asked.flatMap((one) => (era[one] === undefined ? [] : [`${era[one]}=DEBUG${asked.length === 1 ? "" : one === "bus" ? " (RPC)" : " (HTTP)"}`]));
    const text = loggers.length === 0 ? CALLS_TRACED : `${what}: add ${loggers.join(" and ")} to \`default_log_levels\`.`;
    const last = forms.at(-1);
    if (last?.text === text) forms.splice(-1);
    const from = last?.text === text ? last.from : era.from;
    forms.push({ ...(from === undefined ? {} : { from }), ...(era.to === undefined ? {} : { to: era.to }), text });
  }
  return textIn(range, forms) ?? CALLS_TRACED;
}
