import { describe, expect, it } from "vitest";
import type { Study } from "../../../src/analyses/study.ts";
import type { ActivityNode } from "../../../src/analyses/what-if/activity.ts";
import type { Actor } from "../../../src/model/trace.ts";
import { buildActivities } from "../../../src/analyses/what-if/build-activities.ts";
import { actor, bootOf, eventWait, instance, life, mark, operation, study, trace } from "../../support/traces.ts";
import { cores, outcome } from "./support/graphs.ts";

const graphOf = (of: Study) => {
  if (of.run === undefined) throw new Error("no run");
  return buildActivities(of, of.run);
};

/** `work 10`, `acquire L`, …: what a line does, times in ms. */
const told = (of: Study, line = 0): string[] => {
  const graph = graphOf(of);
  const word = (node: ActivityNode): string => {
    if (node.kind === "work") return `work ${(node.endUs - node.startUs) / 1000}${node.cause === undefined ? "" : ` on ${node.cause}`}`;
    if (node.kind === "acquire" || node.kind === "release") return `${node.kind} ${graph.resources[node.queue]?.identity ?? ""}`;
    return "line" in node ? `${node.kind} ${node.line}` : node.kind;
  };
  return graph.lines[line]?.nodes.map(word) ?? [];
};

const twoBoots = [instance("a", [mark(0, "create-requested"), mark(100, "active")]), instance("b", [mark(0, "create-requested"), mark(160, "active")])];
const contended = trace({ instances: twoBoots, acquisitions: [life(20, 20, 80, { actor: bootOf(0) }), life(20, 80, 140, { actor: bootOf(1) })] });

describe("building activities", () => {
  it("leaves out the waiting that was observed, and keeps the work before, inside and after a hold", () => {
    expect(told(study(contended), 1)).toEqual(["work 20", "acquire L", "work 60", "release L", "work 20", "ready"]);
  });

  it("replays to what was observed when nothing is changed", () => {
    const graph = graphOf(study(contended));
    expect(graph.observed.makespanUs).toBe(160_000);
    expect(outcome(graph).makespanUs).toBe(160_000);
    expect(outcome(graph, [{ kind: "remove", key: "lock|nova-compute|L" }]).makespanUs).toBe(100_000);
  });

  it("keeps a wait that no known hold explains as work of someone unseen", () => {
    expect(told(study(trace({ instances: twoBoots, acquisitions: [life(20, 80, undefined, { actor: bootOf(0), state: "released" })] })))).toEqual(["work 20", "work 60 on lock|nova-compute|L", "work 20", "ready"]);
  });

  it("leaves out a lock that only one of them ever takes", () => {
    expect(told(study(trace({ instances: twoBoots, acquisitions: [life(20, 20, 80, { actor: bootOf(0) })] })))).toEqual(["work 100", "ready"]);
  });

  it("gives a pool of unknown size as many permits as were ever held at once where somebody waited for one, and lets everyone in where a free thread only took a moment to begin", () => {
    const permitsOf = (waitMs: number): number | undefined => {
      const jobs = [0, 1].map((boot) => life(20, 20 + (boot === 1 ? waitMs : 0), 80, { actor: bootOf(boot), resource: "permit", resourceClass: "libvirtd workers" }));
      return graphOf(study(trace({ instances: twoBoots, acquisitions: jobs }))).resources[0]?.permits;
    };
    expect(permitsOf(10)).toBe(2);
    expect(permitsOf(1)).toBe(Infinity);
  });

  it("has a boot wait for an event once libvirt has answered, though another thread told a little earlier that its guest runs", () => {
    const waiting = (answeredMs: number): readonly string[] => {
      const boots = [instance("a", [mark(0, "create-requested"), mark(100, "active")], { eventWaits: [eventWait(30, 90, 0)] }), instance("b", [mark(0, "create-requested"), mark(100, "active")])];
      const calls = [0, 1].map((boot) => life(20 + boot, 20 + boot, answeredMs, { actor: bootOf(boot, { service: "libvirtd" }), resource: "permit", resourceClass: "libvirtd workers", identity: "P" }));
      return told(study(trace({ instances: boots, acquisitions: calls })));
    };
    const event = "event||network-vif-plugged";
    expect(waiting(38)).toEqual(["work 20", "acquire P", "work 18", "release P", `work 52 on ${event}`, "work 10", "ready"]);
    // Of a call that goes on for long it is not known.
    expect(waiting(85)).toEqual(["work 20", "acquire P", "work 10", `work 60 on ${event}`, "release P", "work 10", "ready"]);
  });

  it("counts the processes of a service that lets everyone in, and how many one of them serves at once, where its log names them", () => {
    const servedBy = (pids: readonly (number | undefined)[]) => {
      const calls = pids.map((pid, boot) => life(20 + boot, 20 + boot, 80, { actor: bootOf(boot % 2, { service: "neutron-server", pid }), resource: "service", resourceClass: "neutron-server workers", identity: "S" }));
      return graphOf(study(trace({ instances: twoBoots, acquisitions: calls }))).resources[0]?.served;
    };
    expect(servedBy([7, 7, 8])).toEqual({ processes: 2, each: 2 });
    expect(servedBy([7, undefined])).toBeUndefined();
  });

  it("tells a wait for an event by its kind", () => {
    const waits = [instance("a", [mark(0, "create-requested"), mark(100, "active")], { eventWaits: [eventWait(30, 70, 0)] })];
    expect(told(study(trace({ instances: waits })))).toEqual(["work 30", "work 40 on event||network-vif-plugged", "work 30", "ready"]);
  });

  it("has every boot of a host stand still while its process was frozen, whosever wait that is told as", () => {
    const frozen = life(30, 60, 60, { resource: "service", resourceClass: "nova-compute freeze", form: "inferred", identity: "h|1|inferred|nova-compute freeze", actor: bootOf(0) });
    const graph = graphOf(study(trace({ instances: twoBoots, acquisitions: [frozen] })));
    expect(told(study(trace({ instances: twoBoots, acquisitions: [frozen] })), 1)).toEqual(["work 30", "until", "work 100", "ready"]);
    expect(outcome(graph).makespanUs).toBe(160_000);
    expect(outcome(graph, [{ kind: "remove", key: "service|nova-compute|nova-compute freeze" }]).makespanUs).toBe(130_000);
  });

  it("may have a boot stand still after whatever it does in the process that froze, but not what others do before or for it", () => {
    const ownLines = () => [{ atUs: 25_000, service: "nova-compute", role: "boot", place: { source: 0, line: 1 } }] as const;
    const instances = [instance("a", [mark(0, "create-requested"), mark(100, "active")], { ownLines }), instance("b", [mark(0, "create-requested"), mark(160, "active")])];
    const frozen = life(30, 90, 90, { resource: "service", resourceClass: "nova-compute freeze", form: "inferred", identity: "h|1|inferred|nova-compute freeze", actor: bootOf(1) });
    const workers = { resource: "permit", resourceClass: "libvirtd workers", identity: "W" } as const;
    const calls = [0, 1].map((boot) => life(28, 28 + boot, 70, { ...workers, actor: actor({ service: "libvirtd", tid: boot, instance: boot, role: "boot" }) }));
    const passes = [life(5, 5, 20, { actor: bootOf(0) }), life(5, 20, 22, { actor: bootOf(1) }), ...calls];
    const operations = [operation(28, 70, { operation: "libvirt-api", name: "create", actor: actor({ service: "libvirtd", tid: 0, instance: 0, role: "boot" }) })];
    expect(told(study(trace({ instances, operations, acquisitions: [...passes, frozen] })))).toEqual([
      "work 5", "acquire L", "work 15", "release L", "work 8", "until", "acquire W", "work 42", "release W", "until", "until", "work 10", "until", "ready",
    ]);
  });

  it("has a boot go on while another service worked for it, though the process that built it was frozen, until that had done its part", () => {
    const instances = [instance("a", [mark(0, "create-requested"), mark(7000, "active")]), instance("b", [mark(0, "create-requested"), mark(9000, "active")])];
    const frozen = life(1000, 6000, 6000, { resource: "service", resourceClass: "nova-compute freeze", form: "inferred", identity: "h|1|inferred|nova-compute freeze", actor: bootOf(0) });
    const toldOf = (startMs: number, endMs: number) => told(study(trace({ instances, acquisitions: [frozen], operations: [operation(startMs, endMs, { operation: "http-served", name: "POST", actor: bootOf(1, { service: "nova-api" }) })] })), 1);
    expect(toldOf(500, 2500)).toEqual(["work 2500", "until", "work 3000", "ready"]);
    expect(toldOf(3000, 8000)).toEqual(["work 9000", "ready"]);
    // Called by what had just awoken.
    expect(toldOf(5990, 6100)).toEqual(["work 1000", "until", "work 3000", "ready"]);
  });

  it("has an event that its request brought late come sooner where that request need not queue", () => {
    const served = (startMs: number, endMs: number, name: string) => operation(startMs, endMs, { operation: "http-served", name, actor: actor({ service: "nova-api", pid: 7, role: "background" }) });
    const workers = { resource: "service", resourceClass: "nova-api workers", form: "inferred", identity: "w" } as const;
    const waits = [
      instance("a", [mark(0, "create-requested"), mark(100, "active")], { eventWaits: [eventWait(30, 70, 0)] }),
      instance("b", [mark(0, "create-requested"), mark(64, "active")]),
    ];
    const acquisitions = [life(0, 0, 10, { ...workers, actor: actor({ service: "nova-api", pid: 7, instance: 0, role: "boot" }) }), life(0, 10, 62, { ...workers, actor: actor({ service: "nova-api", pid: 7, instance: 1, role: "boot" }) })];
    const of = { ...study(trace({ instances: waits, acquisitions, operations: [served(10, 62, "POST /v2.1/servers"), served(62, 69, "POST /v2.1/os-server-external-events")] })), pools: new Map([["w", { identity: "w", permits: 1, inferred: true, basis: "", option: undefined, processes: ["nova-api[7]"] }]]) };
    const graph = graphOf(of);
    expect(outcome(graph).makespanUs).toBe(100_000);
    expect(outcome(graph, [{ kind: "remove", key: "service|nova-api|nova-api workers" }]).makespanUs).toBeLessThan(70_000);
  });

  it("has it sent as late as others were that found a worker free", () => {
    const served = (startMs: number, endMs: number, name = "POST /v2.1/servers") => operation(startMs, endMs, { operation: "http-served", name, actor: actor({ service: "nova-api", pid: 7, role: "background" }) });
    const event = "POST /v2.1/os-server-external-events";
    const workers = { resource: "service", resourceClass: "nova-api workers", form: "inferred", identity: "w" } as const;
    const instances = [
      instance("a", [mark(0, "create-requested"), mark(180, "active")], { eventWaits: [eventWait(30, 70, 0)] }),
      instance("b", [mark(0, "create-requested"), mark(64, "active")]),
      instance("c", [mark(0, "create-requested"), mark(140, "active")], { eventWaits: [eventWait(110, 130, 2)] }),
    ];
    const acquisitions = [life(0, 0, 10, { ...workers, actor: bootOf(0, { service: "nova-api", pid: 7 }) }), life(0, 10, 62, { ...workers, actor: bootOf(1, { service: "nova-api", pid: 7 }) })];
    const operations = [served(0, 10), served(10, 62), served(62, 69, event), served(122, 129, event)];
    const pool = { identity: "w", permits: 1, inferred: true, basis: "", option: undefined, processes: ["nova-api[7]"] };
    const graph = graphOf({ ...study(trace({ instances, acquisitions, operations })), pools: new Map([["w", pool]]) });
    // That of c was served 12 ms after c waited for it, with nobody before it: so that of a was sent at 42, and without others is served up to 49. 1 and 110 ms follow.
    expect(outcome(graph).makespanUs).toBe(180_000);
    expect(outcome(graph, [{ kind: "remove", key: "service|nova-api|nova-api workers" }]).makespanUs).toBe(160_000);
  });

  it("has it come sooner too where the service's log tells of requests from their arrival on", () => {
    const served = (startMs: number, endMs: number, name: string) => operation(startMs, endMs, { operation: "http-served", name, actor: actor({ service: "nova-api", pid: 7, role: "background" }) });
    const passage = (arrivedMs: number, begunMs: number, doneMs: number, instanceOf: number | undefined) =>
      life(arrivedMs, begunMs, doneMs, { resource: "service", resourceClass: "nova-api workers", form: "inferred", identity: "w", actor: actor({ service: "nova-api", pid: 7, instance: instanceOf, role: instanceOf === undefined ? "background" : "boot" }), place: { source: 0, line: Math.max(1, arrivedMs) } });
    const instances = [
      instance("a", [mark(0, "create-requested"), mark(100, "active")], { eventWaits: [eventWait(30, 70, 0)] }),
      instance("b", [mark(0, "create-requested"), mark(64, "active")]),
    ];
    const operations = [served(0, 10, "POST /v2.1/servers"), served(1, 62, "POST /v2.1/servers"), served(40, 69, "POST /v2.1/os-server-external-events")];
    const pool = { identity: "w", permits: 1, inferred: true, basis: "", option: undefined, processes: ["nova-api[7]"] };
    const graph = graphOf({ ...study(trace({ instances, acquisitions: [passage(0, 0, 10, 0), passage(1, 10, 62, 1), passage(40, 62, 69, undefined)], operations })), pools: new Map([["w", pool]]) });
    expect(outcome(graph).makespanUs).toBe(100_000);
    // Sent 10 ms after the guest's start, it comes 7 ms later; to its answer and from the event to ready it takes 1 and 30 ms more.
    expect(outcome(graph, [{ kind: "remove", key: "service|nova-api|nova-api workers" }]).makespanUs).toBe(78_000);
  });

  it("has it come as soon where two workers were done in the same ms", () => {
    const served = (pid: number, startMs: number, endMs: number, name = "POST /v2.1/servers") => operation(startMs, endMs, { operation: "http-served", name, actor: actor({ service: "nova-api", pid, role: "background" }) });
    const passage = (arrivedMs: number, begunMs: number, doneMs: number, pid: number, boot: number) =>
      life(arrivedMs, begunMs, doneMs, { resource: "service", resourceClass: "nova-api workers", form: "inferred", identity: "w", actor: actor({ service: "nova-api", pid, instance: boot, role: "boot" }) });
    const instances = [
      instance("a", [mark(0, "create-requested"), mark(100, "active")], { eventWaits: [eventWait(30, 70, 0)] }),
      ...["b", "c", "d"].map((id) => instance(id, [mark(0, "create-requested"), mark(64, "active")])),
    ];
    // Both workers were at work from 0 to 62: one on one request, the other on two.
    const operations = [served(7, 0, 62), served(8, 0, 50), served(8, 50, 62), served(7, 62, 69, "POST /v2.1/os-server-external-events")];
    const pool = { identity: "w", permits: 2, inferred: true, basis: "", option: undefined, processes: ["nova-api[7]", "nova-api[8]"] };
    const graph = graphOf({ ...study(trace({ instances, acquisitions: [passage(0, 0, 62, 7, 1), passage(0, 0, 50, 8, 2), passage(1, 50, 62, 8, 3)], operations })), pools: new Map([["w", pool]]) });
    expect(outcome(graph).makespanUs).toBe(100_000);
    // Sent as soon as the boot waited, at 30 ms, since no worker was free up to 62 ms; it then comes 8 ms later, and 30 ms follow.
    expect(outcome(graph, [{ kind: "remove", key: "service|nova-api|nova-api workers" }]).makespanUs).toBe(68_000);
  });

  it("has events that came one after another come at that pace, however soon they are prepared for", () => {
    const order = Array.from({ length: 8 }, (_, boot) => boot);
    const slots = { resource: "permit", resourceClass: "nova-compute build slots", identity: "slots" } as const;
    const events = (boot: number) => [{ event: "network-vif-plugged", preparedUs: (boot + 1) * 100_000, neededUs: (boot + 1) * 100_000, receivedUs: 500_000 * (boot + 1), place: { source: 0, line: boot + 1 } }];
    const instances = order.map((boot) => instance(`${boot}`, [mark(0, "create-requested"), mark(500 * (boot + 1), "active")], { events: events(boot), eventWaits: [eventWait(100 * (boot + 1), 500 * (boot + 1), boot)] }));
    const acquisitions = order.map((boot) => life(0, 100 * boot, 100 * (boot + 1), { ...slots, actor: bootOf(boot) }));
    const graph = graphOf(study(trace({ instances, acquisitions })));
    expect(outcome(graph).makespanUs).toBe(4_000_000);
    expect(outcome(graph, [{ kind: "remove", key: "permit|nova-compute|nova-compute build slots" }]).makespanUs).toBe(4_000_000);
    expect(outcome(graph, [{ kind: "remove", key: "event||network-vif-plugged" }]).makespanUs).toBe(800_000);
  });

  it("lets background work hold the lock when it held it", () => {
    const graph = graphOf(study(trace({ instances: twoBoots, acquisitions: [life(10, 10, 60, { actor: actor({ requestId: "req-task" }) }), life(20, 60, 90, { actor: bootOf(0) })] })));
    expect(graph.lines.at(-1)).toMatchObject({ role: "background", start: { kind: "fixed", atUs: 10_000 } });
    expect(outcome(graph).waits.get("lock|nova-compute|L")).toEqual({ bootUs: 40_000, deleteUs: 0 });
  });

  it("lets a call of nobody's boot keep its place in the queue that it waited in before a thread took it", () => {
    const call = (sentMs: number, readMs: number, doneMs: number, own: Partial<Actor>) => life(sentMs, readMs, doneMs, { resource: "permit", resourceClass: "libvirtd client requests", identity: "R", actor: actor({ service: "libvirtd", tid: 9, ...own }) });
    // One thread takes three calls, one after the other: the second was sent before that of the boot.
    const graph = graphOf(study(trace({ instances: twoBoots, acquisitions: [call(0, 0, 50, {}), call(10, 50, 80, {}), call(20, 80, 100, { instance: 1, role: "boot" })] })));
    expect(graph.lines.filter(({ role }) => role === "background").map(({ start }) => start)).toEqual([{ kind: "fixed", atUs: 0 }, { kind: "fixed", atUs: 10_000 }]);
    expect(outcome(graph).waits.get("permit|libvirtd|libvirtd client requests")).toEqual({ bootUs: 60_000, deleteUs: 0 });
  });

  it("makes a traced wait and the hold after it one passage", () => {
    const traced = { form: "traced", service: "libvirtd" } as const;
    const wait = life(20, 80, undefined, { actor: bootOf(1, { tid: 7 }), form: traced.form, state: "released" });
    const hold = { ...life(undefined, 80, 140, { actor: bootOf(1, { tid: 7 }), form: traced.form }), acquiredUs: undefined };
    const first = { ...life(undefined, 20, 80, { actor: bootOf(0, { tid: 6 }), form: traced.form }), acquiredUs: undefined };
    expect(told(study(trace({ instances: twoBoots, acquisitions: [first, wait, hold] })), 1)).toEqual(["work 20", "acquire L", "work 60", "release L", "work 20", "ready"]);
  });

  it("never lets a line wait for what it holds itself", () => {
    const graph = graphOf(study(trace({ instances: twoBoots, acquisitions: [life(20, 20, 80, { actor: bootOf(0) }), life(30, 30, 50, { actor: bootOf(0) }), life(20, 80, 140, { actor: bootOf(1) })] })));
    expect(outcome(graph).makespanUs).toBe(160_000);
  });

  it("gives back before it takes what another clock says was taken a moment earlier", () => {
    const twoLocks = [
      life(20, 20, 60, { actor: bootOf(0), lock: "A" }), { ...life(60, 60, 90, { actor: bootOf(0), lock: "B" }), acquiredUs: 59_700, waitUs: 0 },
      life(20, 60, 70, { actor: bootOf(1), lock: "A" }), life(80, 90, 95, { actor: bootOf(1), lock: "B" }),
    ];
    expect(told(study(trace({ instances: twoBoots, acquisitions: twoLocks }))).filter((word) => !word.startsWith("work"))).toEqual(["acquire A", "release A", "acquire B", "release B", "ready"]);
  });
});

describe("the network, allocated in the background", () => {
  const boots = twoBoots.map(({ id }) => instance(id, [mark(0, "create-requested"), mark(20, "network-started"), mark(25, "spawn-started"), mark(70, "network-ready"), mark(71, "xml-started"), mark(100, "active")]));

  it("goes on beside the image, and the boot waits for it once nothing else is left to do", () => {
    const of = study(trace({ instances: boots, operations: [operation(25, 40, { actor: bootOf(0), name: "qemu-img" })] }));
    expect(told(of, 0)).toEqual(["work 20", "fork 1", "work 20", "join 1", "work 30", "ready"]);
    expect(told(of, 1)).toEqual(["work 50"]);
  });

  it("is waited for from its start where all else begins once it is there", () => {
    const of = study(trace({ instances: [instance("a", [mark(0, "create-requested"), mark(20, "network-started"), mark(50, "network-ready"), mark(52, "image-started"), mark(91, "xml-started"), mark(100, "active")])], operations: [operation(60, 80, { actor: bootOf(0) })] }));
    expect(told(of, 0)).toEqual(["work 20", "fork 1", "join 1", "work 50", "ready"]);
    expect(told(of, 1)).toEqual(["work 30"]);
  });

  it("is not waited for where other work takes longer", () => {
    const of = study(trace({ instances: [instance("a", [mark(0, "create-requested"), mark(20, "network-started"), mark(30, "network-ready"), mark(71, "xml-started"), mark(100, "active")])], operations: [operation(25, 60, { actor: bootOf(0) })] }));
    expect(told(of, 0)).toEqual(["work 20", "fork 1", "work 40", "join 1", "work 40", "ready"]);
  });

  it("takes the locks of the network, not the boot", () => {
    const cache = (of: number, got: number) => life(30, got, got + 20, { actor: bootOf(of), lock: "refresh_cache-x", resourceClass: "refresh_cache-<uuid>" });
    const of = study(trace({ instances: boots, acquisitions: [cache(0, 30), cache(1, 50)] }));
    expect(told(of, 1)).toContain("acquire refresh_cache-x");
    expect(told(of, 0)).not.toContain("acquire refresh_cache-x");
  });

  it("waits for the network service, too, where that names none but its own requests", () => {
    const named = boots.map((boot) => ({ ...boot, bootRequestIds: [`req-${boot.id}`] }));
    const port = (of: number, got: number) => life(30, got, got + 20, { actor: bootOf(of, { service: "neutron-server", requestId: `req-n${of}` }), lock: "W", identity: "W", resource: "service", resourceClass: "neutron-server workers", form: "inferred" });
    const of = study(trace({ instances: named, acquisitions: [port(0, 30), port(1, 50)] }));
    expect(graphOf(of).lines).toHaveLength(4);
    expect(told(of, 3)).toEqual(["work 10", "acquire W", "work 20", "release W"]);
  });
});

describe("deletes", () => {
  const lived = (id: string, readyMs: number, deleteMs: number, goneMs: number) => instance(id, [mark(0, "create-requested"), mark(readyMs, "active"), mark(deleteMs, "delete-requested"), mark(goneMs, "gone")]);

  it("follow the last ready boot where all came after it", () => {
    const { lines } = graphOf(study(trace({ instances: [lived("a", 50, 130, 150), lived("b", 100, 120, 160)] })));
    expect(lines.filter(({ role }) => role === "delete").map(({ start }) => start)).toEqual([{ kind: "after-last-ready", gapUs: 30_000 }, { kind: "after-last-ready", gapUs: 20_000 }]);
  });

  it("follow their own boots where they did not", () => {
    const { lines } = graphOf(study(trace({ instances: [lived("a", 50, 60, 80), lived("b", 100, 120, 160)] })));
    expect(lines.filter(({ role }) => role === "delete").map(({ start }) => start)).toEqual([{ kind: "after-ready", line: 0, gapUs: 10_000 }, { kind: "after-ready", line: 1, gapUs: 20_000 }]);
  });
});

describe("what is removed", () => {
  it("saves nothing where the processors were in use all the time", () => {
    const graph = graphOf(study(contended));
    expect(outcome(graph, [{ kind: "remove", key: "lock|nova-compute|L" }], cores(1, 1, "cmp1")).makespanUs).toBeGreaterThan(155_000);
  });
});
