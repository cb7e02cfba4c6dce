import { MODERN, type Costs } from "../model/costs.ts";
import { varied, type Scenario } from "./scenario.ts";
import { GRIZZLY } from "./single.ts";

/** What the study's host needed for each piece of work, with one of everything it was installed with. */
const COSTS: Partial<Costs> = {
  ...MODERN,
  apiCreate: 450_000,
  apiPoll: 110_000,
  apiDelete: 220_000,
  conductorBuild: 60_000,
  conductorSave: 150_000,
  schedulerSelect: 450_000,
  claim: 30_000,
  claimDelay: 12_000,
  portCreate: 800_000,
  portUpdate: 300_000,
  neutronGet: 200_000,
  portDetails: 90_000,
  keystoneToken: 25_000,
  qemuImg: 40_000,
  imageDisk: 150_000,
  libvirtGet: 6_000,
  lookUp: 5_000,
  libvirtPrepare: 120_000,
  securityLabel: 3_350_000,
  securityRestore: 950_000,
  cgroupAttach: 300_000,
  cgroupPerStart: 220_000,
  qemuStart: 350_000,
  kill: 500_000,
  firewallCommand: 9_000,
  rootwrap: 50_000,
  firewallPerPort: 5_000,
  agentPort: 750_000,
  agentPerPort: 25_000,
  guestBoot: 12_000_000,
  guestDisk: 600_000,
  dhcpLease: 171_000,
  sshLogin: 500_000,
};

const AS_INSTALLED: Scenario = varied(GRIZZLY, {
  name: "grizzly-as-installed",
  title: "Grizzly as installed: one process of each service, rootwrap, cgroups, security driver",
  n: 40,
  cores: 24,
  seed: 40,
  order: "barging",
  costs: COSTS,
  spread: 0.2,
  limits: { apiWorkers: 1, conductorWorkers: 1, schedulerWorkers: 1, neutronWorkers: 1, keystoneWorkers: 1, libvirtRequests: 5, libvirtWorkers: 20 },
  traits: {
    bigDriverLock: true,
    firewallInCompute: true,
    trackerUpdates: 10,
    libvirtLookups: 70,
    firewallApplies: 3,
    agentPollUs: 2_000_000,
    tokenChecks: 2,
    readyBy: "ssh",
    guestBoots: true,
  },
  logs: ["nova-api", "nova-scheduler", "nova-compute", "neutron-server", "neutron-agent", "libvirtd", "lock-trace", "atop", "phases"],
});

const RECONFIGURED: Scenario = varied(AS_INSTALLED, {
  name: "grizzly-reconfigured",
  title: "reconfigured: 40 of each, sudo, no cgroups, no security driver, security groups in the agent",
  limits: { apiWorkers: 40, conductorWorkers: 40, neutronWorkers: 40, keystoneWorkers: 40, libvirtRequests: 40, libvirtWorkers: 40 },
  costs: { rootwrap: 9_000, securityLabel: 4_000, securityRestore: 3_000, cgroupAttach: 1_000, cgroupPerStart: 0 },
  traits: { firewallInCompute: false, tokenChecks: 1 },
});

const PATCHED: Scenario = varied(RECONFIGURED, {
  name: "grizzly-patched",
  title: "reconfigured and patched: few calls to libvirt and to the tracker, no driver lock, firewall applied in one go",
  costs: { firewallPerPort: 300, agentPerPort: 2_000, agentPort: 750_000, dhcpLease: 36_000 },
  traits: { bigDriverLock: false, trackerUpdates: 2, libvirtLookups: 2, firewallApplies: 1 },
});

/** The three runs of the study that this program grew from; what they should come near is in samples/grizzly-boot-40. */
export const GRIZZLY_STUDY: readonly Scenario[] = [AS_INSTALLED, RECONFIGURED, PATCHED];
