/** What each piece of work takes: the median, µs. What is worked on a core and what only passes is the model's business. */
export interface Costs {
  readonly keystoneToken: number;
  readonly apiCreate: number;
  readonly apiPoll: number;
  readonly apiDelete: number;
  readonly apiEvent: number;
  readonly conductorBuild: number;
  /** One remote call of nova-compute to the database. */
  readonly conductorSave: number;
  readonly schedulerSelect: number;
  readonly placementCall: number;
  readonly claim: number;
  /** A delay inside the claim that is nobody's work: a database that answers late. */
  readonly claimDelay: number;
  readonly portCreate: number;
  readonly portUpdate: number;
  readonly neutronGet: number;
  readonly portDetails: number;
  readonly qemuImg: number;
  readonly imageDisk: number;
  readonly xml: number;
  readonly bridge: number;
  readonly libvirtGet: number;
  /** What a look-up costs nova-compute itself. */
  readonly lookUp: number;
  readonly libvirtDefine: number;
  readonly libvirtPrepare: number;
  readonly securityLabel: number;
  readonly securityRestore: number;
  readonly cgroupAttach: number;
  /** Added to the attach for each other start going on. */
  readonly cgroupPerStart: number;
  readonly qemuStart: number;
  readonly libvirtResume: number;
  readonly kill: number;
  readonly undefine: number;
  /** A command run for the firewall, without what starts it. */
  readonly firewallCommand: number;
  /** What sudo, rootwrap or a daemon adds to each command. */
  readonly rootwrap: number;
  /** Added to each apply for each port on the host. */
  readonly firewallPerPort: number;
  readonly agentPort: number;
  readonly agentPerPort: number;
  readonly guestBoot: number;
  /** What a guest reads from the disk while it starts up. */
  readonly guestDisk: number;
  readonly dhcpLease: number;
  readonly sshLogin: number;
}

/** A small host of today: as captured from a Zed cloud of two cores. */
export const MODERN: Costs = {
  keystoneToken: 9_000,
  apiCreate: 220_000,
  apiPoll: 60_000,
  apiDelete: 70_000,
  apiEvent: 25_000,
  conductorBuild: 70_000,
  conductorSave: 20_000,
  schedulerSelect: 90_000,
  placementCall: 22_000,
  claim: 30_000,
  claimDelay: 40_000,
  portCreate: 240_000,
  portUpdate: 220_000,
  neutronGet: 40_000,
  portDetails: 45_000,
  qemuImg: 55_000,
  imageDisk: 15_000,
  xml: 9_000,
  bridge: 3_000,
  libvirtGet: 900,
  lookUp: 700,
  libvirtDefine: 22_000,
  libvirtPrepare: 45_000,
  securityLabel: 6_000,
  securityRestore: 4_000,
  cgroupAttach: 14_000,
  cgroupPerStart: 0,
  qemuStart: 600_000,
  libvirtResume: 9_000,
  kill: 400_000,
  undefine: 5_000,
  firewallCommand: 8_000,
  rootwrap: 6_000,
  firewallPerPort: 1_000,
  agentPort: 60_000,
  agentPerPort: 2_000,
  guestBoot: 2_500_000,
  guestDisk: 150_000,
  dhcpLease: 30_000,
  sshLogin: 300_000,
};
