import { sum } from "d3-array";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Finding } from "../../model/report.ts";
import type { Trace, TracedSource } from "../../model/trace.ts";
import { mayBe, releaseOf } from "../releases.ts";
import { asOf, isLogged, servicesOf } from "../services-of.ts";
import type { Study } from "../study.ts";
import { cutLogs } from "./cut-logs.ts";
import { lateLogs } from "./late-logs.ts";
import { missingServices } from "./missing-services.ts";

type Rule = (study: Study) => Finding | undefined;

/** In the order in which a reader should care. */
export const rules: readonly Rule[] = [
  withoutBoots,
  cutLogs,
  lateLogs,
  withoutDebug,
  withoutCompute,
  withoutLibvirt,
  withoutApi,
  withoutServices,
  withoutLocks,
  withoutDurations,
  withoutHardware,
  withThreshold,
  withCopies,
  withRetold,
  withLost,
  withObserver,
  withFolds,
];

function withoutBoots({ runs }: Study): Finding | undefined {
  if (runs.length > 0) return undefined;
  return {
    code: "no-boots",
    title: "No boot in these logs",
    detail: "Waits are ranked whoever waited, and nothing tells which of them a boot waited for.",
    fix: "Add nova-compute.log and nova-api.log of the time of the boots.",
  };
}

function withoutDebug({ trace }: Study): Finding | undefined {
  const silent = silentServices(trace);
  if (silent.length === 0) return undefined;
  return {
    code: "no-debug",
    title: `No debug lines in ${listed(silent)}`,
    detail: "Waits for locks (`Lock … acquired … waited`), holds, subprocesses and waits for external events are logged at debug level only: in these logs they are invisible.",
    fix: "Set `debug = True` in the [DEFAULT] section of the service's configuration and restart it.",
  };
}

/** Whose logs have no line of debug level. Where others write into the same log, what stands there may be its end, with the rest in another. */
function silentServices({ sources, retold }: Trace): readonly string[] {
  const elsewhere = new Set(retold.map(({ source }) => source));
  const whole = sources.filter(({ format, hasDebug }, index) => format === "oslo-log" && hasDebug === false && !elsewhere.has(index)).flatMap(servicesOf);
  const among = sources.flatMap(({ silent = [], host }, index) =>
    silent.filter((service) => !retold.some((one) => one.source === index && one.service === service) && !sources.some((other) => other.host === host && hasDebugOf(other, service))),
  );
  return [...new Set([...whole, ...among])].sort();
}

function hasDebugOf(source: TracedSource, service: string): boolean {
  return servicesOf(source).includes(service) && asOf(source, service).hasDebug === true;
}

function withoutCompute({ trace, boots }: Study): Finding | undefined {
  if (boots.length === 0 || isLogged("nova-compute", trace.sources)) return undefined;
  return {
    code: "no-compute-log",
    title: "No nova-compute log",
    detail: "Most waits of a boot are between nova-compute's own locks; without its log only the outside of each boot is known.",
    fix: "Add nova-compute.log of the hosts that ran the instances, with `debug = True`.",
  };
}

const FILTERS = 'log_filters="1:qemu 1:rpc 1:util.threadjob 1:util.command 3:object 3:event 3:json"';

/** Up to libvirt 1.2.2 a filter is sought in the path of the source file (util/vircommand.c); `util.threadjob` comes with 1.2.14. The first that fits decides. */
const OLD_FILTERS = 'log_filters="1:qemu 1:rpc 3:object 3:event 3:json 1:util"';

function withoutLibvirt({ trace, boots }: Study): Finding | undefined {
  const logs = trace.sources.filter(({ format }) => format === "libvirtd");
  if (boots.length === 0 || logs.some(({ hasDebug }) => hasDebug !== false)) return undefined;
  // No libvirt log tells its version: the cloud's release bounds it. libvirt 1.2.14 came out with Kilo.
  const nova = releaseOf("nova", trace.sources);
  const oldNova = nova !== undefined && !mayBe(nova, "Kilo", undefined);
  return {
    code: logs.length === 0 ? "no-libvirt-log" : "no-libvirt-debug",
    title: logs.length === 0 ? "No libvirt log" : `No debug lines in ${names(logs)}`,
    detail: "Waits for a libvirt worker, for a domain's job and the steps of starting QEMU are not visible.",
    fix: `Set in libvirtd.conf${oldNova ? "" : " (virtqemud.conf where the daemons are split up)"} and restart the daemon: ${oldNova ? OLD_FILTERS : FILTERS}, and log_outputs="1:file:/var/log/libvirt/libvirtd.log".`,
  };
}

function withoutApi({ trace, boots }: Study): Finding | undefined {
  if (boots.length === 0 || isLogged("nova-api", trace.sources) || trace.sources.some(({ format }) => format === "phases")) return undefined;
  return {
    code: "no-api-log",
    title: "No nova-api log",
    detail: "The request itself is not seen: boots are counted from the first line of a later service, and time spent in the API and before is missing.",
    fix: "Add nova-api.log of the controllers.",
  };
}

function withoutServices({ trace, boots }: Study): Finding | undefined {
  // Without a word of the requests from anywhere, the API's log is asked for by itself.
  const missing = missingServices(trace.sources).filter((name) => name !== "nova-api" || trace.sources.some(({ format }) => format === "phases"));
  if (boots.length === 0 || missing.length === 0) return undefined;
  return {
    code: "no-service-logs",
    title: `No log of ${missing.join(", ")}`,
    detail: "How long boots waited there for a free worker, and what the workers did meanwhile, shows only as far as those who asked them tell of it.",
    fix: `Add the ${missing.length === 1 ? "log" : "logs"} of ${missing.join(", ")}.`,
  };
}

function withoutLocks({ trace, boots }: Study): Finding | undefined {
  const isCompute = (source: TracedSource | undefined): boolean => source?.format === "oslo-log" && servicesOf(source).includes("nova-compute");
  const silent = boots.length > 0 && trace.sources.some((source) => source.format === "oslo-log" && hasDebugOf(source, "nova-compute"));
  const tells = trace.acquisitions.some(({ form, place }) => form !== "inferred" && isCompute(trace.sources[place.source])) || trace.folds.length > 0;
  if (!silent || tells) return undefined;
  return {
    code: "no-lock-lines",
    title: "No lock lines in nova-compute's log",
    detail: "Its debug lines are there, but none of its locks: waits for them and holds are invisible.",
    fix: "Take `oslo_concurrency` (before Kilo `nova.openstack.common.lockutils`) out of `default_log_levels` and out of the filters of whatever collects the logs.",
  };
}

function withoutDurations({ acquisitions, trace }: Study): Finding | undefined {
  const unknown = acquisitions.filter(({ form, waitUs, acquiredUs }) => form !== "traced" && waitUs === undefined && acquiredUs !== undefined);
  if (unknown.length === 0) return undefined;
  const sources = [...new Set(unknown.map(({ place }) => place.source))].map((index) => trace.sources[index]).filter((source) => source !== undefined);
  const [libvirt, others] = [sources.filter(({ format }) => format === "libvirtd"), sources.filter(({ format }) => format !== "libvirtd")];
  const told = [
    ...(others.length === 0
      ? []
      : [`the lock lines of ${names(others)} say when a lock was got, not since when it was wanted (semaphores before Juno; the context form before Zed)`]),
    ...(libvirt.length === 0 ? [] : [`the job lines of ${names(libvirt)} say when a job began, not since when it was wanted (before libvirt 1.1.4)`]),
  ];
  const since = [...(others.length === 0 ? [] : ["OpenStack from Zed on"]), ...(libvirt.length === 0 ? [] : ["libvirt from 1.1.4 on"])];
  return {
    code: "waits-not-logged",
    title: `${countOf(unknown.length, "acquisition")} whose wait no line tells`,
    detail: `In this generation ${told.join("; ")}. They are counted, but without a wait.`,
    fix: `No option shows it: a lock trace does, or ${since.join(" and ")}.`,
  };
}

function withoutHardware({ trace, boots }: Study): Finding | undefined {
  if (boots.length === 0 || trace.gauges.some(({ gauge }) => gauge === "cpu")) return undefined;
  return {
    code: "no-hardware",
    title: "No CPU and disk figures",
    detail: "Whether the hardware was busy or idle while boots waited cannot be told.",
    fix: "Record `atop -P CPU,DSK,PRC 2` during the boots and add its output.",
  };
}

function withThreshold({ trace }: Study): Finding | undefined {
  const limited = trace.sources.filter(({ minWaitUs, minHoldUs }) => minWaitUs !== undefined || minHoldUs !== undefined);
  if (limited.length === 0) return undefined;
  const [first] = limited;
  const parts = [first?.minWaitUs === undefined ? "" : `waits under ${first.minWaitUs} µs`, first?.minHoldUs === undefined ? "" : `holds under ${first.minHoldUs} µs`].filter(
    (part) => part !== "",
  );
  return {
    code: "trace-threshold",
    title: "A lock trace with a recording threshold",
    detail: `${names(limited)} left out ${parts.join(" and ")}: acquisitions are not all counted, and quantiles are of the recorded ones.`,
    fix: "Record with a lower threshold, at more cost to what is traced.",
  };
}

function withCopies({ trace }: Study): Finding | undefined {
  if (trace.copies === 0) return undefined;
  return {
    code: "trace-copies",
    title: "The same lock trace in two files",
    detail: `${formatCount(trace.copies)} traced waits and holds stand in a second file too (a trace beside its symbolised copy); each counts once.`,
    fix: null,
  };
}

function withRetold({ trace: { sources, retold } }: Study): Finding | undefined {
  if (retold.length === 0) return undefined;
  const logs = (indexes: readonly number[]): string => listed([...new Set(indexes.map((index) => sources[index]?.path ?? ""))]);
  const services = listed([...new Set(retold.map(({ service }) => service))]);
  return {
    code: "told-twice",
    title: "The same records in two logs",
    detail: `What ${logs(retold.map(({ source }) => source))} tells of ${services} stands in ${logs(retold.map(({ original }) => original))}, too; it counts once.`,
    fix: null,
  };
}

function withLost({ trace: { sources, lost } }: Study): Finding | undefined {
  const waits = sum(lost, (one) => one.waits);
  if (waits === 0) return undefined;
  return {
    code: "lines-lost",
    title: `Lines are missing in ${names(lost.map(({ source }) => sources[source]).filter((source) => source !== undefined))}`,
    detail: `${countOf(waits, "wait")} began and no line tells how ${waits === 1 ? "it" : "they"} ended, though those who waited wrote on; ${waits === 1 ? "it is" : "they are"} in no sum.`,
    fix: "Syslog and the journal leave out lines beyond a rate: set `RateLimitBurst=0` in journald.conf, `ratelimit.interval=\"0\"` for rsyslog's input, or give the service's own log file.",
  };
}

function withObserver({ trace, acquisitions }: Study): Finding | undefined {
  const logging = sum(acquisitions.filter(({ form, resourceClass }) => form === "traced" && resourceClass === "virLogMessage"), ({ waitUs }) => waitUs ?? 0);
  if (logging === 0 || !trace.sources.some(({ format }) => format === "libvirtd")) return undefined;
  return {
    code: "observer",
    title: "Observing costs: libvirt waits for its own log",
    detail: `The traced threads waited ${(logging / 1e6).toFixed(1)} s for the mutex under which libvirt writes its log; without debug output they would not.`,
    fix: "Compare with a run whose libvirt log filters are narrower.",
  };
}

function withFolds({ trace }: Study): Finding | undefined {
  const folded = sum(trace.folds, ({ acquisitions }) => acquisitions);
  const { records, lines } = trace.dropped;
  if (folded + records + lines === 0) return undefined;
  const parts = [
    folded === 0
      ? ""
      : `${countOf(folded, "uncontended acquisition")} of background work or of boots long past ${folded === 1 ? "was" : "were"} counted but not kept one by one: sums are exact, quantiles within 1 %, utilisation is not told.`,
    records + lines === 0
      ? ""
      : `${countOf(records, "other record")} and the places of ${countOf(lines, "line")} were not kept either: in the timelines of boots long past, what they would explain shows as unexplained.`,
  ];
  return {
    code: "folded",
    title: "More boots or background work than are kept in detail",
    detail: parts.filter((part) => part !== "").join(" "),
    fix: "Give the logs of a shorter time.",
  };
}

function names(sources: readonly TracedSource[]): string {
  return listed([...new Set(sources.flatMap(servicesOf))].sort());
}

function listed(unique: readonly string[]): string {
  return unique.length <= 3 ? unique.join(", ") : `${unique.slice(0, 3).join(", ")} and ${unique.length - 3} more`;
}
