import { drawsOf } from "../engine/draws.ts";
import type { Order, Resource, ResourceClass } from "../engine/resource.ts";
import { createSimulation, type Changes, type Simulation } from "../engine/simulation.ts";
import type { Fact, Service } from "../facts.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { newBoot, type Boot } from "./boot.ts";
import type { Costs } from "./costs.ts";
import type { Crew } from "./crew.ts";

/** Everything a process of the model needs: the simulation, who is there, and where to say what happens. */
export interface World {
  readonly scenario: Scenario;
  readonly sim: Simulation;
  readonly boots: readonly Boot[];
  readonly facts: Fact[];
  readonly crews: Crews;
  readonly locks: Locks;
  /** Ports whose set-up neutron's agent has not begun. */
  readonly pendingPorts: Boot[];
  /** Guests that run now. */
  readonly running: Set<Boot>;
  /** Guests that nova has asked libvirtd to start and that do not run yet. */
  starting: number;
  libvirtSerial: number;
  /** Nothing is left to wait for. */
  over: boolean;
}

interface Crews {
  readonly api: Crew;
  readonly conductor: Crew;
  readonly scheduler: Crew;
  readonly neutron: Crew;
  readonly placement: Crew;
  readonly keystone: Crew;
  readonly libvirt: Crew;
}

interface Locks {
  readonly buildSlots: Resource;
  readonly computeResources: Resource;
  readonly imageCache: Resource;
  readonly bridge: Resource;
  readonly computeFirewall: Resource;
  readonly agentFirewall: Resource;
  readonly libvirtRequests: Resource;
  readonly driver: Resource;
  readonly security: Resource;
  readonly cgroup: Resource;
  readonly leases: Resource;
  readonly instances: readonly Resource[];
  readonly networkCaches: readonly Resource[];
  readonly jobs: readonly Resource[];
}

export const COMPUTE = "nova-compute 0";
export const AGENT = "neutron-agent 0";

const lock = (service: string, name: string): ResourceClass => ({ kind: "lock", service, name });
const permit = (service: string, name: string): ResourceClass => ({ kind: "permit", service, name });
const workers = (service: string): ResourceClass => ({ kind: "service", service, name: `${service} workers` });

export const PORT_PLUGGED: ResourceClass = { kind: "event", service: "nova-compute", name: "network-vif-plugged" };
export const COMPUTE_FREEZE: ResourceClass = { kind: "service", service: "nova-compute", name: "nova-compute freeze" };

export function createWorld(scenario: Scenario, changes: Changes): World {
  const draws = drawsOf(scenario.seed);
  const sim = createSimulation(draws, scenario.cores, changes, [{ program: COMPUTE, of: COMPUTE_FREEZE }]);
  const { limits, dialect } = scenario;
  const crew = (service: Service | "libvirtd", of: ResourceClass, permits: number): Crew => ({ service, resource: sim.resource(of, permits), idle: [], size: 0 });
  const unfair = scenario.order === "fifo" ? "fifo" : scenario.order;
  const mutex: Order = unfair === "random" ? "barging" : unfair;
  const boots = Array.from({ length: scenario.n }, (_, index) => newBoot(index, draws, sim.signal));
  const forEachBoot = (of: ResourceClass): readonly Resource[] => boots.map(({ uuid }) => sim.resource(of, 1, "fifo", `${of.name} ${uuid}`));
  return {
    scenario,
    sim,
    boots,
    facts: [],
    crews: {
      api: crew("nova-api", workers("nova-api"), limits.apiWorkers),
      conductor: crew("nova-conductor", workers("nova-conductor"), limits.conductorWorkers),
      scheduler: crew("nova-scheduler", workers("nova-scheduler"), limits.schedulerWorkers),
      neutron: crew("neutron-server", workers("neutron-server"), limits.neutronWorkers),
      placement: crew("placement-api", { ...workers("placement"), service: "placement-api" }, limits.placementWorkers),
      keystone: crew("keystone", workers("keystone"), limits.keystoneWorkers),
      libvirt: crew("libvirtd", permit("libvirtd", "libvirtd workers"), limits.libvirtWorkers),
    },
    locks: {
      buildSlots: sim.resource(permit("nova-compute", "nova-compute build slots"), limits.buildSlots),
      // fair=True since Ussuri
      computeResources: sim.resource(lock("nova-compute", "compute_resources"), 1, dialect === "zed" ? "fifo" : unfair),
      imageCache: sim.resource(lock("nova-compute", "<sha1>"), 1, unfair),
      bridge: sim.resource(lock("nova-compute", "nova-lock_bridge"), 1, unfair),
      computeFirewall: sim.resource(lock("nova-compute", "iptables"), 1, unfair),
      agentFirewall: sim.resource(lock("neutron-openvswitch-agent", "iptables"), 1, unfair),
      libvirtRequests: sim.resource(permit("libvirtd", "libvirtd client requests"), limits.libvirtRequests),
      driver: sim.resource(lock("libvirtd", "qemuDriverLock"), 1, mutex),
      security: sim.resource(lock("libvirtd", "virSecurityManagerSetAllLabel"), 1, mutex),
      cgroup: sim.resource(lock("libvirtd", "virCgroupAddTask"), 1, mutex),
      leases: sim.resource(permit("dnsmasq", "dnsmasq lease script"), 1),
      instances: forEachBoot(lock("nova-compute", "<uuid>")),
      networkCaches: forEachBoot(lock("nova-compute", "refresh_cache-<uuid>")),
      jobs: forEachBoot({ kind: "job", service: "libvirtd", name: "domain job" }),
    },
    pendingPorts: [],
    running: new Set(),
    starting: 0,
    libvirtSerial: 240,
    over: false,
  };
}

/** The cost of an activity, always the same for the same name, which must tell its occasion from all others. */
export function cost({ scenario, sim }: World, occasion: string, activity: keyof Costs): number {
  const medianUs = scenario.costs[activity];
  return medianUs === 0 ? 0 : sim.draws.durationUs(`${occasion} ${activity}`, medianUs, scenario.spread);
}
