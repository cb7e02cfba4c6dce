import { bisector, bisectRight, group, max } from "d3-array";
import { accumulated, integrate } from "../../lib/integral.ts";
import { unite, type Interval } from "../../lib/intervals.ts";
import type { Acquisition, OwnLine, Role, Trace, TracedInstance } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import { CLIENT_REQUESTS, type Pool } from "../pool.ts";

/** A request is read this soon after there is room for it, µs: stamps are in ms. Where there is room for longer, none is left in the socket. */
const SOON_US = 2000;

/**
 * Its log shows only when a request was read, and of the first of those that were left in the socket since when: all others came earlier than
 * they seem. What nova-compute says tells since when: since the request's own last line, the answer to its call before, or the
 * last instant in which there was room. Gives what is now known of each acquisition that this changes.
 */
export function unreadRequests({ acquisitions, instances, sources, endUs = 0 }: Trace, pools: ReadonlyMap<string, Pool>): ReadonlyMap<Acquisition, Acquisition> {
  const linesOf = ownLinesOf(instances, sources);
  const told = new Map<Acquisition, Acquisition>();
  for (const [identity, calls] of group(acquisitions.filter(({ resourceClass, state }) => resourceClass === CLIENT_REQUESTS && state !== "abandoned"), (call) => call.identity)) {
    const permits = pools.get(identity)?.permits;
    if (permits === undefined) continue;
    const full = whileFull(calls.flatMap((call) => heldStretch(call, endUs) ?? []), permits);
    const answeredUs = new Map<string, number>();
    for (const call of [...calls].sort((a, b) => (a.acquiredUs ?? 0) - (b.acquiredUs ?? 0))) {
      const { actor: { instance, role }, acquiredUs, releasedUs, waitUs = 0 } = call;
      if (instance === undefined || acquiredUs === undefined) continue;
      const key = `${instance} ${role}`;
      const own = linesOf(instance, role);
      const lineUs = own[byInstant.left(own, acquiredUs) - 1]?.atUs;
      const sinceUs = lineUs === undefined ? undefined : max([lineUs, answeredUs.get(key)], (us) => us);
      const unreadUs = sinceUs === undefined || sinceUs > acquiredUs ? undefined : full.waitUs(sinceUs, acquiredUs);
      if (unreadUs !== undefined && unreadUs !== waitUs) told.set(call, { ...call, waitUs: unreadUs });
      if (releasedUs !== undefined) answeredUs.set(key, Math.max(releasedUs, answeredUs.get(key) ?? releasedUs));
    }
  }
  return told;
}

function ownLinesOf(instances: readonly TracedInstance[], sources: Trace["sources"]): (instance: number, role: Role) => readonly OwnLine[] {
  const lines = new Map<string, readonly OwnLine[]>();
  return (instance, role) => {
    const key = `${instance} ${role}`;
    let own = lines.get(key);
    if (own === undefined) lines.set(key, (own = (instances[instance]?.ownLines() ?? []).filter((line) => line.role === role && sources[line.place.source]?.service === "nova-compute")));
    return own;
  };
}

const byInstant = bisector((line: OwnLine) => line.atUs);

interface Full {
  /** How long a call waited that could have been sent at one instant and was read at another, µs. */
  readonly waitUs: (sinceUs: number, readUs: number) => number;
}

/** Stretches in which as many are inside as may be; gaps in which the next is read are part of them. */
function whileFull(holds: readonly Interval[], permits: number): Full {
  const changes = holds.flatMap(({ startUs, endUs }) => [{ atUs: startUs, by: 1 }, { atUs: endUs, by: -1 }]).sort((a, b) => a.atUs - b.atUs || a.by - b.by);
  const full: Interval[] = [];
  let inside = 0;
  let sinceUs: number | undefined;
  for (const { atUs, by } of changes) {
    inside += by;
    if (inside >= permits) sinceUs ??= atUs;
    else if (sinceUs !== undefined) {
      full.push({ startUs: sinceUs, endUs: atUs });
      sinceUs = undefined;
    }
  }
  const exactly = integrate(full.flatMap(({ startUs, endUs }) => [{ atUs: startUs, rate: 1 }, { atUs: endUs, rate: 0 }]), ({ rate }) => rate);
  const withGaps = unite(full.map(({ startUs, endUs }) => ({ startUs, endUs: endUs + SOON_US })));
  const startsUs = withGaps.map(({ startUs }) => startUs);
  return {
    waitUs: (sinceUs, readUs) => {
      const last = withGaps[bisectRight(startsUs, readUs) - 1];
      // Where there was room, it was sent only then; where nobody else called meanwhile, its own call before had the permit.
      if (last === undefined || last.endUs < readUs) return 0;
      const fromUs = Math.max(sinceUs, last.startUs);
      return accumulated(exactly, fromUs, readUs) <= 0 ? 0 : readUs - fromUs;
    },
  };
}
