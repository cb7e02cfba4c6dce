import { MODERN } from "../model/costs.ts";
import type { LogName, Scenario } from "./scenario.ts";

export const ALL_LOGS: readonly LogName[] = [
  "nova-api", "nova-conductor", "nova-scheduler", "nova-compute", "neutron-server", "neutron-agent", "placement-api", "keystone", "libvirtd", "lock-trace", "atop", "phases",
];

/** Zed as packaged, on a host of two cores: what the captures are of. */
export const STOCK: Scenario = {
  name: "stock",
  title: "Zed as packaged, 20 boots on 2 cores",
  dialect: "zed",
  n: 20,
  seed: 1,
  cores: 2,
  betweenRequestsUs: 0,
  limits: {
    apiWorkers: 2,
    conductorWorkers: 2,
    schedulerWorkers: 1,
    buildSlots: 10,
    neutronWorkers: 2,
    placementWorkers: 2,
    keystoneWorkers: 2,
    libvirtRequests: 5,
    libvirtWorkers: 20,
  },
  order: "fifo",
  costs: MODERN,
  spread: 0.25,
  traits: {
    bigDriverLock: false,
    firewallInCompute: false,
    trackerUpdates: 0,
    libvirtLookups: 12,
    firewallApplies: 1,
    agentPollUs: 2_000_000,
    waitsForPort: true,
    tokenChecks: 1,
    freezes: [],
    auditAtUs: 21_000_000,
    syncPowerStatesAtUs: undefined,
    readyBy: "active",
    guestBoots: false,
  },
  logs: ALL_LOGS.filter((log) => log !== "lock-trace"),
};
