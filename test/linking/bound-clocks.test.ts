import { describe, expect, it } from "vitest";
import { activity, began, ended, linked, milestone, took, type Log } from "../support/events.ts";

const API = { service: "nova-api", givenHost: "ctl" };
const COMPUTE = { service: "nova-compute", givenHost: "cmp" };

/** Requests are served on the controller for 100 ms from these milliseconds on, and seen on the compute host so much later by its clock. */
const requested = (startsMs: readonly number[], laterMs: number): readonly Log[] => [
  { path: "ctl/nova-api.log", own: API, events: startsMs.map((atMs, index) => took(atMs + 100, "http-served", 100, { requestId: `req-${index.toString()}` })) },
  { path: "cmp/nova-compute.log", own: COMPUTE, events: startsMs.map((atMs, index) => milestone(atMs + laterMs, "build-started", { requestId: `req-${index.toString()}`, instanceId: `4696d181-0000-4000-8000-00000000000${index.toString()}` })) },
];

/** A request of the compute host calls a service from one instant to another by its clock, which serves it from one to another by its own. */
const called = (index: number, call: readonly [number, number], serving: readonly [number, number]): readonly [compute: Log["events"], service: Log["events"]] => {
  const requestId = `req-${index.toString()}`;
  const key = `call ${index.toString()}`;
  return [
    [began(call[0], "http-call", { key, name: "PUT http://10.0.0.1:9696/v2.0/ports/a", at: { requestId } }), ended(call[1], key, { at: { requestId } })],
    [began(serving[0], "http-served", { key, name: "PUT /v2.0/ports/a", at: { requestId: `req-n${index.toString()}`, globalRequestId: requestId } }), ended(serving[1], key, { at: { requestId: `req-n${index.toString()}` } })],
  ];
};
const calls = (...pairs: readonly (readonly [Log["events"], Log["events"]])[]): readonly Log[] => [
  { path: "cmp/nova-compute.log", own: COMPUTE, events: pairs.flatMap(([compute]) => compute) },
  { path: "ctl/neutron-server.log", own: { service: "neutron-server", givenHost: "ctl" }, events: pairs.flatMap(([, service]) => service) },
];

/** The line that tells of a request does not say what caused it, as neutron's does not; one before it does. */
const served = (atMs: number, name: string, { requestId, globalRequestId }: { readonly requestId: string; readonly globalRequestId: string }): Log["events"] => [
  activity(atMs + 10, { requestId, globalRequestId }),
  began(atMs, "http-served", { key: requestId, name, at: { requestId } }),
  ended(atMs + 50, requestId, { at: { requestId } }),
];

const startsOf = (logs: readonly Log[]): readonly (number | undefined)[] => linked(logs).instances.map(({ milestones }) => milestones[0]?.atUs).map((us) => (us === undefined ? undefined : us / 1000));

describe("the clock of a host", () => {
  it("is left where what it tells of requests follows them", () => {
    const logs = requested([0, 1000, 2000], 250);
    expect(startsOf(logs)).toEqual([250, 1250, 2250]);
    expect(linked(logs).clockOffsets).toMatchObject([{ host: "cmp", reference: "ctl", offsetUs: 0, lowUs: -250_000, highUs: null }]);
  });

  it("is moved as far as requests would else come after their own lines", () => {
    const logs = requested([0, 1000, 2000], -800);
    expect(startsOf(logs)).toEqual([0, 1000, 2000]);
    expect(linked(logs).clockOffsets).toMatchObject([{ offsetUs: 800_000, lowUs: 800_000, basis: "3 pairs of cause and effect on both hosts, of which 3 stood the wrong way round, by up to 800 ms" }]);
  });

  it("is not moved for one or two requests, nor for what the coarseness of stamps may be", () => {
    expect(linked(requested([0, 1000], -800)).clockOffsets).toMatchObject([{ offsetUs: 0 }]);
    expect(linked(requested([0, 1000, 2000], -1)).clockOffsets).toMatchObject([{ offsetUs: 0 }]);
  });

  it("is bounded on both sides by calls and their answers", () => {
    const logs = calls(called(0, [100, 400], [600, 800]), called(1, [1100, 1400], [1580, 1820]), called(2, [2100, 2500], [2650, 2900]));
    expect(linked(logs).clockOffsets).toMatchObject([{ host: "ctl", reference: "cmp", offsetUs: -420_000, lowUs: -480_000, highUs: -420_000 }]);
  });

  it("is moved as far as hosts would else be chosen after the first line of their builds", () => {
    const builds = [0, 1000, 2000].map((atMs, index) => ({ atMs, at: { requestId: `req-${index.toString()}`, instanceId: `4696d181-0000-4000-8000-00000000000${index.toString()}` } }));
    const log = (path: string, service: string, events: Log["events"]): Log => ({ path, own: { service, givenHost: path.slice(0, 3) }, events });
    const offsets = linked([
      log("ctl/nova-conductor.log", "nova-conductor", [...builds.map(({ atMs, at }) => milestone(atMs, "scheduled", at)), milestone(9000, "scheduled", builds[0]?.at)]),
      log("cmp/nova-compute.log", "nova-compute", builds.flatMap(({ atMs, at }) => [activity(atMs - 95, at), milestone(atMs + 400, "build-started", at)])),
    ]).clockOffsets;
    expect(offsets).toMatchObject([{ host: "cmp", reference: "ctl", offsetUs: 95_000, lowUs: 95_000, highUs: null }]);
  });

  it("is moved as far as ports would else be made before the networks they are for", () => {
    const builds = [0, 1000, 2000].map((atMs, index) => ({ atMs, requestId: `req-${index.toString()}` }));
    const offsets = linked([
      { path: "cmp/nova-compute.log", own: COMPUTE, events: builds.map(({ atMs, requestId }) => milestone(atMs, "network-started", { requestId })) },
      {
        path: "ctl/neutron-server.log",
        own: { service: "neutron-server", givenHost: "ctl" },
        events: builds.flatMap(({ atMs, requestId }) => [
          ...served(atMs - 990, "GET /v2.0/networks", { requestId: `${requestId}-a`, globalRequestId: requestId }),
          ...served(atMs - 700, "POST /v2.0/ports", { requestId: `${requestId}-b`, globalRequestId: requestId }),
        ]),
      },
    ]).clockOffsets;
    expect(offsets).toMatchObject([{ host: "ctl", reference: "cmp", offsetUs: 700_000, lowUs: 700_000, highUs: null }]);
  });

  it("is left alone, and said to be, where nothing fits", () => {
    const logs = calls(called(0, [100, 400], [600, 800]), called(1, [1100, 1400], [800, 1000]), called(2, [2100, 2500], [2650, 2900]));
    expect(linked(logs).clockOffsets).toMatchObject([{ offsetUs: 0, lowUs: null, highUs: null, basis: expect.stringContaining("contradict") as string }]);
  });

  it("is not asked for on one host, nor where nothing links two", () => {
    expect(linked([{ path: "a.log", own: API, events: [took(100, "http-served", 100, { requestId: "req-0" }), activity(50, { requestId: "req-0" })] }]).clockOffsets).toEqual([]);
    expect(linked([{ path: "ctl/a.log", own: API, events: [activity(0)] }, { path: "cmp/b.log", own: COMPUTE, events: [activity(5)] }]).clockOffsets).toEqual([]);
  });

  it("is not told by the table of a benchmark, which knows of requests before they are served", () => {
    const table: Log = { path: "phases.csv", own: { format: "phases", service: undefined }, events: [0, 1000, 2000].map((atMs, index) => milestone(atMs - 900, "create-requested", { requestId: `req-${index.toString()}` })) };
    expect(linked([...requested([0, 1000, 2000], 250), table]).clockOffsets).toMatchObject([{ host: "cmp", offsetUs: 0 }]);
  });
});
