import { TraceRankError } from "../model/error.ts";
import type { ResourceKind } from "../model/event.ts";
import { findHotspots } from "./find-hotspot.ts";

interface Asked {
  readonly change: "remove" | "limit" | "scale";
  readonly of: string;
  readonly value: number | null;
}

interface Candidate {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
}

/**
 * Nobody holds an event, so it has no permits that could be fewer or more.
 *
 * @throws TraceRankError `bad-option`, `no-such-hotspot`
 */
export function checkLimits(asked: readonly Asked[], candidates: readonly Candidate[]): void {
  for (const { of, value } of asked.filter(({ change }) => change === "limit")) {
    const found = findHotspots(candidates, of);
    if (found.some(({ kind }) => kind !== "event")) continue;
    throw new TraceRankError(
      "bad-option",
      `--limit ${of}=${value ?? ""}: ${found[0]?.resource ?? of} is an event, of which there is no number of permits`,
      `Say how long it takes: --scale '${of}=0.5', or --remove '${of}'. What serves it can be limited by its own name.`,
    );
  }
}
