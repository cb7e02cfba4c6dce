import type { Draws } from "../engine/draws.ts";
import type { Signal } from "../engine/simulation.ts";

/** One instance: what it is called, and what became of it. Times in µs since the start of the simulation. */
export interface Boot {
  readonly index: number;
  readonly name: string;
  readonly uuid: string;
  readonly domain: string;
  readonly portId: string;
  readonly address: string;
  readonly mac: string;
  readonly createRequest: string;
  readonly deleteRequest: string;
  readonly qemuPid: number;
  /** Neutron's agent has set up its port. */
  readonly portReady: Signal;
  /** The last of its firewall rules are applied. */
  readonly portOpen: Signal;
  /** nova was told that the port is up. */
  readonly portPlugged: Signal;
  readonly seen: Seen;
}

/** What could be seen of one instance from outside, and its own clock. */
interface Seen {
  requestedUs?: number;
  acceptedUs?: number;
  /** The first that nova-compute heard of it. */
  computeUs?: number;
  /** In the database. */
  activeUs?: number;
  /** The benchmark's poll saw it. */
  activeSeenUs?: number;
  builtUs?: number;
  pingUs?: number;
  sshUs?: number;
  deleteRequestedUs?: number;
  deleteAcceptedUs?: number;
  goneUs?: number;
  goneSeenUs?: number;
}

export function newBoot(index: number, draws: Draws, signal: () => Signal): Boot {
  const number = String(index + 1).padStart(3, "0");
  const name = `bench-${number}`;
  const mac = draws.hex(`${name} mac`, 6);
  return {
    index,
    name,
    uuid: draws.uuid(`${name} uuid`),
    domain: `instance-${(index + 0x23).toString(16).padStart(8, "0")}`,
    portId: draws.uuid(`${name} port`),
    address: `10.77.${String((index >> 7) & 3)}.${String(20 + (index & 127))}`,
    mac: `fa:16:3e:${mac.slice(0, 2)}:${mac.slice(2, 4)}:${mac.slice(4)}`,
    createRequest: `req-${draws.uuid(`${name} create`)}`,
    deleteRequest: `req-${draws.uuid(`${name} delete`)}`,
    qemuPid: 31_000 + index * 7,
    portReady: signal(),
    portOpen: signal(),
    portPlugged: signal(),
    seen: {},
  };
}
