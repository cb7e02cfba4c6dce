import { describe, expect, it } from "vitest";
import { wallToUtc } from "../../src/lib/time-zone.ts";
import { activity, identity, linked, milestone, type Log } from "../support/events.ts";

const UUIDS = ["4696d181-0000-4000-8000-000000000001", "4696d181-0000-4000-8000-000000000002", "4696d181-0000-4000-8000-000000000003"];
const LIBVIRTD = { format: "libvirtd", service: "libvirtd" };
const HOUR = 3_600_000;

/** nova-compute on a local clock: builds each instance at these milliseconds. */
const compute = (path: string, startsMs: readonly number[], own: Log["own"] = {}): Log => ({
  path,
  events: startsMs.map((atMs, index) => milestone(atMs, "build-started", { clock: "local", instanceId: UUIDS[index], requestId: `req-${index}` })),
  own,
});
/** libvirtd, always on UTC: hears of each domain at these milliseconds. */
const libvirtd = (path: string, startsMs: readonly number[]): Log => ({
  path,
  events: startsMs.map((atMs, index) => identity(atMs, { instanceId: UUIDS[index], domain: `instance-0000000${index}` })),
  own: LIBVIRTD,
});

const zone = (name: string): { name: string; toUtc: (wallUs: number) => number } => ({ name, toUtc: wallToUtc(name) ?? ((us: number) => us) });
const buildsOf = (logs: readonly Log[], at?: ReturnType<typeof zone>): (number | undefined)[] => linked(logs, at).instances.map(({ milestones }) => milestones[0]?.atUs).map((us) => (us === undefined ? undefined : us / 1000));

describe("placing clocks", () => {
  it("moves a local log two hours ahead onto a UTC one through the instances both saw", () => {
    const logs = [compute("c.log", [2 * HOUR, 2 * HOUR + 1000]), libvirtd("l.log", [3000, 4200])];
    expect(buildsOf(logs)).toEqual([0, 1000]);
  });

  it("says how many instances agreed", () => {
    const { clocks } = linked([compute("c.log", [2 * HOUR, 2 * HOUR + 1000]), libvirtd("l.log", [3000, 4200])]);
    expect(clocks).toMatchObject([
      { clock: "utc", how: "stated", offsetUs: 0, sources: ["l.log"] },
      { clock: "local", how: "matched", offsetUs: -2 * HOUR * 1000, sources: ["c.log"], basis: expect.stringContaining("2 of 2 instances") },
    ]);
  });

  it("takes a local log for UTC, and says so, where no instance is shared", () => {
    const { clocks } = linked([compute("c.log", [2 * HOUR]), { path: "l.log", events: [activity(0)], own: LIBVIRTD }]);
    expect(clocks).toMatchObject([{ how: "stated" }, { how: "assumed", offsetUs: 0 }]);
  });

  it("takes local logs alone for UTC", () => {
    expect(linked([compute("c.log", [2 * HOUR])]).clocks).toMatchObject([{ clock: "local", how: "assumed", offsetUs: 0 }]);
  });

  it("lets the time zone option win over a match", () => {
    const logs = [compute("c.log", [2 * HOUR]), libvirtd("l.log", [0])];
    expect(buildsOf(logs, zone("+01:00"))).toEqual([HOUR]);
    expect(linked(logs, zone("+01:00")).clocks).toMatchObject([{ how: "stated" }, { how: "option", offsetUs: -HOUR * 1000, basis: "local time of +01:00" }]);
  });

  it("does not match where the shared instances do not agree on one offset", () => {
    const logs = [compute("c.log", [0, HOUR]), libvirtd("l.log", [2 * HOUR, 2 * HOUR])];
    expect(linked(logs).clocks).toMatchObject([{ how: "stated" }, { how: "assumed" }]);
  });

  it("follows the majority where one instance is seen at another offset", () => {
    const logs = [compute("c.log", [2 * HOUR, 2 * HOUR, 9 * HOUR]), libvirtd("l.log", [0, 0, 0])];
    expect(linked(logs).clocks[1]).toMatchObject({ how: "matched", offsetUs: -2 * HOUR * 1000 });
  });

  it("finds zones half an hour off", () => {
    const logs = [compute("c.log", [5.5 * HOUR]), libvirtd("l.log", [700])];
    expect(linked(logs).clocks[1]).toMatchObject({ how: "matched", offsetUs: -5.5 * HOUR * 1000 });
  });

  it("moves a host's other local logs with the one that matched", () => {
    const neutron: Log = { path: "n.log", events: [activity(2 * HOUR, { clock: "local" })], own: { service: "neutron-server" } };
    const { sources } = linked([compute("c.log", [2 * HOUR]), libvirtd("l.log", [0]), neutron]);
    expect(sources.map(({ fromUs }) => fromUs)).toEqual([0, 0, 0]);
  });

  it("matches one host through another that was matched before it", () => {
    const logs = [
      { ...libvirtd("a/l.log", [0]) },
      { ...compute("a/nova-compute.log", [2 * HOUR, 2 * HOUR]) },
      { path: "b/nova-compute.log", events: [milestone(HOUR, "build-started", { clock: "local", instanceId: UUIDS[1] })] },
    ] satisfies readonly Log[];
    const { clocks } = linked(logs);
    expect(clocks.map(({ host, how, offsetUs }) => [host, how, offsetUs === null ? null : offsetUs / 1000])).toEqual([[null, "stated", 0], ["a", "matched", -2 * HOUR], ["b", "matched", -HOUR]]);
  });

  it("moves a log that names no instances by the requests that it and a placed one saw", () => {
    const api: Log = { path: "ctl/nova-api.log", events: [activity(2 * HOUR, { clock: "local", requestId: "req-0" }), activity(2 * HOUR + 90, { clock: "local", requestId: "req-1" })], own: { service: "nova-api" } };
    const phases: Log = { path: "phases.csv", events: [identity(100, { requestId: "req-0", instanceId: UUIDS[0] }), identity(200, { requestId: "req-1", instanceId: UUIDS[1] })], own: { format: "phases" } };
    expect(linked([api, phases]).clocks).toMatchObject([{ how: "stated" }, { how: "matched", offsetUs: -2 * HOUR * 1000, sources: ["ctl/nova-api.log"], basis: expect.stringContaining("2 of 2 requests") }]);
  });

  it("leaves time since boot unplaced", () => {
    const { clocks, acquisitions } = linked([{ path: "t.txt", events: [activity(5, { clock: "boottime" })], own: { format: "lock-trace" } }]);
    expect(clocks).toMatchObject([{ clock: "boottime", how: "unplaced", offsetUs: null }]);
    expect(acquisitions).toEqual([]);
  });
});
