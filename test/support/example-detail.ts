import type { Detail } from "../../src/model/detail.ts";
import { exampleReport, HOSTILE } from "./example-report.ts";

const T0 = exampleReport.run.fromUs;
const s = (seconds: number): number => T0 + Math.round(seconds * 1e6);
const [instance] = exampleReport.instances;
const own = { service: "nova-compute", host: "zed-1", pid: 2214, instance: instance?.id ?? null, role: "boot", file: "nova-compute.log" } as const;
const others = { ...own, instance: null, role: "background" } as const;

/** One lock held by a periodic task, then by a boot that waited for it; a wait for an event; and names that mean harm. */
export const exampleDetail: Detail = {
  locks: [
    { hotspot: "H1", kind: "lock", service: "nova-compute", resource: "compute_resources", name: "compute_resources", host: "zed-1" },
    { hotspot: null, kind: "event", service: "nova-compute", resource: "network-vif-plugged-<uuid>", name: `=${HOSTILE}`, host: null },
  ],
  waits: [
    { ...own, lock: 0, waiter: "ResourceTracker.instance_claim", startUs: s(2.988), endUs: s(12.4), how: "stated", holder: "ResourceTracker._update_available_resource", letInBy: 0, line: 7 },
    { ...others, lock: 1, waiter: HOSTILE, startUs: s(3), endUs: s(4), how: "event", holder: null, letInBy: null, line: 9 },
  ],
  holds: [
    { ...others, lock: 0, holder: "ResourceTracker._update_available_resource", startUs: s(2), endUs: s(12.4), line: 6 },
    { ...own, lock: 0, holder: "bench-001: ResourceTracker.instance_claim", startUs: s(12.4), endUs: s(13), line: 7 },
  ],
  operations: [
    { ...own, operation: "http-call", name: "GET /allocations", startUs: s(12.5), endUs: s(12.9), outcome: "200", line: 8 },
    { ...others, operation: "periodic-task", name: HOSTILE, startUs: s(1), endUs: s(13), outcome: null, line: 10 },
  ],
  leftOut: { waits: 0, holds: 0, operations: 3 },
};
