import { bisector } from "d3-array";
import type { Actor, Role } from "../model/trace.ts";
import type { Joins } from "./join-instances.ts";
import type { ThreadWork, Writer } from "./raw.ts";
import { uuidIn } from "./resource-class.ts";

/** When an instance boots and when it is deleted, µs UTC, as far as known. */
export interface Life {
  readonly bootEndUs: number | undefined;
  readonly deleteStartUs: number | undefined;
}

export interface Bound {
  readonly writer: Writer;
  readonly work: ThreadWork | undefined;
  readonly atUs: number;
  readonly service: string;
  readonly host: string | undefined;
  /** A name that may hold an instance id (the lock's). */
  readonly about: string | undefined;
  /** The instance that a request from elsewhere asks for. */
  readonly asked?: string | undefined;
  /** Of several instances that its request serves, the one that it was for. */
  readonly which: (instances: ReadonlySet<string>) => string | undefined;
}

/** A stretch of one thread's time in which it worked for an instance. */
export interface ThreadStretch {
  readonly startUs: number;
  readonly endUs: number;
  readonly instance: number;
}

/**
 * Finds out for whom something was done: by its request, its thread's work, its tag, or (traced threads) what libvirt says that
 * thread did at the time.
 */
export function bindActors(joins: Joins, lives: readonly Life[], stretchesOf: (host: string | undefined, tid: number) => readonly ThreadStretch[]): (bound: Bound) => Actor {
  const byTime = (instance: number, atUs: number): Role => {
    const life = lives[instance];
    if (life === undefined) return "background";
    if (life.deleteStartUs !== undefined && atUs >= life.deleteStartUs) return "delete";
    return life.bootEndUs === undefined || atUs <= life.bootEndUs ? "boot" : "background";
  };

  // Records of one writer are mostly for one instance: they share their actor.
  const actors = new Map<Writer, Actor[]>();

  return ({ writer, work, atUs, service, host, about, asked, which }) => {
    const actor = (instance: number | undefined, role: Role): Actor => {
      const known = actors.get(writer);
      const same = known?.find((one) => one.instance === instance && one.role === role && one.service === service && one.host === host);
      if (same !== undefined) return same;
      const { pid, tid, requestId } = writer;
      const globalRequestId = writer.globalRequestId ?? (requestId === undefined ? undefined : joins.requests.get(requestId)?.cause);
      const fresh = { service, host, pid, tid, requestId, globalRequestId, instance, role };
      if (known === undefined) actors.set(writer, [fresh]);
      else known.push(fresh);
      return fresh;
    };

    for (const requestId of [writer.requestId, writer.globalRequestId]) {
      const binding = requestId === undefined ? undefined : joins.requests.get(requestId);
      if (binding === undefined || binding.role === "background") continue;
      const id = oneOf(binding.instances, writer.instanceId ?? asked, about) ?? which(binding.instances);
      const instance = id === undefined ? undefined : joins.indexOf.get(id);
      if (binding.role === "by-time") return instance === undefined ? actor(undefined, "background") : actor(instance, byTime(instance, atUs));
      return actor(instance, instance === undefined && binding.instances.size === 0 ? "background" : binding.role);
    }
    if (work !== undefined) {
      const id = work.instanceId ?? (work.domain === undefined ? undefined : joins.instanceOfDomain(work.domain, host));
      const instance = id === undefined ? undefined : joins.indexOf.get(id);
      if (instance !== undefined) return actor(instance, byTime(instance, atUs));
    }
    if (writer.requestId === undefined && writer.instanceId !== undefined) {
      const instance = joins.indexOf.get(writer.instanceId);
      if (instance !== undefined) return actor(instance, byTime(instance, atUs));
    }
    if (writer.tid !== undefined && work === undefined) {
      const stretch = stretchAt(stretchesOf(host, writer.tid), atUs);
      if (stretch !== undefined) return actor(stretch.instance, byTime(stretch.instance, atUs));
    }
    // What a periodic task asks is no instance's.
    const instance = asked === undefined || writer.globalRequestId !== undefined ? undefined : joins.indexOf.get(asked);
    return instance === undefined ? actor(undefined, "background") : actor(instance, byTime(instance, atUs));
  };
}

function oneOf(instances: ReadonlySet<string>, tagged: string | undefined, about: string | undefined): string | undefined {
  if (tagged !== undefined && instances.has(tagged)) return tagged;
  if (instances.size === 1) for (const only of instances) return only;
  const named = about === undefined ? undefined : uuidIn(about);
  return named !== undefined && instances.has(named) ? named : undefined;
}

const byStart = bisector((stretch: ThreadStretch) => stretch.startUs).right;

/** Stretches of one thread do not overlap and are in order of time. */
function stretchAt(stretches: readonly ThreadStretch[], atUs: number): ThreadStretch | undefined {
  const stretch = stretches[byStart(stretches, atUs) - 1];
  return stretch !== undefined && atUs <= stretch.endUs ? stretch : undefined;
}
