import type { Station } from "./station.ts";

/** A service that answers requests with a number of workers. */
interface Service {
  /** Of its workers, the same in every log of every release. */
  readonly workers: string;
  readonly option: string | undefined;
}

/** By name of the service; the option is that of its own server, or of the web server around it. */
const SERVICES: ReadonlyMap<string, Service> = new Map(Object.entries({
  "nova-api": { workers: "nova-api workers", option: "[DEFAULT] osapi_compute_workers" },
  "nova-conductor": { workers: "nova-conductor workers", option: "[conductor] workers" },
  "nova-scheduler": { workers: "nova-scheduler workers", option: "[scheduler] workers" },
  "neutron-server": { workers: "neutron-server workers", option: "[DEFAULT] api_workers" },
  "quantum-server": { workers: "neutron-server workers", option: undefined },
  keystone: { workers: "keystone workers", option: "uWSGI processes" },
  "placement-api": { workers: "placement workers", option: "uWSGI processes" },
  "glance-api": { workers: "glance-api workers", option: "[DEFAULT] workers" },
}));

export function isKnownService(name: string): boolean {
  return SERVICES.has(name);
}

/** The workers of a service, on one host or on all: what to call them and what sets their number. */
export function workersOf(service: string, host: string | undefined): Pick<Station, "service" | "host" | "pid" | "name" | "option"> {
  const known = SERVICES.get(service);
  return { service, host, pid: undefined, name: known?.workers ?? service, option: known?.option };
}
