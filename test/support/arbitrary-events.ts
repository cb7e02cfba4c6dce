import fc from "fast-check";
import type { LockForm, LockScope, LogEvent, MilestoneName, RecordHead, ResourceKind } from "../../src/model/event.ts";
import type { Operation } from "../../src/model/operation.ts";

/** Few names, so that arbitrary events often meet: same lock, same request, same thread. */
const INSTANCES = ["4696d181-0000-4000-8000-000000000001", "4696d181-0000-4000-8000-000000000002"];
const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | undefined> => fc.constantFrom(undefined, ...values);

/** A head at 0 … 3 s; the clock may also run backwards from one record to the next. */
const recordHead: fc.Arbitrary<RecordHead> = fc.record({
  atUs: fc.integer({ min: 0, max: 3000 }).map((ms) => ms * 1000),
  clock: fc.constantFrom("utc" as const, "utc" as const, "local" as const),
  line: fc.integer({ min: 1, max: 1000 }),
  service: fc.constant(undefined),
  host: maybe(["cmp1"]),
  pid: maybe([1, 2]),
  tid: maybe([7, 8]),
  requestId: maybe(["req-a", "req-b", "req-c"]),
  globalRequestId: maybe(["req-a"]),
  instanceId: maybe(INSTANCES),
});

const lockParts = {
  head: recordHead,
  resource: fc.constantFrom<ResourceKind>("lock", "permit", "job"),
  lock: fc.constantFrom("compute_resources", `refresh_cache-${INSTANCES[0] ?? ""}`, "instance-1"),
  scope: fc.constantFrom<LockScope>("process", "host", "address", "domain", "cluster"),
  form: fc.constantFrom<LockForm>("decorator", "context", "file", "traced", "job"),
  by: maybe(["f", "nova.compute.manager.ComputeManager.build_and_run_instance", "do_terminate_instance"]),
  key: maybe(["k1", "k2"]),
};
const duration = fc.option(fc.integer({ min: 0, max: 2_000_000 }), { nil: undefined });
const key = fc.constantFrom("o1", "o2");
const operation = fc.constantFrom<Operation>("command", "libvirt-api", "domain-start", "build", "spawn");
const milestoneName = fc.constantFrom<MilestoneName>(
  "create-requested", "build-started", "spawn-started", "guest-started", "built", "active", "ping", "ssh", "error", "delete-requested", "terminating", "gone",
);
const event = fc.constantFrom("network-vif-plugged-4696d181-0000-4000-8000-00000000000a");

/** Any event, whether it makes sense where it stands or not. */
const anyEvent: fc.Arbitrary<LogEvent> = fc.oneof(
  fc.record({ kind: fc.constant("activity" as const), head: recordHead }),
  fc.record({ kind: fc.constant("lock-requested" as const), ...lockParts, holder: maybe(["someone"]) }),
  fc.record({ kind: fc.constant("lock-acquired" as const), ...lockParts, waitUs: duration }),
  fc.record({ kind: fc.constant("lock-acquired" as const), ...lockParts, waitUs: fc.constant(undefined) }),
  fc.record({ kind: fc.constant("lock-released" as const), ...lockParts, holdUs: duration }),
  fc.record({
    kind: fc.constant("lock-abandoned" as const), ...lockParts, reason: fc.constantFrom("non-blocking" as const, "timeout" as const), waitUs: duration, holder: fc.constant(undefined),
  }),
  fc.record({ kind: fc.constant("operation-began" as const), head: recordHead, operation, name: fc.constant("x"), key, domain: maybe(["instance-1"]) }),
  fc.record({ kind: fc.constant("operation-ended" as const), head: recordHead, key, outcome: maybe(["0"]) }),
  fc.record({ kind: fc.constant("operation-completed" as const), head: recordHead, operation, name: fc.constant("x"), durationUs: fc.nat(2_000_000), outcome: maybe(["0"]) }),
  fc.record({ kind: fc.constant("milestone" as const), head: recordHead, milestone: milestoneName, domain: maybe(["instance-1"]), detail: maybe(["No valid host"]) }),
  fc.record({ kind: fc.constant("event-awaited" as const), head: recordHead, event }),
  fc.record({ kind: fc.constant("event-received" as const), head: recordHead, event, expected: fc.boolean() }),
  fc.record({ kind: fc.constant("event-wait-completed" as const), head: recordHead, events: fc.array(event, { maxLength: 2 }), atLeastUs: duration, outcome: fc.constantFrom("completed" as const, "timeout" as const) }),
  fc.record({
    kind: fc.constant("identity" as const), head: recordHead, instanceId: maybe(INSTANCES), instanceName: maybe(["bench-1"]), domain: maybe(["instance-1"]), portId: fc.constant(undefined),
    requestId: maybe(["req-b"]), tid: maybe([7]), qemuPid: fc.constant(undefined), node: maybe(["cmp1"]),
  }),
  fc.record({ kind: fc.constant("request-caused" as const), head: recordHead, requestId: fc.constantFrom("req-b", "req-c") }),
  fc.record({
    kind: fc.constant("gauge" as const), head: recordHead, gauge: fc.constantFrom("cpu" as const, "disk" as const), subject: maybe(["vda"]), pid: fc.constant(undefined),
    intervalUs: fc.integer({ min: 1, max: 1_000_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }), cores: maybe([4]),
  }),
  fc.record({ kind: fc.constant("banner" as const), head: recordHead, product: fc.constant("nova"), version: fc.constant(undefined), life: fc.constantFrom(undefined, "start" as const, "stop" as const) }),
);

export const anyEvents: fc.Arbitrary<readonly LogEvent[]> = fc.array(anyEvent, { maxLength: 40 });

/** Events in order of time, with line numbers of their own, as a well-behaved log has them. */
export const orderlyEvents: fc.Arbitrary<readonly LogEvent[]> = anyEvents.map((events) =>
  [...events].sort((a, b) => a.head.atUs - b.head.atUs).map((one, index) => ({ ...one, head: { ...one.head, line: index + 1 } })),
);
