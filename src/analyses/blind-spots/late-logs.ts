import { group, min } from "d3-array";
import { formatInstant } from "../../lib/instant.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Finding } from "../../model/report.ts";
import type { Trace } from "../../model/trace.ts";
import type { Boot } from "../boots.ts";
import { servicesOf } from "../services-of.ts";
import type { Study } from "../study.ts";
import { COLLECT_WHOLE } from "./cut-logs.ts";

/** A log, what it would tell of a boot, and whether it does. */
interface Expected {
  readonly name: string;
  readonly fromUs: number;
  readonly boots: readonly Boot[];
  /** When it would have told of a boot at the latest, as others saw it, µs UTC; undefined: nobody saw. */
  readonly dueUs: (boot: Boot) => number | undefined;
  readonly tells: (boot: Boot) => boolean;
}

/** Logs of the API and of libvirt that begin in the middle of the boots: others saw what these would have told of some, and they tell it of those that came after. */
export function lateLogs({ boots, trace }: Pick<Study, "boots" | "trace">): Finding | undefined {
  const late = [...apiLogs(boots, trace), ...libvirtLogs(boots, trace)].flatMap(({ name, fromUs, boots: own, dueUs, tells }) => {
    const missed = own.filter((boot) => (dueUs(boot) ?? fromUs) < fromUs && !tells(boot));
    const after = own.filter((boot) => (dueUs(boot) ?? fromUs) > fromUs);
    return missed.length === 0 || !own.some(tells) || after.filter(tells).length < after.length / 2 ? [] : [`${name} begins at ${formatInstant(fromUs)}, after what it would tell of ${countOf(missed.length, "boot")} of ${formatCount(own.length)}`];
  });
  if (late.length === 0) return undefined;
  return {
    code: "log-late",
    title: "A log that begins in the middle of the boots",
    detail: `The log of ${late.join("; that of ")}. What was waited for there before is not told: waits are too few, and what removing them would save is too low.`,
    fix: COLLECT_WHOLE,
  };
}

function apiLogs(boots: readonly Boot[], { sources }: Trace): readonly Expected[] {
  const fromUs = min(sources, (source) => (source.format === "oslo-log" && servicesOf(source).includes("nova-api") ? source.fromUs : undefined));
  if (fromUs === undefined) return [];
  return [{
    name: "nova-api", fromUs, boots,
    dueUs: ({ instance }) => instance.milestones.find(({ milestone, outside }) => milestone === "create-requested" && outside)?.atUs,
    tells: ({ instance }) => instance.milestones.some(({ service, outside }) => service === "nova-api" && !outside),
  }];
}

function libvirtLogs(boots: readonly Boot[], { sources, operations }: Trace): readonly Expected[] {
  const started = new Set(operations.flatMap(({ operation, actor }) => (operation === "domain-start" && actor.instance !== undefined ? [actor.instance] : [])));
  return [...group(sources.filter(({ format }) => format === "libvirtd"), ({ host }) => host)].flatMap(([host, own]) => {
    const fromUs = min(own, (log) => log.fromUs);
    return fromUs === undefined ? [] : [{
      name: host === undefined ? "libvirtd" : `libvirtd of ${host}`, fromUs,
      boots: boots.filter(({ instance }) => instance.host === host),
      dueUs: ({ instance }: Boot) => instance.milestones.find(({ milestone, outside }) => milestone === "guest-created" && !outside)?.atUs,
      tells: ({ index }: Boot) => started.has(index),
    }];
  });
}
