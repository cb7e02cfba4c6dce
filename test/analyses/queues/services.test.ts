import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import { kindOf, requestOf, serviceAt } from "../../../src/analyses/called-service.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import type { GaugePoint, TimedOperation, Trace } from "../../../src/model/trace.ts";
import { activity, began, ended, linked, milestone, took, type Log } from "../../support/events.ts";
import { actor, operation } from "../../support/traces.ts";
import { serve } from "./visits.ts";

const BOOTS = Array.from({ length: 12 }, (_, index) => ({ requestId: `req-${index}`, instanceId: `0e1f2a3b-1111-4222-8333-4444555566${10 + index}` }));

function inOrder(events: readonly LogEvent[]): readonly LogEvent[] {
  return [...events].sort((a, b) => a.head.atUs - b.head.atUs);
}

function found(trace: Trace): readonly unknown[] {
  const { pools, acquisitions } = findQueues(trace);
  return [...pools.values()].map(({ identity, permits, inferred, processes }) => {
    const own = acquisitions.filter((one) => one.identity === identity);
    return { name: own[0]?.lock, kind: own[0]?.resource, permits, inferred, processes, waitMs: own.reduce((sum, { waitUs = 0 }) => sum + waitUs / 1000, 0), instances: new Set(own.map(({ actor }) => actor.instance)).size };
  });
}

/** Calls of nova-compute that all boots send at once, each answered in 400 ms and a bit by one of k workers of the conductor. */
function conductor(workers: number): { readonly compute: Log; readonly server: Log } {
  const served = serve(BOOTS.map((_, index) => ({ arrivalMs: 100 + index, serviceMs: 400 + 7 * index })), workers);
  const compute = BOOTS.flatMap((boot, index) => [
    milestone(50, "build-started", boot),
    ...calls(boot.requestId, served[index], index).client,
  ]);
  const server = BOOTS.flatMap(({ requestId }, index) => calls(requestId, served[index], index, 2201 + (index % workers)).server);
  return { compute: { path: "nova-compute.log", events: inOrder(compute) }, server: { path: "nova-conductor.log", own: { service: "nova-conductor" }, events: inOrder(server) } };
}

function calls(requestId: string, visit: ReturnType<typeof serve>[number] | undefined, index: number, pid = 1): { readonly client: readonly LogEvent[]; readonly server: readonly LogEvent[] } {
  const { arrivalUs = 0, startUs = 0, endUs = 0 } = visit ?? {};
  const id = `m${index}`;
  const sent = began(arrivalUs / 1000, "rpc-call", { key: id, name: "conductor", at: { requestId } });
  const taken = began(startUs / 1000, "rpc-served", { key: id, name: "reply", at: { requestId, pid } });
  return {
    client: [{ ...sent, messageId: id } as LogEvent, ended(endUs / 1000 + 1, id, { at: { requestId } })],
    server: [{ ...taken, messageId: id } as LogEvent, ended(endUs / 1000, id, { at: { requestId, pid } })],
  };
}

describe("workers of a service", () => {
  it("are found by the calls a client sent and the service answered, for the boots that waited", () => {
    const { compute, server } = conductor(2);
    expect(found(linked([compute, server]))).toMatchObject([
      { name: "nova-conductor workers", kind: "service", permits: 2, inferred: true, processes: ["nova-conductor[2201]", "nova-conductor[2202]"], instances: 12 },
    ]);
  });

  it("are found though stamps cut to milliseconds have each begin a little before it was done with another", () => {
    const answers = Array.from({ length: 200 }, (_, index) => {
      // Two workers in turn, 20 ms each, of which every start is worked out 0.6 ms too early; half of the time for no boot.
      const [boot, endMs] = [index % 4 < 2 ? BOOTS[index % 12] : undefined, 120 + 10 * index + (index % 2)];
      return { ...took(endMs, "http-served", index < 2 ? 20 : 20.6, { requestId: `req-n${index}`, globalRequestId: boot?.requestId, pid: 2301 + (index % 2) }), name: "POST /v2.0/ports" } as LogEvent;
    });
    const trace = linked([
      { path: "nova-compute.log", events: BOOTS.map((boot, index) => milestone(90 + index / 10, "build-started", boot)) },
      { path: "neutron-server.log", own: { service: "neutron-server" }, events: inOrder(answers) },
    ]);
    expect(found(trace)).toMatchObject([{ name: "neutron-server workers", permits: 2 }]);
  });

  it("wait as long as the client's call was underway before a worker took it", () => {
    const { compute, server } = conductor(1);
    const expected = serve(BOOTS.map((_, index) => ({ arrivalMs: 100 + index, serviceMs: 400 + 7 * index })), 1).reduce((sum, { arrivalUs, startUs }) => sum + ((startUs ?? 0) - arrivalUs) / 1000, 0);
    expect(found(linked([compute, server]))).toMatchObject([{ permits: 1, waitMs: expected }]);
  });

  it("are found in the client's log alone where there is one, and not where there are two", () => {
    expect(found(linked([conductor(1).compute]))).toMatchObject([{ name: "nova-conductor workers", permits: 1, processes: [] }]);
    expect(found(linked([conductor(2).compute]))).toEqual([]);
  });

  it("are not found where the service's own log has it idle while a broker brings it one call after the other", () => {
    const brought = serve(BOOTS.map((_, index) => ({ arrivalMs: 100 + index, serviceMs: 400 + 7 * index })), 1);
    const sides = BOOTS.map(({ requestId }, index) => calls(requestId, { ...brought[index], startUs: (brought[index]?.endUs ?? 0) - 5000 } as (typeof brought)[number], index));
    const compute = BOOTS.flatMap((boot, index) => [milestone(50, "build-started", boot), ...(sides[index]?.client ?? [])]);
    const logs = [{ path: "nova-compute.log", events: inOrder(compute) }, { path: "nova-conductor.log", own: { service: "nova-conductor" }, events: inOrder(sides.flatMap(({ server }) => server)) }];
    expect([found(linked(logs)), found(linked(logs.slice(0, 1))).length]).toEqual([[], 1]);
  });

  it("are not found where the service answers all at once", () => {
    const { compute, server } = conductor(12);
    expect(found(linked([compute, server]))).toEqual([]);
  });

  it("are not told again where the boots are known to have waited for something else meanwhile", () => {
    const { compute } = conductor(1);
    const trace = linked([compute]);
    const explained = trace.operations.filter(({ operation }) => operation === "rpc-call").map(({ actor, startUs, endUs, place }) => ({
      resource: "lock" as const, lock: "L", identity: "L", resourceClass: "L", form: "context" as const, by: undefined, actor, holder: undefined, acquiredUs: endUs, waitUs: endUs - startUs, releasedUs: endUs, holdUs: 0,
      state: "released" as const, resolutionUs: 1000, place,
    }));
    expect(found({ ...trace, acquisitions: explained })).toEqual([]);
  });
});

/** Each boot calls the network service at once; its log tells when a worker took the call and how long that took, but no caller logs the sending. */
function unsent(workers: number): Trace {
  const served = serve(BOOTS.map((_, index) => ({ arrivalMs: 100 + index, serviceMs: 400 + 7 * index })), workers);
  const compute = BOOTS.map((boot, index) => milestone(100 + index, "build-started", boot));
  const network = BOOTS.map(({ requestId }, index) => {
    const { startUs = 0, endUs = 0 } = served[index] ?? {};
    return { ...took(endUs / 1000, "http-served", (endUs - startUs) / 1000, { requestId: `req-n${index}`, globalRequestId: requestId }), name: "POST /v2.0/ports" } as LogEvent;
  });
  return linked([
    { path: "nova-compute.log", events: inOrder(compute) },
    { path: "neutron-server.log", own: { service: "neutron-server" }, events: inOrder(network) },
  ]);
}

describe("workers whose callers log nothing of the call", () => {
  it.each([1, 2, 3])("are found, %i of them, by when the boots were free to call", (workers) => {
    expect(found(unsent(workers))).toMatchObject([{ name: "neutron-server workers", permits: workers }]);
  });

  it("are not found where there are as many as calls", () => {
    expect(found(unsent(12))).toEqual([]);
  });
});

describe("the network service under its first name", () => {
  it.each([
    ["", "/v2.0/ports?device_id="],
    [", as older clients ask", "/v2.0/ports.json?tenant_id=cca5916a5ec1465990b67414d1a9117f&device_id="],
  ])("is found by what nova asks of the ports of its instances%s, though no request id tells for whom", (_, asked) => {
    const served = serve(BOOTS.map((_, index) => ({ arrivalMs: 100 + index, serviceMs: 400 + 7 * index })), 1);
    const network = BOOTS.map(({ instanceId }, index) => {
      const { startUs = 0, endUs = 0 } = served[index] ?? {};
      return { ...took(endUs / 1000, "http-served", (endUs - startUs) / 1000, { requestId: `req-q${index}` }), name: `GET ${asked}${instanceId}` } as LogEvent;
    });
    const trace = linked([
      { path: "nova-compute.log", events: BOOTS.map((boot, index) => milestone(100 + index, "build-started", boot)) },
      { path: "quantum-server.log", own: { service: "quantum-server" }, events: inOrder(network) },
    ]);
    expect(found(trace)).toMatchObject([{ name: "neutron-server workers", permits: 1, instances: 12 }]);
  });

  it.each([
    ["several instances, as a list of servers does", { requestId: "req-q" }, BOOTS.slice(0, 2).map(({ instanceId }) => `device_id=${instanceId}`).join("&")],
    ["one for a request that is known, and is of no boot", { requestId: "req-q", globalRequestId: "req-poll" }, `device_id=${BOOTS[0]?.instanceId ?? ""}`],
  ])("serves no boot where it is asked for the ports of %s", (_, ids, query) => {
    const trace = linked([
      { path: "nova-compute.log", events: BOOTS.map((boot, index) => milestone(100 + index, "build-started", boot)) },
      { path: "neutron-server.log", own: { service: "neutron-server" }, events: [{ ...took(300, "http-served", 100, ids), name: `GET /v2.0/ports?${query}` } as LogEvent] },
    ]);
    expect(trace.operations.map(({ actor }) => actor.instance)).toEqual([undefined]);
  });
});

describe("a scheduler", () => {
  it("is found between the API's answers and its choices of a host, at one pace", () => {
    const api = BOOTS.map((boot, index) => milestone(100 + index, "create-accepted", boot));
    const choices = BOOTS.map((boot, index) => milestone(700 + 600 * index + ((index * 37) % 90), "scheduled", boot));
    const trace = linked([
      { path: "nova-api.log", own: { service: "nova-api" }, events: inOrder(api) },
      { path: "nova-scheduler.log", own: { service: "nova-scheduler" }, events: inOrder(choices) },
    ]);
    expect(found(trace)).toMatchObject([{ name: "nova-scheduler workers", permits: 1, instances: 12 }]);
  });
});

describe("a scheduler that chooses hosts for all instances of one request", () => {
  it("is no queue, however evenly it chooses", () => {
    const asked = { requestId: "req-all" };
    const choices = BOOTS.map(({ instanceId }, index) => milestone(700 + 600 * index, "scheduled", { ...asked, instanceId }));
    const builds = BOOTS.map(({ instanceId }) => milestone(9_000, "build-started", { ...asked, instanceId }));
    const trace = linked([
      { path: "nova-api.log", own: { service: "nova-api" }, events: [milestone(50, "create-requested", asked), milestone(100, "create-accepted", asked)] },
      { path: "nova-scheduler.log", own: { service: "nova-scheduler" }, events: choices },
      { path: "nova-compute.log", events: builds },
    ]);
    expect(trace.instances).toHaveLength(BOOTS.length);
    expect(found(trace)).toEqual([]);
  });
});

/** Each boot is accepted at once, taken up by a scheduler that says so when one is free, and done with after its own time. */
function scheduled(workers: number): Trace {
  const served = serve(BOOTS.map((_, index) => ({ arrivalMs: 100 + index, serviceMs: 200 + ((index * 137) % 500) })), workers);
  const choices = BOOTS.flatMap((boot, index) => {
    const { startUs = 0, endUs = 0 } = served[index] ?? {};
    return [activity(startUs / 1000, boot), milestone(endUs / 1000, "scheduled", boot)];
  });
  return linked([
    { path: "nova-api.log", own: { service: "nova-api" }, events: BOOTS.map((boot, index) => milestone(100 + index, "create-accepted", boot)) },
    { path: "nova-scheduler.log", own: { service: "nova-scheduler" }, events: inOrder(choices) },
  ]);
}

describe("schedulers that say when they take up a boot", () => {
  it.each([1, 2, 3])("are found, %i of them, however long each boot takes them", (workers) => {
    expect(found(scheduled(workers))).toMatchObject([{ name: "nova-scheduler workers", permits: workers }]);
  });

  it("are not found where boots are scheduled side by side", () => {
    expect(found(scheduled(12))).toEqual([]);
  });
});

/** Each boot is scheduled at once, worked on by a conductor that writes when it takes it up and as it sends it on, and then built. */
function conducted(workers: number): Trace {
  const served = serve(BOOTS.map((_, index) => ({ arrivalMs: 120 + index, serviceMs: 200 + ((index * 137) % 500) })), workers);
  const own = BOOTS.flatMap((boot, index) => {
    const { startUs = 0, endUs = 0 } = served[index] ?? {};
    return [activity(startUs / 1000, boot), activity(endUs / 1000, boot)];
  });
  return linked([
    { path: "nova-scheduler.log", own: { service: "nova-scheduler" }, events: inOrder(BOOTS.flatMap((boot, index) => [activity(100 + index, boot), milestone(120 + index, "scheduled", boot)])) },
    { path: "nova-conductor.log", own: { service: "nova-conductor" }, events: inOrder(own) },
    { path: "nova-compute.log", events: inOrder(BOOTS.map((boot, index) => milestone((served[index]?.endUs ?? 0) / 1000 + 10, "build-started", boot))) },
  ]);
}

describe("conductors of whose calls no line tells", () => {
  it.each([1, 2, 3])("are found, %i of them, by what they write of each boot", (workers) => {
    expect(found(conducted(workers))).toMatchObject([{ name: "nova-conductor workers", permits: workers, instances: 12 }]);
  });

  it("are not found where they work on boots side by side", () => {
    expect(found(conducted(12))).toEqual([]);
  });
});

describe("a scheduler that takes up at one pace what comes to it so", () => {
  it("is not found, for whoever sends it boots keeps that pace", () => {
    const choices = BOOTS.flatMap((boot, index) => [activity(120 + 300 * index, boot), milestone(480 + 300 * index + ((index * 37) % 20), "scheduled", boot)]);
    const trace = linked([
      { path: "nova-api.log", own: { service: "nova-api" }, events: BOOTS.map((boot, index) => milestone(100 + index, "create-accepted", boot)) },
      { path: "nova-scheduler.log", own: { service: "nova-scheduler" }, events: inOrder(choices) },
    ]);
    expect(found(trace)).toEqual([]);
  });
});

/** Each boot is scheduled at once and then asks placement, whose log says only when it answered: one after the other, 300 ms and a bit each. */
function asked(busy: readonly number[]): Trace {
  const served = serve(BOOTS.map((_, index) => ({ arrivalMs: 1000 + index, serviceMs: 300 + 7 * index })), 1);
  const trace = linked([
    { path: "nova-scheduler.log", own: { service: "nova-scheduler" }, events: BOOTS.map((boot, index) => milestone(1000 + index, "create-requested", boot)) },
    { path: "placement-api.log", own: { service: "placement-api", hasDebug: false }, events: BOOTS.map(({ requestId }, index) => activity((served[index]?.endUs ?? 0) / 1000, { requestId: `req-p${index}`, globalRequestId: requestId })) },
  ]);
  const sample = (pid: number) => (second: number): GaugePoint => ({ gauge: "process-cpu", host: trace.sources[0]?.host, subject: "uwsgi", pid, atUs: second * 1_000_000, intervalUs: 1_000_000, share: 1, cores: undefined });
  return { ...trace, gauges: busy.flatMap((pid) => [1, 2, 3, 4, 5, 6].map(sample(pid))) };
}

describe("a service that says only when it answered", () => {
  it("is found, and waited for, where one process had its core to the full meanwhile", () => {
    const expected = serve(BOOTS.map((_, index) => ({ arrivalMs: 1000 + index, serviceMs: 300 + 7 * index })), 1).reduce((sum, { arrivalUs, startUs = 0 }) => sum + (startUs - arrivalUs) / 1000, 0);
    expect(found(asked([2301]))).toMatchObject([{ name: "placement workers", permits: 1, waitMs: expected, instances: 12 }]);
  });

  it("is not found where no process was busy, or more than one", () => {
    expect(found(asked([]))).toEqual([]);
    expect(found(asked([2301, 2302]))).toEqual([]);
  });

  it("is not found where the busy process is known to be another service's", () => {
    const trace = asked([2301]);
    const check: TimedOperation = { ...operation(500, 600, { operation: "http-served", name: "GET /v3/auth/tokens" }), actor: actor({ service: "keystone", host: trace.sources[1]?.host, pid: 2301 }) };
    expect(found({ ...trace, operations: [check] })).toEqual([]);
  });
});

describe("a pool that had room for all", () => {
  it("is told where it is asked for, so that it can be limited, and nobody waited for it", () => {
    const { pools, acquisitions } = findQueues(scheduled(12), ["nova-scheduler workers"]);
    expect([...pools.values()].map(({ permits }) => permits)).toEqual([Number.POSITIVE_INFINITY]);
    expect(acquisitions.map(({ waitUs, holdUs = 0 }) => [waitUs, holdUs > 0])).toEqual(BOOTS.map(() => [0, true]));
  });
});

describe("a queue that is asked for by name", () => {
  it("is told as its answers show it, where the service's log tells of requests from their arrival on", () => {
    const served = serve(BOOTS.map((_, index) => ({ arrivalMs: 1003 + index, serviceMs: 300 + 7 * index })), 1);
    const answers = served.map(({ arrivalUs, endUs = 0 }, index) => ({ ...took(endUs / 1000, "http-served", (endUs - arrivalUs) / 1000, { requestId: `req-n${index}`, globalRequestId: BOOTS[index]?.requestId }), name: "POST /v2.0/ports" }) as LogEvent);
    const trace = linked([
      { path: "nova-compute.log", events: BOOTS.map((boot, index) => milestone(900 + index, "build-started", boot)) },
      { path: "neutron-server.log", own: { service: "neutron-server" }, events: inOrder(answers) },
    ]);
    const permitsOf = (shown: readonly string[]) => [...findQueues(trace, shown).pools.values()].map(({ permits }) => permits);
    expect(permitsOf([])).toEqual([1]);
    expect(permitsOf(["neutron-server workers"])).toEqual([1]);
  });
});

describe("answers to requests that all came at once", () => {
  const answers = (inWholeSeconds?: true) =>
    BOOTS.map((boot, index) => ({ ...took(1310 + 307 * index, "http-served", 310 + 307 * index, { requestId: `req-n${index}`, globalRequestId: boot.requestId }), name: "POST /v2.0/ports", inWholeSeconds }) as LogEvent);
  const permits = (events: readonly LogEvent[]) => [...findQueues(linked([
    { path: "nova-compute.log", events: BOOTS.map((boot, index) => milestone(900 + index, "build-started", boot)) },
    { path: "neutron-server.log", own: { service: "neutron-server" }, events },
  ])).pools.values()].map((pool) => pool.permits);

  it("show a server at the turn of a second, too", () => {
    expect(permits(answers())).toEqual([1]);
  });

  it("show none where the lines have their beginning in whole seconds, so that any order would do", () => {
    expect(permits(answers(true))).toEqual([]);
  });
});

describe("a step of libvirt", () => {
  it("is a queue where the steps of different domains end one after the other at one pace", () => {
    const events = BOOTS.flatMap(({ instanceId }, index) => {
      const at = { instanceId, tid: 10 + index };
      return [began(100 + index, "domain-step", { key: `step ${index}`, name: "Setting domain security labels", at }), ended(600 + 500 * index, `step ${index}`, { at })];
    });
    expect(found(linked([{ path: "libvirtd.log", own: { service: "libvirtd", format: "libvirtd" }, events: inOrder(events) }]))).toMatchObject([{ name: "libvirtd Setting domain security labels", kind: "service", permits: 1 }]);
  });

  it("is none where each domain's step takes its own time, though they come at one pace", () => {
    const events = BOOTS.flatMap(({ instanceId }, index) => {
      const at = { instanceId, tid: 10 + index };
      const startMs = 100 + 500 * index + ((index * 61) % 120);
      return [began(startMs, "domain-step", { key: `step ${index}`, name: "Waiting for monitor to show up", at }), ended(startMs + 800 + ((index * 53) % 150), `step ${index}`, { at })];
    });
    expect(found(linked([{ path: "libvirtd.log", own: { service: "libvirtd", format: "libvirtd" }, events: inOrder(events) }]))).toEqual([]);
  });
});

describe("a request's service", () => {
  it.each([
    ["GET http://10.0.0.1:9696/v2.0/ports?id=1", "neutron-server", "GET /v2.0/ports"],
    ["POST http://controller/placement/allocations", "placement-api", "POST /placement/allocations"],
    ["PUT http://10.0.0.1:8778/allocations/0e1f2a3b-1111-4222-8333-444455556666", "placement-api", "PUT /allocations/<id>"],
    ["POST http://10.0.0.1:5000/v3/auth/tokens", "keystone", "POST /v3/auth/tokens"],
    ["GET https://[fd00::1]:9292/v2/images/1f2a", "glance-api", "GET /v2/images/1f2a"],
  ])("of %s is %s", (name, service, kind) => {
    const request = requestOf(name);
    expect(request === undefined ? undefined : [serviceAt(request), kindOf(request)]).toEqual([service, kind]);
  });
});
