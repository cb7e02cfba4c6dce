import { describe, expect, it } from "vitest";
import type { RecordHead } from "../../src/model/event.ts";
import { acquired, activity, banner, began, ended, eventAwaited, eventReceived, eventWaitCompleted, head, identity, linked, milestone, released, requested, type Log } from "../support/events.ts";

const ONE = "4696d181-0000-4000-8000-000000000001";
const TWO = "4696d181-0000-4000-8000-000000000002";
const THREE = "4696d181-0000-4000-8000-000000000003";
const LIBVIRTD = { format: "libvirtd", service: "libvirtd" };
const API = { service: "nova-api" };

const compute = (...events: Log["events"]): Log => ({ path: "nova-compute.log", events });
const libvirtd = (...events: Log["events"]): Log => ({ path: "libvirtd.log", events, own: LIBVIRTD });
const api = (...events: Log["events"]): Log => ({ path: "nova-api.log", events, own: API });
const of = (requestId: string, instanceId?: string): Partial<RecordHead> => ({ requestId, instanceId });

/** Instance and role of each acquisition, in order of time. */
const actors = (...logs: readonly Log[]): (readonly [number | undefined, string])[] => linked(logs).acquisitions.map(({ actor }) => [actor.instance, actor.role] as const);

describe("for whom something was done", () => {
  it("is the instance that the request boots", () => {
    expect(actors(compute(milestone(1, "build-started", of("req-a", ONE)), acquired(5, { waitMs: 4, at: of("req-a") })))).toEqual([[0, "boot"]]);
  });

  it("is the instance that the request deletes", () => {
    expect(actors(compute(milestone(1, "terminating", of("req-d", ONE)), acquired(5, { waitMs: 4, at: of("req-d") })))).toEqual([[0, "delete"]]);
  });

  it("is still its boot where a boot cleans up after its failure", () => {
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), milestone(3, "deallocate-started", of("req-a", ONE)), acquired(5, { waitMs: 1, at: of("req-a") }));
    expect(actors(log)).toEqual([[0, "boot"]]);
  });

  it("is nobody for a periodic task, even where its lines are tagged with an instance", () => {
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), acquired(5, { lock: ONE, waitMs: 4, at: of("req-periodic", ONE) }));
    expect(actors(log)).toEqual([[undefined, "background"]]);
  });

  it("is told by the functions that took locks where no milestone was logged", () => {
    const by = "nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance";
    expect(actors(compute(acquired(5, { lock: ONE, by, waitMs: 0, at: of("req-a", ONE) })))).toEqual([[0, "boot"]]);
  });

  it("is the instance named by the lock where one request boots several", () => {
    const log = compute(
      milestone(1, "build-started", of("req-a", ONE)), milestone(1, "build-started", of("req-a", TWO)),
      acquired(5, { lock: `refresh_cache-${TWO}`, waitMs: 4, at: of("req-a") }),
    );
    expect(actors(log)).toEqual([[1, "boot"]]);
  });

  it("is the instance the line is tagged with where one request boots several", () => {
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), milestone(1, "build-started", of("req-a", TWO)), acquired(5, { waitMs: 4, at: of("req-a", TWO) }));
    expect(actors(log)).toEqual([[1, "boot"]]);
  });

  it("is one of several that a request boots, not told which, where neither tag nor lock nor a line around it says so", () => {
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), milestone(1, "build-started", of("req-a", TWO)), acquired(5, { waitMs: 4, at: of("req-a") }));
    expect(actors(log)).toEqual([[undefined, "boot"]]);
  });

  it("is found through the request that caused it in another service", () => {
    const neutron: Log = { path: "neutron.log", events: [acquired(5, { waitMs: 4, at: { requestId: "req-n", globalRequestId: "req-a" } })], own: { service: "neutron-server" } };
    expect(actors(compute(milestone(1, "build-started", of("req-a", ONE))), neutron)).toEqual([[0, "boot"]]);
  });

  it("is found through the caller's own line where the service that was called does not say by whom", () => {
    const neutron: Log = { path: "neutron.log", events: [acquired(5, { waitMs: 4, at: { requestId: "req-n" } })], own: { service: "neutron-server" } };
    const called = { kind: "request-caused", head: head(6, of("req-a")), requestId: "req-n" } as const;
    const [acquisition] = linked([compute(milestone(1, "build-started", of("req-a", ONE)), called), neutron]).acquisitions;
    expect(acquisition?.actor).toMatchObject({ instance: 0, role: "boot", requestId: "req-n", globalRequestId: "req-a" });
  });

  it("is known of all lines of a request that one of them names the cause of", () => {
    const neutron: Log = {
      path: "neutron.log", own: { service: "neutron-server" },
      events: [acquired(5, { waitMs: 4, at: { requestId: "req-n" } }), activity(6, { requestId: "req-n", globalRequestId: "req-a" })],
    };
    const [acquisition] = linked([compute(milestone(1, "build-started", of("req-a", ONE))), neutron]).acquisitions;
    expect(acquisition?.actor).toMatchObject({ instance: 0, role: "boot", requestId: "req-n", globalRequestId: "req-a" });
  });

  it("is the instance whose port is deleted, where the request says of no other", () => {
    const PORT = "c646d517-6b03-42ee-9bd7-e2e730346b6e";
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), identity(2, { portId: PORT }, of("req-a", ONE)), milestone(9, "built", of("req-a", ONE)), milestone(30, "terminating", of("req-d", ONE)));
    const neutron: Log = { path: "neutron.log", own: { service: "neutron-server" }, events: [
      ...["DELETE /v2.0/ports/", "GET /v2.0/ports/x"].flatMap((call, index) => [began(31 + index, "http-served", { key: call, name: `${call}${PORT}`, at: { requestId: `req-n${index}` } }), ended(41 + index, call)]),
    ] };
    expect(linked([log, neutron]).operations.map(({ actor }) => [actor.instance, actor.role])).toEqual([[0, "delete"], [undefined, "background"]]);
  });

  it("is the instance for which a port is made, where the request's own lines name one alone", () => {
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), milestone(9, "built", of("req-a", ONE)), milestone(9, "built", of("req-b", TWO)));
    const served = (requestId: string, path: string, ...named: readonly string[]) => [
      began(3, "http-served", { key: requestId, name: path, at: { requestId } }),
      ...named.map((instanceId) => identity(4, { instanceId }, { requestId })),
      ended(5, requestId, { at: { requestId } }),
    ];
    const neutron: Log = { path: "neutron.log", own: { service: "neutron-server" }, events: [
      ...served("req-n1", "POST /v2.0/ports", ONE), ...served("req-n2", "POST /v2.0/ports", ONE, TWO), ...served("req-n3", "POST /v2.0/networks", ONE), ...served("req-n4", "POST /v2.0/ports.json", TWO),
    ] };
    expect(linked([log, neutron]).operations.map(({ actor }) => [actor.instance, actor.role])).toEqual([[0, "boot"], [undefined, "background"], [undefined, "background"], [1, "boot"]]);
  });

  it("goes by the time for a caused request that names one instance: its boot before it is built, else nobody's", () => {
    const caused = { requestId: "req-e", globalRequestId: "req-n", instanceId: ONE };
    const log = compute(
      milestone(1, "build-started", of("req-a", ONE)), acquired(5, { waitMs: 1, at: caused }), milestone(9, "built", of("req-a", ONE)), acquired(20, { waitMs: 1, at: caused }),
    );
    expect(actors(log)).toEqual([[0, "boot"], [0, "background"]]);
  });

  it("is its delete once that began", () => {
    const caused = { requestId: "req-e", globalRequestId: "req-n", instanceId: ONE };
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), milestone(9, "built", of("req-a", ONE)), milestone(30, "terminating", of("req-d", ONE)), acquired(31, { waitMs: 1, at: caused }));
    expect(actors(log)).toEqual([[0, "delete"]]);
  });

  it("is the instance behind the domain whose job a libvirt thread wanted", () => {
    const log = libvirtd(identity(0, { instanceId: ONE, domain: "instance-1" }), acquired(5, { form: "job", lock: "instance-1", waitMs: 4, at: { tid: 7 } }));
    expect(actors(log)).toEqual([[0, "boot"]]);
  });

  it("is what the libvirt thread worked on, once its call names the domain", () => {
    const log = libvirtd(
      began(1, "libvirt-api", { key: "7", at: { tid: 7 } }), identity(2, { instanceId: ONE, domain: "instance-1" }, { tid: 7 }), acquired(5, { lock: "driver", waitMs: 1, at: { tid: 7 } }), ended(9, "7"),
    );
    expect(actors(log)).toEqual([[0, "boot"]]);
  });

  it("is not what the thread did in the call before", () => {
    const log = libvirtd(
      began(1, "libvirt-api", { key: "7", at: { tid: 7 } }), identity(2, { instanceId: ONE, domain: "instance-1" }, { tid: 7 }), ended(9, "7"),
      began(10, "libvirt-api", { key: "7", at: { tid: 7 } }), acquired(15, { lock: "driver", waitMs: 1, at: { tid: 7 } }), ended(19, "7"),
    );
    expect(actors(log)).toEqual([[undefined, "background"]]);
  });

  it("is for a traced thread what libvirt's log says it did at the time", () => {
    const log = libvirtd(began(1, "libvirt-api", { key: "7", at: { tid: 7 } }), identity(2, { instanceId: ONE, domain: "instance-1" }, { tid: 7 }), ended(9, "7"));
    const traced: Log = {
      path: "trace.txt",
      events: [acquired(5, { form: "traced", lock: "0x1000", waitMs: 1, at: { tid: 7 } }), acquired(50, { form: "traced", lock: "0x1000", waitMs: 1, at: { tid: 7 } })],
      own: { format: "lock-trace", service: "libvirtd" },
    };
    expect(actors(log, traced)).toEqual([[0, "boot"], [undefined, "background"]]);
  });
});

describe("joining what several logs say", () => {
  it("gives each of three instances the API's milestones where one POST asked for all of them", () => {
    const asked = api(milestone(0, "create-requested", of("req-a")));
    const built = compute(...[ONE, TWO, THREE].map((id, index) => milestone(10 + index, "build-started", of("req-a", id))));
    expect(linked([asked, built]).instances.map(({ milestones }) => milestones.map((one) => [one.milestone, one.atUs / 1000]))).toEqual([
      [["create-requested", 0], ["build-started", 10]],
      [["create-requested", 0], ["build-started", 11]],
      [["create-requested", 0], ["build-started", 12]],
    ]);
  });

  it("gives an instance only its own lines of a request that asked for several", () => {
    const built = compute(milestone(10, "build-started", of("req-a", ONE)), milestone(11, "build-started", of("req-a", TWO)), activity(12, of("req-a", TWO)), activity(13, of("req-a")));
    expect(linked([built]).instances.map(({ ownLines }) => ownLines().map(({ atUs }) => atUs / 1000))).toEqual([[10], [11, 12]]);
  });

  it("joins a request to the instance that an untagged line of it names", () => {
    const asked = api(milestone(0, "create-requested", of("req-a")), identity(1, { instanceId: ONE }, of("req-a")));
    expect(linked([asked]).instances.map(({ id, bootRequestIds, milestones }) => [id, bootRequestIds, milestones.length])).toEqual([[ONE, ["req-a"], 1]]);
  });

  it("names an instance as its request asked, where the request is for it alone", () => {
    const asked = api(milestone(0, "create-requested", of("req-a")), identity(0, { instanceName: "bench-1" }, of("req-a")));
    expect(linked([asked, compute(milestone(9, "build-started", of("req-a", ONE)))]).instances.map(({ name }) => name)).toEqual(["bench-1"]);
  });

  it("calls an instance by its domain where no log gives the id", () => {
    expect(linked([libvirtd(milestone(1, "guest-started", {}, { domain: "instance-1" }))]).instances.map(({ id }) => id)).toEqual(["instance-1"]);
  });

  it("tells equal domain names on two hosts apart", () => {
    const on = (host: string, id: string): Log => ({ path: `${host}/libvirtd.log`, events: [identity(0, { instanceId: id, domain: "instance-1" }), milestone(1, "guest-started", {}, { domain: "instance-1" })], own: LIBVIRTD });
    expect(linked([on("a", ONE), on("b", TWO)]).instances.map(({ id, milestones }) => [id, milestones.length])).toEqual([[ONE, 1], [TWO, 1]]);
  });

  it("lists the libvirt threads that started the domain", () => {
    const log = libvirtd(identity(0, { instanceId: ONE, domain: "instance-1" }), began(1, "domain-start", { domain: "instance-1", at: { tid: 7 } }), ended(5, "domain-start"));
    expect(linked([log]).instances.map(({ libvirtdThreads }) => libvirtdThreads)).toEqual([[7]]);
  });

  it("ends an operation that was open when its process restarted there, as still open", () => {
    const log = libvirtd(began(1, "libvirt-api", { at: { tid: 7 } }), banner(5, "start"), activity(90));
    expect(linked([log]).operations.map(({ startUs, endUs, open, outcome }) => [startUs / 1000, endUs / 1000, open, outcome])).toEqual([[1, 5, true, "interrupted"]]);
  });

  it("reports a wait for an event with the instance that waited", () => {
    const log = compute(
      milestone(0, "build-started", of("req-a", ONE)), activity(1_500, of("req-a", ONE)), eventWaitCompleted(4_000, 2, of("req-a", ONE)),
    );
    expect(linked([log]).instances[0]?.eventWaits.map(({ startUs, endUs, actor }) => [startUs / 1000, endUs / 1000, actor.instance, actor.role])).toEqual([[1500, 4000, 0, "boot"]]);
  });

  it("begins such a wait at the guest's start where the request boots others too, whose lines its own may be", () => {
    const log = compute(
      milestone(0, "build-started", of("req-a", ONE)), milestone(0, "build-started", of("req-a", TWO)), milestone(1_300, "guest-started", { instanceId: ONE }), activity(1_900, of("req-a", TWO)),
      eventWaitCompleted(4_000, 2, of("req-a", ONE)),
    );
    expect(linked([log]).instances[0]?.eventWaits.map(({ startUs, endUs }) => [startUs / 1000, endUs / 1000])).toEqual([[1300, 4000]]);
  });

  it("began after the last line of nova-compute, whatever others write of the request", () => {
    const log = compute(milestone(1, "build-started", of("req-a", ONE)), activity(2500, of("req-a", ONE)), eventWaitCompleted(4000, 1, of("req-a", ONE)));
    expect(linked([log, api(activity(2800, of("req-a", ONE)))]).instances[0]?.eventWaits.map(({ startUs, endUs }) => [startUs / 1000, endUs / 1000])).toEqual([[2500, 4000]]);
  });

  it("reports none for an event that came before the guest was started", () => {
    const log = compute(
      milestone(0, "build-started", of("req-a", ONE)), eventAwaited(10, "network-vif-plugged-x", of("req-a", ONE)), eventReceived(20, "network-vif-plugged-x", of("req-e", ONE)),
      milestone(30, "guest-started", { instanceId: ONE }), milestone(40, "built", of("req-a", ONE)),
    );
    expect(linked([log]).instances[0]?.eventWaits).toEqual([]);
  });

  it("shows a lock still wanted when the log ends as waiting until then", () => {
    const { acquisitions } = linked([compute(acquired(1, { waitMs: 0, at: of("req-a") }), released(2, { holdMs: 1, at: of("req-a") }), acquired(3, { waitMs: 0, at: of("req-a") }), requested(10, { at: of("req-b") }), activity(50))]);
    expect(acquisitions.map(({ state, waitUs }) => [state, waitUs])).toEqual([["released", 0], ["held", 0], ["waiting", 40_000]]);
  });

  it("knows when the last log ends", () => {
    expect(linked([compute(activity(5)), libvirtd(activity(80))]).endUs).toBe(80_000);
  });

  it("gives an empty trace for no logs at all", () => {
    expect(linked([])).toMatchObject({ instances: [], acquisitions: [], endUs: undefined });
  });
});

describe("where only libvirt's log tells of an instance", () => {
  const domain = "instance-1";
  const job = (atMs: number): Log["events"] => [requested(atMs - 1, { form: "job", lock: domain, key: `k${atMs}` }), acquired(atMs, { form: "job", lock: domain, key: `k${atMs}` }), released(atMs + 1, { form: "job", lock: domain, key: `k${atMs}` })];
  const call = (name: string, atMs: number): Log["events"] => [began(atMs, "libvirt-api", { name: `remoteDispatchDomain${name}`, domain, key: name }), ended(atMs + 4, name)];
  const started: Log["events"] = [identity(0, { instanceId: ONE, domain }), began(10, "domain-start", { domain, key: "start" }), ended(20, "start")];

  it("its boot lasts until its process is started, its delete begins when that is stopped", () => {
    const log = libvirtd(
      identity(0, { instanceId: ONE, domain }),
      ...job(5), began(10, "domain-start", { domain, key: "start" }), ended(20, "start"),
      ...job(30), began(40, "domain-stop", { domain, key: "stop" }), ...job(45), ended(50, "stop"),
    );
    expect(actors(log)).toEqual([[0, "boot"], [0, "background"], [0, "delete"]]);
  });

  it("its boot lasts until a guest that was started without running is let go", () => {
    expect(actors(libvirtd(...started, ...job(30), ...call("Resume", 40), ...job(42), ...job(60)))).toEqual([[0, "boot"], [0, "boot"], [0, "background"]]);
  });

  it("its boot is over when it is started if what lets it go undoes what held it", () => {
    expect(actors(libvirtd(...started, ...call("Suspend", 30), ...call("Resume", 40), ...job(42)))).toEqual([[0, "background"]]);
  });
});

describe("the host of an instance", () => {
  it("is the one that built it in the end, not the one that a first attempt failed on", () => {
    const on = (host: string, ...events: Log["events"]): Log => ({ path: `${host}/nova-compute.log`, events });
    const { instances } = linked([
      on("cmp1", milestone(1, "build-started", of("req-a", ONE)), milestone(5, "error", of("req-a", ONE))),
      on("cmp2", milestone(9, "build-started", of("req-a", ONE)), milestone(20, "built", of("req-a", ONE))),
    ]);
    expect(instances.map(({ host }) => host)).toEqual(["cmp2"]);
  });

  it("is the one its records name, where one log tells of several", () => {
    const on = (host: string, requestId: string, instanceId: string): Partial<RecordHead> => ({ requestId, instanceId, host, service: "nova-compute" });
    const { instances } = linked([{
      path: "messages", own: { service: undefined },
      events: [milestone(1, "build-started", on("cmp1", "req-a", ONE)), milestone(2, "build-started", on("cmp2", "req-b", TWO)), milestone(20, "built", on("cmp2", "req-b", TWO)), milestone(21, "built", on("cmp1", "req-a", ONE))],
    }]);
    expect(instances.map(({ host }) => host)).toEqual(["cmp1", "cmp2"]);
  });
});

describe("an instance's own line", () => {
  it("is of the service that its record names, else of the one whose log it stands in", () => {
    const { instances } = linked([
      { path: "messages", own: { service: undefined }, events: [activity(1, { ...of("req-a", ONE), service: "nova-conductor" }), activity(2, { ...of("req-a", ONE), service: "nova-scheduler" })] },
      compute(milestone(3, "build-started", of("req-a", ONE)), milestone(9, "built", of("req-a", ONE))),
    ]);
    expect(instances[0]?.ownLines().map(({ atUs, service }) => [atUs / 1000, service])).toEqual([[1, "nova-conductor"], [2, "nova-scheduler"], [3, "nova-compute"], [9, "nova-compute"]]);
  });
});
