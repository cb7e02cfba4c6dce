import { bisector } from "d3-array";
import type { Interval } from "../../lib/intervals.ts";
import type { Acquisition, TracedInstance } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import { SOON_US, whileFull } from "./while-full.ts";

/** libvirtd reads no further request of a client that has as many in work as it may (`max_client_requests`, virNetServerClientDispatchRead). */
const POOL = "libvirtd client requests";

/** Gives the instant from which a request waited to be read, where its log shows only when it was read; undefined: it did not wait. */
export function unreadSince(acquisitions: readonly Acquisition[], permitsOf: (identity: string) => number, instances: readonly TracedInstance[], logEndUs: number): (acquisition: Acquisition, requestUs: number) => number | undefined {
  const fullOf = new Map<string, readonly Interval[]>();
  const holdsOf = new Map<string, Interval[]>();
  for (const acquisition of acquisitions) {
    const hold = acquisition.resourceClass === POOL ? heldStretch(acquisition, logEndUs) : undefined;
    if (hold === undefined) continue;
    const holds = holdsOf.get(acquisition.identity);
    if (holds === undefined) holdsOf.set(acquisition.identity, [hold]);
    else holds.push(hold);
  }
  const lines = new Map<string, readonly number[]>();
  const linesOf = (instance: number, role: string): readonly number[] => {
    const key = `${instance} ${role}`;
    let own = lines.get(key);
    if (own === undefined) lines.set(key, (own = (instances[instance]?.ownLines() ?? []).flatMap((line) => (line.role === role ? [line.atUs] : []))));
    return own;
  };
  return ({ identity, resourceClass, actor: { instance, role } }, requestUs) => {
    if (resourceClass !== POOL || instance === undefined) return undefined;
    let full = fullOf.get(identity);
    if (full === undefined) fullOf.set(identity, (full = whileFull(holdsOf.get(identity) ?? [], permitsOf(identity))));
    const busy = full[byStart(full, requestUs) - 1];
    if (busy === undefined || busy.endUs < requestUs - SOON_US) return undefined;
    const own = linesOf(instance, role);
    const before = own[byInstant(own, requestUs) - 1];
    const sinceUs = before === undefined ? undefined : Math.max(busy.startUs, before);
    return sinceUs !== undefined && sinceUs < requestUs ? sinceUs : undefined;
  };
}

const byStart = bisector((interval: Interval) => interval.startUs).right;
const byInstant = bisector((us: number) => us).left;
