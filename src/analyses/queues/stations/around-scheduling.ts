import type { OwnLine, Trace, TracedInstance } from "../../../model/trace.ts";
import { mayBe, releaseOf } from "../../releases.ts";
import { isLogged } from "../../services-of.ts";
import { bootActor } from "../boot-actor.ts";
import { settleStarts, type SettledStarts } from "../late-starts.ts";
import type { Station } from "../station.ts";
import { divideStretches } from "../stretches.ts";
import { bootLines } from "./boot-lines.ts";
import { bootWorkers } from "./boot-workers.ts";
import { perRequest } from "./per-request.ts";
import { selectionsOf } from "./selections.ts";

const CONDUCTOR = "nova-conductor";
const SCHEDULER = "nova-scheduler";
const COMPUTE = "nova-compute";

/**
 * Conductors before Stein, and schedulers before Pike, tell nothing of when they take a boot up. A conductor is busy with a boot until its own last line, which it may
 * write before it is done, or until nova-compute writes of it, a scheduler until its own last line; what lies before the first line of either is work or waiting, told
 * apart by what those took who found one free (late-starts.ts). Of these ends those count that the first lines follow most closely.
 */
export function aroundScheduling(trace: Trace): readonly Station[] {
  const { sources } = trace;
  const selectionsFor = selectionsOf(trace);
  const isBuildTold = isLogged(COMPUTE, sources);
  const boots = perRequest(trace, (boot) => {
    const stay = stayOf(boot.instance, isBuildTold);
    return stay === undefined ? [] : [{ ...boot, ...stay }];
  });
  const isSchedulerLate = mayBe(releaseOf("nova", sources), undefined, "Ocata");
  return divideStretches(boots).flatMap((stretch) => {
    const conducted = stretch.map((stay) => ({ ...stay, endUs: stay.conductedUs }));
    const inScheduler = stretch.map((stay) => ({ ...stay, endUs: stay.scheduledUs }));
    // Where conductors say since when the scheduler was asked, it did not keep anyone waiting before.
    const isAskedLater = stretch.filter(({ requestId }) => selectionsFor(requestId).length > 0).length > stretch.length / 2;
    const [service, stays, settled] = closest([[CONDUCTOR, stretch, settleStarts(stretch)], [CONDUCTOR, conducted, settleStarts(conducted)], [SCHEDULER, inScheduler, isSchedulerLate && !isAskedLater ? settleStarts(inScheduler) : undefined]]);
    if (settled?.isSure !== true) return [];
    const hosts = new Set(stretch.flatMap(({ lines }) => lines.filter((line) => line.service === service).map(({ place }) => sources[place.source]?.host)));
    const [host] = hosts.size === 1 ? hosts : [undefined];
    return bootWorkers(
      service,
      stays.map(({ index, instance, arrivalUs, first, endUs }, at) => {
        const name = service === CONDUCTOR ? "build instances" : "select destinations";
        return {
          actor: bootActor(service, host, instance, index),
          arrivalUs,
          startUs: settled.startsUs[at] ?? first.atUs,
          endUs,
          place: first.place,
          name,
        };
      }),
    );
  });
}

type Settled<Stays> = readonly [service: string, stays: Stays, settled: SettledStarts | undefined];

function closest<Stays>(found: readonly Settled<Stays>[]): Settled<Stays> {
  return found.reduce((best, one) => ((one[2]?.spreadUs ?? Number.POSITIVE_INFINITY) < (best[2]?.spreadUs ?? Number.POSITIVE_INFINITY) ? one : best));
}

/**
 * From the API's last line before either wrote to nova-compute's first: what follows is another try, after a build that failed. Where nova-compute has no log the
 * conductor's last line ends it.
 */
function stayOf(instance: TracedInstance, isBuildTold: boolean) {
  const boot = bootLines(instance);
  const built = boot.findIndex(({ service }) => service === COMPUTE);
  const lines = built < 0 ? boot : boot.slice(0, built);
  const isBetween = ({ service }: OwnLine): boolean => service === CONDUCTOR || service === SCHEDULER;
  const at = lines.findIndex(isBetween);
  const handedOver = isBuildTold ? undefined : lines.findLast(({ service }) => service === CONDUCTOR);
  const [before, first, next] = [lines[at - 1], lines[at], boot[built] ?? handedOver];
  const scheduled = lines.findLast(({ service }) => service === SCHEDULER);
  if (before?.service !== "nova-api" || first === undefined || next === undefined || scheduled === undefined) return undefined;
  const conducted = lines.findLast(({ service, atUs }) => service === CONDUCTOR && atUs >= scheduled.atUs);
  return { lines, arrivalUs: before.atUs, first, shownUs: first.atUs, scheduledUs: scheduled.atUs, conductedUs: (conducted ?? next).atUs, endUs: next.atUs };
}
