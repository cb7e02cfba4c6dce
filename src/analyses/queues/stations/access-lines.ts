import { bisectLeft, group } from "d3-array";
import type { GaugePoint, Trace, TracedSource } from "../../../model/trace.ts";
import { LEAST_SAMPLES, wholeCoreSamples } from "../../whole-core.ts";
import { workersOf } from "../services.ts";
import type { Departure, DepartureStation } from "../station.ts";

/** Share of the answers that were given meanwhile. */
const MEANWHILE_SHARE = 0.6;

/** Web servers whose log tells only when they answered, without debug lines; and what serves them is called in atop. */
const SERVERS: ReadonlyMap<string, RegExp> = new Map([["placement-api", /^(?:placement|uwsgi|httpd|apache2)/]]);

/**
 * Services that log their answers and neither when a request came nor how long it took (placement, without debug lines). A boot was free to ask since
 * its own last line elsewhere, or its answer before. Other work may lie between, so this is believed only where one process had its core to the
 * full (atop) while most answers were given.
 */
export function accessLines({ instances, sources, gauges, operations }: Trace): readonly DepartureStation[] {
  if (!sources.some(tellsOnlyAnswers)) return [];
  const departures = instances.flatMap((instance, index): readonly (Departure & { readonly service: string; readonly host: string | undefined })[] => {
    const lines = instance.ownLines();
    return lines.flatMap(({ atUs, role, place }, at) => {
      const source = sources[place.source];
      if (source === undefined || !tellsOnlyAnswers(source)) return [];
      // What was written in the same ms may have come after.
      const before = lines.slice(0, at).findLast((line) => line.atUs < atUs);
      if (before?.role !== role) return [];
      const actor = {
        service: source.service,
        host: source.host,
        pid: undefined,
        tid: undefined,
        requestId: (role === "delete" ? instance.deleteRequestIds : instance.bootRequestIds)[0],
        globalRequestId: undefined,
        instance: index,
        role,
      };
      return [{ service: source.service, host: source.host, actor, arrivalUs: before.atUs, departureUs: atUs, server: undefined, kind: "request", place, after: before.service }];
    });
  });
  return [...group(departures, ({ service, host }) => `${service}|${host ?? ""}`).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    // Web servers are called alike whatever they serve; what others log of their own processes tells them apart.
    const others = new Set(operations.filter(({ actor }) => actor.service !== first.service && actor.host === first.host).map(({ actor }) => actor.pid));
    const isFull = wholeCore(gauges.filter(({ pid }) => pid === undefined || !others.has(pid)), first);
    if (own.filter(({ departureUs }) => isFull(departureUs)).length < MEANWHILE_SHARE * own.length) return [];
    return [{ ...workersOf(first.service, first.host), arrivals: "upstream", departures: own }];
  });
}

function tellsOnlyAnswers({ service, hasDebug }: TracedSource): boolean {
  return hasDebug === false && SERVERS.has(service);
}

/** Tells the instants at which one process, and no other of its name, had a core to itself. */
function wholeCore(gauges: readonly GaugePoint[], { service, host }: { readonly service: string; readonly host: string | undefined }): (atUs: number) => boolean {
  const served = wholeCoreSamples(gauges).filter(
    ({ gauge, subject, ...point }) => gauge === "process-cpu" && (host === undefined || point.host === host) && SERVERS.get(service)?.test(subject ?? "") === true,
  );
  const busy = [...group(served, ({ pid }) => pid).values()].filter((points) => points.length >= LEAST_SAMPLES);
  const [only] = busy;
  if (only === undefined || busy.length > 1) return () => false;
  const points = [...only].sort((a, b) => a.atUs - b.atUs);
  const endsUs = points.map(({ atUs }) => atUs);
  return (atUs) => {
    const point = points[bisectLeft(endsUs, atUs)];
    return point !== undefined && point.atUs - point.intervalUs < atUs;
  };
}
