import { classId, type ResourceClass } from "../engine/resource.ts";
import type { LogName, Scenario } from "../scenarios/scenario.ts";

/**
 * What the written logs let anyone see of the waits for a resource:
 * - `logged`: lines say when it was asked for and when it was got, or how long that took.
 * - `hidden`: no line does, but starts and ends of what it serves are there, and with them the queue.
 * - `no`: nothing.
 */
export type Observable = "logged" | "hidden" | "no";

type Judge = (scenario: Scenario, has: (log: LogName) => boolean) => Observable;

const inCompute: Judge = ({ dialect }, has) => (!has("nova-compute") ? "no" : dialect === "grizzly" ? "hidden" : "logged");
const fileInCompute: Judge = (_scenario, has) => (has("nova-compute") ? "logged" : "no");
const traced: Judge = (_scenario, has) => (has("lock-trace") ? "logged" : "no");

const TRACED: readonly string[] = ["libvirtd/qemuDriverLock", "libvirtd/virSecurityManagerSetAllLabel", "libvirtd/virCgroupAddTask"];

/** A mutex that only a tracer sees. */
export function isTraced(of: ResourceClass): boolean {
  return TRACED.includes(classId(of));
}

/** A single server shows by its departures alone; several do not. */
const server =
  (log: LogName, workers: (scenario: Scenario) => number): Judge =>
  (scenario, has) =>
    has(log) && workers(scenario) === 1 ? "hidden" : "no";

/** Whose lines do not say when a request came in, but which atop shows to have its core to the full. */
function busyServer(log: LogName, workers: (scenario: Scenario) => number): Judge {
  return (scenario, has) => (has("atop") ? server(log, workers)(scenario, has) : "no");
}

const JUDGES: Readonly<Record<string, Judge>> = {
  "nova-compute/compute_resources": inCompute,
  "nova-compute/<uuid>": inCompute,
  "nova-compute/<sha1>": fileInCompute,
  "nova-compute/nova-lock_bridge": fileInCompute,
  "nova-compute/iptables": fileInCompute,
  "nova-compute/refresh_cache-<uuid>": ({ dialect }, has) => (dialect === "zed" && has("nova-compute") ? "logged" : "no"),
  // Zed says how long it took, in whole seconds; earlier releases only what happened.
  "nova-compute/network-vif-plugged": (_scenario, has) => (has("nova-compute") ? "hidden" : "no"),
  // Grizzly has no such option.
  "nova-compute/nova-compute build slots": ({ dialect }, has) => (has("nova-compute") && dialect !== "grizzly" ? "hidden" : "no"),
  "nova-compute/nova-compute freeze": (_scenario, has) => (has("nova-compute") ? "hidden" : "no"),
  "neutron-openvswitch-agent/iptables": ({ dialect }, has) => (has("neutron-agent") && dialect !== "ocata" ? "logged" : "no"),
  "nova-api/nova-api workers": server("nova-api", ({ limits }) => limits.apiWorkers),
  "nova-conductor/nova-conductor workers": () => "no",
  // It says when it takes up a boot and when it has chosen a host, so that any number of them shows.
  "nova-scheduler/nova-scheduler workers": (_scenario, has) => (has("nova-scheduler") ? "hidden" : "no"),
  "neutron-server/neutron-server workers": server("neutron-server", ({ limits }) => limits.neutronWorkers),
  "placement-api/placement workers": busyServer("placement-api", ({ limits }) => limits.placementWorkers),
  "keystone/keystone workers": busyServer("keystone", ({ limits }) => limits.keystoneWorkers),
  "libvirtd/libvirtd workers": (_scenario, has) => (has("libvirtd") ? "logged" : "no"),
  // Of those who wait unread in the socket only the first is seen.
  "libvirtd/libvirtd client requests": (_scenario, has) => (has("libvirtd") ? "hidden" : "no"),
  "libvirtd/domain job": ({ dialect }, has) => (has("libvirtd") && dialect !== "grizzly" ? "logged" : "no"),
  ...Object.fromEntries(TRACED.map((id) => [id, traced])),
};

export function observable(of: ResourceClass, scenario: Scenario): Observable {
  return JUDGES[classId(of)]?.(scenario, (log) => scenario.logs.includes(log)) ?? "no";
}
