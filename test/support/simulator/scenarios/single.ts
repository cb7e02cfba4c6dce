import { ALL_LOGS, STOCK } from "./stock.ts";
import { varied, type Difference, type LogName, type Scenario } from "./scenario.ts";

/** A host on which nothing is short: what a scenario then makes short stands out. */
export const ROOMY: Scenario = varied(STOCK, {
  name: "roomy",
  title: "24 cores, and enough of everything",
  cores: 24,
  limits: {
    apiWorkers: 24,
    conductorWorkers: 16,
    schedulerWorkers: 8,
    buildSlots: Infinity,
    neutronWorkers: 16,
    placementWorkers: 8,
    keystoneWorkers: 8,
    libvirtRequests: 40,
    libvirtWorkers: 40,
  },
  costs: { agentPort: 15_000, agentPerPort: 200, portDetails: 12_000 },
  traits: { agentPollUs: 400_000, auditAtUs: undefined },
  logs: ALL_LOGS,
});

const OCATA_LOGS: readonly LogName[] = ALL_LOGS.filter((log) => log !== "placement-api");

const OCATA: Scenario = varied(ROOMY, { name: "roomy ocata", title: "", dialect: "ocata", logs: OCATA_LOGS });

/** Grizzly on a host of its time, with enough of everything that can be configured. */
export const GRIZZLY: Scenario = varied(ROOMY, {
  name: "roomy grizzly",
  title: "",
  dialect: "grizzly",
  traits: { waitsForPort: false, libvirtLookups: 4, trackerUpdates: 2, firewallInCompute: false },
  logs: ["nova-api", "nova-scheduler", "nova-compute", "neutron-server", "neutron-agent", "libvirtd", "lock-trace", "atop", "phases"],
});

const zed = (difference: Difference): Scenario => varied(ROOMY, difference);
const ocata = (difference: Difference): Scenario => varied(OCATA, difference);
const grizzly = (difference: Difference): Scenario => varied(GRIZZLY, difference);

/** One thing is short in each. */
export const SINGLE: readonly Scenario[] = [
  zed({ name: "api-3", title: "3 API workers for 60 requests", n: 60, limits: { apiWorkers: 3 }, costs: { apiCreate: 700_000 } }),
  ocata({ name: "api-1", title: "one API worker", n: 30, limits: { apiWorkers: 1 }, costs: { apiCreate: 450_000 } }),
  ocata({ name: "conductor-1", title: "one conductor", n: 30, limits: { conductorWorkers: 1 }, costs: { conductorSave: 60_000, conductorBuild: 120_000 } }),
  zed({ name: "conductor-2", title: "2 conductors, slow calls", n: 40, limits: { conductorWorkers: 2 }, costs: { conductorSave: 100_000, conductorBuild: 160_000 } }),
  zed({ name: "scheduler-1", title: "one scheduler that takes long", n: 40, limits: { schedulerWorkers: 1 }, costs: { schedulerSelect: 450_000 } }),
  ocata({ name: "scheduler-2", title: "2 schedulers that take long", n: 50, limits: { schedulerWorkers: 2 }, costs: { schedulerSelect: 700_000 } }),
  zed({ name: "slots-5", title: "5 build slots", n: 30, limits: { buildSlots: 5 } }),
  ocata({ name: "slots-10", title: "10 build slots", n: 60, limits: { buildSlots: 10 }, costs: { qemuStart: 1_500_000 } }),
  zed({ name: "slots-3-wide", title: "3 build slots, builds of very different length", n: 24, seed: 4, spread: 0.6, limits: { buildSlots: 3 } }),
  zed({ name: "tracker-fair", title: "compute_resources held long, fair", n: 40, costs: { claimDelay: 500_000 } }),
  ocata({ name: "tracker-unfair", title: "compute_resources held long, any waiter is next", n: 25, order: "random", costs: { claimDelay: 700_000 } }),
  ocata({ name: "tracker-barging", title: "compute_resources taken again and again, newcomers pass", n: 30, order: "barging", costs: { claimDelay: 300_000 }, traits: { trackerUpdates: 3 } }),
  zed({ name: "neutron-1", title: "one network server", n: 30, limits: { neutronWorkers: 1 } }),
  ocata({ name: "neutron-2", title: "2 network servers, slow port creation", n: 40, limits: { neutronWorkers: 2 }, costs: { portCreate: 700_000 } }),
  zed({ name: "image-cache", title: "the image cache held long, a slow disk", n: 30, costs: { imageDisk: 500_000 } }),
  grizzly({ name: "image-cache-grizzly", title: "the image cache's lock file, polled", n: 24, order: "random", costs: { imageDisk: 600_000 } }),
  zed({ name: "libvirt-workers-5", title: "5 workers in libvirtd", n: 40, limits: { libvirtWorkers: 5 }, costs: { qemuStart: 2_500_000 } }),
  ocata({ name: "libvirt-workers-8", title: "8 workers in libvirtd", n: 60, limits: { libvirtWorkers: 8 }, costs: { qemuStart: 3_000_000 } }),
  zed({ name: "libvirt-requests-1", title: "one request of a client at a time", n: 20, limits: { libvirtRequests: 1 } }),
  ocata({ name: "libvirt-requests-3", title: "3 requests of a client at a time", n: 40, limits: { libvirtRequests: 3 }, costs: { qemuStart: 1_200_000 } }),
  zed({ name: "security-lock", title: "labelling takes long, under one mutex", n: 30, costs: { securityLabel: 700_000 } }),
  grizzly({ name: "security-lock-grizzly", title: "labelling takes long, newcomers pass", n: 20, order: "barging", costs: { securityLabel: 1_500_000 } }),
  zed({ name: "cgroup-lock", title: "attaching to cgroups takes long", n: 30, order: "barging", costs: { cgroupAttach: 600_000 } }),
  grizzly({ name: "cgroup-lock-grizzly", title: "attaching to cgroups takes longer the more start", n: 40, costs: { cgroupAttach: 300_000, cgroupPerStart: 15_000 } }),
  grizzly({ name: "driver-lock", title: "one lock for all of the QEMU driver", n: 20, costs: { libvirtPrepare: 300_000 }, traits: { bigDriverLock: true } }),
  grizzly({ name: "driver-lock-40", title: "one lock for all of the QEMU driver, newcomers pass", n: 40, order: "barging", costs: { libvirtPrepare: 250_000 }, traits: { bigDriverLock: true, libvirtLookups: 12 } }),
  grizzly({ name: "iptables", title: "security groups applied by nova-compute through rootwrap", n: 20, costs: { rootwrap: 59_000 }, traits: { firewallInCompute: true, firewallApplies: 2 } }),
  grizzly({ name: "iptables-polled", title: "the same with more ports, its lock file polled", n: 40, order: "random", costs: { rootwrap: 59_000, firewallPerPort: 3_000 }, traits: { firewallInCompute: true, firewallApplies: 2 } }),
  zed({ name: "event-slow-agent", title: "the agent needs long for each port", n: 40, costs: { agentPort: 500_000 } }),
  zed({ name: "event-rare-agent", title: "the agent looks for ports every 6 s", n: 20, traits: { agentPollUs: 6_000_000 } }),
  ocata({ name: "event-ocata", title: "the agent goes through rootwrap for each port", n: 30, costs: { rootwrap: 59_000 }, traits: { firewallApplies: 3 } }),
  zed({ name: "keystone-1", title: "one identity worker, many checks", n: 40, limits: { keystoneWorkers: 1 }, costs: { keystoneToken: 60_000 }, traits: { tokenChecks: 3 } }),
  ocata({ name: "keystone-2", title: "2 identity workers, many checks", n: 40, limits: { keystoneWorkers: 2 }, costs: { keystoneToken: 110_000 }, traits: { tokenChecks: 4 } }),
  zed({ name: "placement-1", title: "one placement worker", n: 40, limits: { placementWorkers: 1 }, costs: { placementCall: 250_000 } }),
  zed({ name: "placement-2", title: "2 placement workers, slow", n: 50, limits: { placementWorkers: 2 }, costs: { placementCall: 450_000 } }),
  zed({ name: "freeze", title: "nova-compute blocked for 9 s", n: 20, traits: { freezes: [{ atUs: 1_500_000, us: 9_000_000 }] } }),
  ocata({ name: "freeze-twice", title: "nova-compute blocked for 6 s and for 12 s", n: 30, traits: { freezes: [{ atUs: 900_000, us: 6_000_000 }, { atUs: 8_600_000, us: 12_000_000 }] } }),
];
