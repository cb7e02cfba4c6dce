import type { PairedSource, Trail, Writer } from "./raw.ts";

/** Says of a record by whom it was written, in which source, and when on that source's clock, whether it goes. */
export type Goes = (writer: Pick<Writer, "service" | "clock">, source: number, atUs: number) => boolean;

/** What was paired but for records that go. What a record says of whose a request is stays: that is true however often it is said. */
export function dropRecords(paired: PairedSource, goes: Goes): PairedSource {
  const stays = <R extends { readonly writer: Writer; readonly place: { readonly source: number } }>(record: R, atUs: number | undefined): boolean =>
    atUs === undefined || !goes(record.writer, record.place.source, atUs);
  const placedStays = <R extends { readonly writer: Writer; readonly atUs: number; readonly place: { readonly source: number } }>(record: R): boolean => stays(record, record.atUs);
  return {
    ...paired,
    acquisitions: paired.acquisitions.filter((one) => stays(one, one.acquiredUs ?? one.releasedUs ?? one.requestedUs)),
    operations: paired.operations.filter((one) => stays(one, one.endUs)),
    folds: paired.folds.filter((fold) => !goes(fold, fold.place.source, fold.toUs)),
    milestones: paired.milestones.filter(placedStays),
    eventsAwaited: paired.eventsAwaited.filter(placedStays),
    eventsReceived: paired.eventsReceived.filter(placedStays),
    eventWaitsCompleted: paired.eventWaitsCompleted.filter(placedStays),
    silences: paired.silences.filter(({ head, place }) => !goes(head, place.source, head.atUs)),
    restarts: paired.restarts.filter(({ head, place }) => !goes(head, place.source, head.atUs)),
    limits: paired.limits.filter(({ head, place }) => !goes(head, place.source, head.atUs)),
    trails: new Map([...paired.trails].map(([id, trails]) => [id, trails.map((trail) => dropLines(trail, goes))])),
  };
}

function dropLines(trail: Trail, goes: Goes): Trail {
  const stay = trail.atUs.map((atUs) => !goes(trail, trail.source, atUs));
  return { ...trail, atUs: trail.atUs.filter((_, index) => stay[index]), line: trail.line.filter((_, index) => stay[index]) };
}
