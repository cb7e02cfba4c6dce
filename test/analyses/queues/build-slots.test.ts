import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import type { Trace } from "../../../src/model/trace.ts";
import { acquired, activity, banner, linked, milestone, released, requested, took } from "../../support/events.ts";

const BY = "nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance";

/** Five boots, all handed on at 0; each takes 4 s and two go at a time. */
const STARTS_MS = [100, 110, 4200, 4210, 8300];

interface Told {
  readonly compute: (ids: { readonly requestId: string; readonly instanceId: string }, startMs: number) => readonly LogEvent[];
  readonly scheduler?: (ids: { readonly requestId: string; readonly instanceId: string }) => readonly LogEvent[];
  readonly versions?: readonly string[];
}

function logsOf({ compute, scheduler, versions = [] }: Told): Trace {
  const ids = STARTS_MS.map((_, index) => ({ requestId: `req-${index}`, instanceId: `0e1f2a3b-1111-4222-8333-44445555666${index}` }));
  const inOrder = (events: readonly LogEvent[]): readonly LogEvent[] => [...events].sort((a, b) => a.head.atUs - b.head.atUs);
  return linked([
    { path: "nova-compute.log", own: { versions }, events: inOrder(ids.flatMap((id, index) => compute(id, STARTS_MS[index] ?? 0))) },
    ...(scheduler === undefined ? [] : [{ path: "nova-scheduler.log", own: { service: "nova-scheduler" }, events: inOrder(ids.flatMap(scheduler)) }]),
  ]);
}

function found(trace: Trace): readonly { readonly permits: number | undefined; readonly option: string | undefined; readonly waitsMs: readonly (number | undefined)[] }[] {
  const { pools, acquisitions } = findQueues(trace);
  return [...pools.values()].map(({ identity, permits, option }) => ({
    permits, option, waitsMs: acquisitions.filter((one) => one.identity === identity).map(({ waitUs }) => (waitUs === undefined ? undefined : waitUs / 1000)),
  }));
}

describe("build slots", () => {
  it("are found inside the instance's own lock, where eventlet's builds wait for them", () => {
    const trace = logsOf({
      compute: ({ requestId, instanceId }, startMs) => {
        const words = { lock: instanceId, by: BY, at: { requestId } };
        return [requested(5, words), acquired(6, { ...words, waitMs: 0 }), milestone(startMs, "build-started", { requestId, instanceId }), released(startMs + 4050, { ...words, holdMs: startMs + 4044 })];
      },
    });
    expect(found(trace)).toEqual([{ permits: 2, option: "[DEFAULT] max_concurrent_builds", waitsMs: [0, 0, 4090, 4100, 8190] }]);
  });

  it("begin with the claim's lock where no line tells of the start but the claim inside it", () => {
    const trace = logsOf({
      compute: ({ requestId, instanceId }, startMs) => {
        const [words, claim] = [{ lock: instanceId, by: BY, at: { requestId } }, { lock: "compute_resources", by: "instance_claim", at: { requestId } }];
        return [
          acquired(6, { ...words, waitMs: 0 }), acquired(startMs + 5, { ...claim, waitMs: 5 }), milestone(startMs + 8 + (startMs % 100), "claimed", { requestId, instanceId }), released(startMs + 150, { ...claim, holdMs: 145 }),
          released(startMs + 4050, { ...words, holdMs: startMs + 4044 }),
        ];
      },
    });
    expect(found(trace).filter(({ option }) => option === "[DEFAULT] max_concurrent_builds")).toEqual([{ permits: 2, option: "[DEFAULT] max_concurrent_builds", waitsMs: [0, 0, 4090, 4100, 8190] }]);
  });

  it("are waited for only once the build has done what it does under its lock before it asks for one", () => {
    const trace = logsOf({
      compute: ({ requestId, instanceId }, startMs) => {
        const words = { lock: instanceId, by: BY, at: { requestId } };
        const rank = Number(requestId.slice(4));
        const imageMs = rank < 2 ? 40 + rank * 10 : rank * 1000;
        const image = { lock: "052618368e90fb50712b5d305c945c73952f94f2", by: "fetch_func_sync", at: { requestId } };
        return [
          requested(5, words), acquired(6, { ...words, waitMs: 0 }), requested(7, image), acquired(imageMs, { ...image, waitMs: imageMs - 7 }), released(imageMs + 5, { ...image, holdMs: 5 }),
          milestone(startMs, "build-started", { requestId, instanceId }), released(startMs + 4050, { ...words, holdMs: startMs + 4044 }),
        ];
      },
    });
    expect(found(trace).filter(({ option }) => option === "[DEFAULT] max_concurrent_builds")).toEqual([{ permits: 2, option: "[DEFAULT] max_concurrent_builds", waitsMs: [0, 0, 2195, 1205, 4295] }]);
  });

  it("are found where lines of some builds are missing: where one began, and where one gave its lock back", () => {
    const trace = logsOf({
      compute: ({ requestId, instanceId }, startMs) => {
        const words = { lock: instanceId, by: BY, at: { requestId } };
        const got = [requested(5, words), acquired(6, { ...words, waitMs: 0 })];
        const goes = [milestone(startMs, startMs === 4200 ? "claim-started" : "build-started", { requestId, instanceId }), milestone(startMs + 4040, "built", { requestId, instanceId })];
        return [...got, ...goes, ...(startMs === 100 ? [] : [released(startMs + 4050, { ...words, holdMs: startMs + 4044 })])];
      },
    });
    expect(found(trace)).toEqual([{ permits: 2, option: "[DEFAULT] max_concurrent_builds", waitsMs: [0, 0, 4090, 4100, 8190] }]);
  });

  it("are not waited for until the log ends by a boot that others saw ready: its lines got lost", () => {
    const lost = { requestId: "req-9", instanceId: "0e1f2a3b-1111-4222-8333-444455556669" };
    const trace = logsOf({
      compute: ({ requestId, instanceId }, startMs) => {
        const words = { lock: instanceId, by: BY, at: { requestId } };
        const asks = startMs === 100 ? [activity(6, lost), requested(7, { lock: lost.instanceId, by: BY, at: { requestId: lost.requestId } }), acquired(8, { lock: lost.instanceId, by: BY, at: { requestId: lost.requestId }, waitMs: 0 })] : [];
        return [requested(5, words), acquired(6, { ...words, waitMs: 0 }), ...asks, milestone(startMs, "build-started", { requestId, instanceId }), released(startMs + 4050, { ...words, holdMs: startMs + 4044 })];
      },
    });
    const told = (outside: boolean): readonly (number | undefined)[] => {
      const instances = trace.instances.map((one) => (one.id === lost.instanceId ? { ...one, milestones: [...one.milestones, { ...(trace.instances[0]?.milestones[0] as (typeof one.milestones)[number]), milestone: "active" as const, atUs: 11_000_000, outside }] } : one));
      return found({ ...trace, instances, endUs: 40_000_000 }).flatMap(({ waitsMs }) => waitsMs);
    };
    expect(told(true)).toEqual([0, 0, 4090, 4100, 8190]);
    // Else it waited though there was room.
    expect(told(false)).toEqual([]);
  });

  it("are not waited for any more once the process was started anew", () => {
    const ids = [...STARTS_MS, undefined].map((startMs, index) => ({ startMs, at: { requestId: `req-${index.toString()}`, instanceId: `0e1f2a3b-1111-4222-8333-44445555666${index.toString()}` } }));
    const events = ids.flatMap(({ startMs, at: { requestId, instanceId } }) => {
      const words = { lock: instanceId, by: BY, at: { requestId } };
      const got = [requested(5, words), acquired(6, { ...words, waitMs: 0 })];
      return startMs === undefined ? got : [...got, milestone(startMs, "build-started", { requestId, instanceId }), released(startMs + 4050, { ...words, holdMs: startMs + 4044 })];
    });
    const [slots] = found(linked([{ path: "nova-compute.log", events: [...events.sort((a, b) => a.head.atUs - b.head.atUs), banner(20_000, "start"), activity(60_000)] }]));
    expect(slots?.waitsMs).toEqual([0, 0, 4090, 4100, 8190]);
  });

  describe("before the instance's own lock is asked for", () => {
    const before: Told = {
      compute: ({ requestId, instanceId }, startMs) => {
        const words = { lock: instanceId, by: BY, at: { requestId } };
        return [requested(startMs, words), acquired(startMs, { ...words, waitMs: 0 }), milestone(startMs + 3, "build-started", { requestId, instanceId }), released(startMs + 4050, { ...words, holdMs: 4050 })];
      },
      scheduler: (ids) => [milestone(1, "scheduled", ids)],
    };

    it("are found where native threads may wait for them", () => {
      expect(found(logsOf(before))).toEqual([{ permits: 2, option: "[DEFAULT] max_concurrent_builds", waitsMs: [0, 0, 4090, 4100, 8190] }]);
      expect(found(logsOf({ ...before, versions: ["nova 34.0.0"] }))).toHaveLength(1);
    });

    it("are not looked for in a release that takes them under that lock", () => {
      expect(found(logsOf({ ...before, versions: ["nova 26.2.2"] }))).toEqual([]);
    });
  });

  it("are found between a boot's first line and `Starting instance...` where no line tells of its lock", () => {
    const trace = logsOf({
      compute: (ids, startMs) => [activity(6, { requestId: ids.requestId }), milestone(startMs, "build-started", ids), milestone(startMs + 4050, "built", ids)],
    });
    expect(found(trace)).toMatchObject([{ permits: 2, waitsMs: [0, 0, 4090, 4100, 8190] }]);
  });

  it("are found in logs of info level by how long nova says each build took", () => {
    const trace = logsOf({
      compute: (ids, startMs) => [took(startMs + 4050, "build", 4050, ids), milestone(startMs + 4050, "built", ids)],
      scheduler: (ids) => [milestone(1, "scheduled", ids)],
    });
    expect(found(trace)).toMatchObject([{ permits: 2, waitsMs: [0, 0, 4090, 4100, 8190] }]);
  });

  it("are not found in logs of a release that has none, whatever its boots show", () => {
    const compute: Told["compute"] = (ids, startMs) => [activity(6, { requestId: ids.requestId }), milestone(startMs, "build-started", ids), milestone(startMs + 4050, "built", ids)];
    expect(found(logsOf({ compute, versions: ["nova 2013.1.1"] }))).toEqual([]);
    expect(found(logsOf({ compute, versions: ["nova 2015.1.0"] }))).toHaveLength(1);
  });

  it("are not found in a log that shows nothing of a boot before it starts", () => {
    const trace = logsOf({ compute: (ids, startMs) => [milestone(startMs, "build-started", ids), milestone(startMs + 4050, "built", ids)] });
    expect(found(trace)).toEqual([]);
  });
});
