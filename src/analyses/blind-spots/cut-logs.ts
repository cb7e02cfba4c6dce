import { group, max, min } from "d3-array";
import { formatInstant } from "../../lib/instant.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import { BUILD_STEPS } from "../../model/build-steps.ts";
import type { MilestoneName } from "../../model/event.ts";
import type { Finding } from "../../model/report.ts";
import type { Boot } from "../boots.ts";
import { servicesOf } from "../services-of.ts";
import type { Study } from "../study.ts";

/** What to do about a log that does not cover the boots. */
export const COLLECT_WHOLE = "Collect it for the whole time of the boots, with the files it was rotated into.";

const SERVICE = "nova-compute";

const LAST: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["spawned", "built", "active", "error", "terminating"]);

/** nova-compute's logs of a host that begin in the middle of its boots, or end there: other logs saw these asked for, or become ready, and it tells of others what it does not tell of them. */
export function cutLogs({ boots, trace }: Pick<Study, "boots" | "trace">): Finding | undefined {
  const logs = trace.sources.filter((source) => source.format === "oslo-log" && servicesOf(source).includes(SERVICE));
  const cuts = [...group(logs, ({ host }) => host)].flatMap(([host, own]) => {
    const [fromUs, toUs] = [min(own, (log) => log.fromUs), max(own, (log) => log.toUs)];
    const here = boots.filter(({ instance }) => instance.host === host);
    if (fromUs === undefined || toUs === undefined) return [];
    const begunBefore = here.filter((boot) => (boot.requestUs ?? fromUs) < fromUs && !tells(boot, BUILD_STEPS) && ((boot.activeUs ?? fromUs) < fromUs || tells(boot, LAST)));
    const goneOn = here.filter((boot) => (boot.activeUs ?? toUs) > toUs && !tells(boot, LAST));
    const isEarly = goneOn.length > 0 && here.some((boot) => tells(boot, LAST));
    const isLate = begunBefore.length > 0 && here.some((boot) => tells(boot, BUILD_STEPS));
    const of = host === undefined ? "" : ` of ${host}`;
    return [
      ...(isLate ? [`that${of} begins at ${formatInstant(fromUs)}, when ${countOf(begunBefore.length, "boot")} of ${formatCount(here.length)} had begun`] : []),
      ...(isEarly ? [`that${of} ends at ${formatInstant(toUs)}, before ${countOf(goneOn.length, "boot")} of ${formatCount(here.length)} were ready`] : []),
    ];
  });
  if (cuts.length === 0) return undefined;
  return {
    code: "log-cut",
    title: "A nova-compute log that does not cover the boots",
    detail: `Of the logs of nova-compute ${cuts.join("; ")}. What they waited for meanwhile is not told, nor whom they kept waiting: waits are too few, and what removing them would save is too low.`,
    fix: COLLECT_WHOLE,
  };
}

function tells({ instance }: Boot, milestones: ReadonlySet<MilestoneName>): boolean {
  return instance.milestones.some(({ milestone, service }) => service === SERVICE && milestones.has(milestone));
}
