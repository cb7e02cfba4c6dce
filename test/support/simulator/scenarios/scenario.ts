import type { Order } from "../engine/resource.ts";
import type { Costs } from "../model/costs.ts";

export type Dialect = "grizzly" | "ocata" | "zed";

export type LogName =
  | "nova-api"
  | "nova-conductor"
  | "nova-scheduler"
  | "nova-compute"
  | "neutron-server"
  | "neutron-agent"
  | "placement-api"
  | "keystone"
  | "libvirtd"
  | "lock-trace"
  | "atop"
  | "phases";

/** One experiment. */
export interface Scenario {
  readonly name: string;
  /** What it is for, one line. */
  readonly title: string;
  readonly dialect: Dialect;
  readonly n: number;
  readonly seed: number;
  readonly cores: number;
  /** Time between two requests, median µs; 0: all at once. */
  readonly betweenRequestsUs: number;
  readonly limits: Limits;
  /** Who is next at the locks that are not fair in every release. */
  readonly order: Order;
  readonly costs: Costs;
  /** Standard deviation of the logarithm of every duration. */
  readonly spread: number;
  readonly traits: Traits;
  readonly logs: readonly LogName[];
}

/** Numbers of workers and slots; Infinity: no limit. */
interface Limits {
  readonly apiWorkers: number;
  readonly conductorWorkers: number;
  readonly schedulerWorkers: number;
  readonly buildSlots: number;
  readonly neutronWorkers: number;
  readonly placementWorkers: number;
  readonly keystoneWorkers: number;
  readonly libvirtRequests: number;
  readonly libvirtWorkers: number;
}

interface Traits {
  /** libvirt before 1.0.3: one lock for the whole of the QEMU driver. */
  readonly bigDriverLock: boolean;
  /** Security groups are applied by nova-compute, before it starts the guest. */
  readonly firewallInCompute: boolean;
  /** Changes of the resource tracker after the claim. */
  readonly trackerUpdates: number;
  /** Calls to libvirtd that look something up, each boot. */
  readonly libvirtLookups: number;
  /** Times the firewall is applied for one port. */
  readonly firewallApplies: number;
  /** Runs of the agent's loop are at least this far apart, µs. */
  readonly agentPollUs: number;
  /** nova waits until the port is plugged. */
  readonly waitsForPort: boolean;
  /** Tokens checked with keystone for each request served; 0: with a cache. */
  readonly tokenChecks: number;
  /** Calls that block the whole of nova-compute: when, and for how long, µs. */
  readonly freezes: readonly { readonly atUs: number; readonly us: number }[];
  /** Periodic tasks of nova-compute, if any run meanwhile: when, µs. */
  readonly auditAtUs: number | undefined;
  readonly syncPowerStatesAtUs: number | undefined;
  /** What the benchmark waits for. */
  readonly readyBy: "active" | "ssh";
  /** The guest has a system to boot. */
  readonly guestBoots: boolean;
}

/** Scenarios say how they differ from another one. */
export interface Difference {
  readonly name: string;
  readonly title: string;
  readonly dialect?: Dialect;
  readonly n?: number;
  readonly seed?: number;
  readonly cores?: number;
  readonly betweenRequestsUs?: number;
  readonly limits?: Partial<Limits>;
  readonly order?: Order;
  readonly costs?: Partial<Costs>;
  readonly spread?: number;
  readonly traits?: Partial<Traits>;
  readonly logs?: readonly LogName[];
}

export function varied(base: Scenario, difference: Difference): Scenario {
  return {
    ...base,
    ...difference,
    limits: { ...base.limits, ...difference.limits },
    costs: { ...base.costs, ...difference.costs },
    traits: { ...base.traits, ...difference.traits },
  };
}
