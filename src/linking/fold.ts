import { addToSketch, mergeIntoSketch, quantileSketch } from "../lib/quantile-sketch.ts";
import type { Durations, Fold, RawAcquisition } from "./raw.ts";
import { resourceClassOf } from "./resource-class.ts";

export interface Folding {
  readonly fold: (acquisition: RawAcquisition) => void;
  readonly folds: () => readonly Fold[];
}

/** What tells folds of one stretch of time apart. */
type Class = Pick<Fold, "resource" | "form" | "resourceClass" | "service" | "host" | "pid" | "clock" | "place">;

/** So that `--since`, `--until` and runs can still tell them apart, µs. Doubled whenever there are too many stretches. */
const STRETCH_US = 60_000_000;
const MOST_FOLDS = 2048;
/** Names of individual locks remembered for each. */
const MOST_LOCKS = 1024;

/** Counts the acquisitions of one log that are given up. */
export function folding(): Folding {
  let stretchUs = STRETCH_US;
  let folds = new Map<string, Fold>();

  const keyOf = ({ resource, form, resourceClass, service, host, pid, clock, place }: Class, atUs: number): string =>
    `${Math.floor(atUs / stretchUs)}|${resource}|${form}|${service ?? ""}|${host ?? ""}|${pid ?? ""}|${clock}|${place.source}|${resourceClass}`;

  const widen = (): void => {
    stretchUs *= 2;
    const wider = new Map<string, Fold>();
    for (const fold of folds.values()) {
      const key = keyOf(fold, fold.fromUs);
      const known = wider.get(key);
      if (known === undefined) wider.set(key, fold);
      else merge(known, fold);
    }
    folds = wider;
  };

  return {
    fold: (acquisition) => {
      const { resource, form, scope, lock, writer: { service, host, pid, clock }, place } = acquisition;
      const atUs = instantOf(acquisition);
      const resourceClass = resourceClassOf(resource, scope, lock);
      const key = keyOf({ resource, form, resourceClass, service, host, pid, clock, place }, atUs);
      let fold = folds.get(key);
      if (fold === undefined) {
        fold = {
          resource, scope, form, resourceClass, service, host, pid, clock, fromUs: atUs, toUs: atUs, acquisitions: 0, waits: noDurations(), holds: noDurations(),
          locks: new Set(), place,
        };
        folds.set(key, fold);
      }
      addTo(fold, acquisition, atUs);
      while (folds.size > MOST_FOLDS && stretchUs < Number.MAX_SAFE_INTEGER / 2) widen();
    },
    folds: () => [...folds.values()],
  };
}

function instantOf({ acquiredUs, releasedUs, requestedUs }: RawAcquisition): number {
  return acquiredUs ?? releasedUs ?? requestedUs ?? 0;
}

function addTo(fold: Fold, { waitUs, holdUs, lock }: RawAcquisition, atUs: number): void {
  fold.fromUs = Math.min(fold.fromUs, atUs);
  fold.toUs = Math.max(fold.toUs, atUs);
  fold.acquisitions++;
  if (waitUs !== undefined) addDuration(fold.waits, waitUs);
  if (holdUs !== undefined) addDuration(fold.holds, holdUs);
  if (fold.locks.size < MOST_LOCKS) fold.locks.add(lock);
}

function addDuration(durations: Durations, us: number): void {
  durations.count++;
  durations.totalUs += us;
  durations.maxUs = Math.max(durations.maxUs, us);
  addToSketch(durations.sketch, us);
}

function noDurations(): Durations {
  return { count: 0, totalUs: 0, maxUs: 0, sketch: quantileSketch() };
}

function mergeDurations(into: Durations, other: Durations): void {
  into.count += other.count;
  into.totalUs += other.totalUs;
  into.maxUs = Math.max(into.maxUs, other.maxUs);
  mergeIntoSketch(into.sketch, other.sketch);
}

function merge(into: Fold, other: Fold): void {
  into.fromUs = Math.min(into.fromUs, other.fromUs);
  into.toUs = Math.max(into.toUs, other.toUs);
  into.acquisitions += other.acquisitions;
  mergeDurations(into.waits, other.waits);
  mergeDurations(into.holds, other.holds);
  for (const lock of other.locks) if (into.locks.size < MOST_LOCKS) into.locks.add(lock);
}
