import { acquire, cpu, delay, disk, release, type Activity } from "../engine/simulation.ts";
import type { Boot } from "./boot.ts";
import { qemuOf } from "./libvirt.ts";
import { cost, type World } from "./world.ts";

/** How much of its start-up a guest does before it asks for an address. */
const BEFORE_ADDRESS = 0.4;

/** Without a system on its disk a guest only runs its firmware. */
const FIRMWARE_US = 250_000;

/** A guest starts up, asks for an address once its port lets it, and answers. The lease is written by a script, one at a time. */
export function* startUp(world: World, boot: Boot): Activity {
  const { sim, locks, scenario } = world;
  if (!scenario.traits.guestBoots) {
    yield cpu(FIRMWARE_US, qemuOf(boot), true);
    return;
  }
  const us = cost(world, boot.name, "guestBoot");
  yield disk(cost(world, boot.name, "guestDisk"));
  yield cpu(Math.round(us * BEFORE_ADDRESS), qemuOf(boot), true);
  // A request for an address that is not heard is sent again after 3 s, then twice as long.
  for (let retryUs = 3_000_000; boot.portReady.happenedUs === undefined; retryUs = Math.min(2 * retryUs, 16_000_000)) {
    yield delay(sim.draws.durationUs(`${boot.name} retry ${String(retryUs)}`, retryUs, 0.1));
  }
  yield acquire(locks.leases, "lease");
  yield cpu(cost(world, boot.name, "dhcpLease"), "dnsmasq 0", true);
  yield release(locks.leases);
  yield delay(sim.draws.durationUs(`${boot.name} echo`, 120_000));
  boot.seen.pingUs = sim.nowUs();
  yield cpu(Math.round(us * (1 - BEFORE_ADDRESS)), qemuOf(boot), true);
  yield cpu(cost(world, boot.name, "sshLogin"), qemuOf(boot), true);
  while (boot.portOpen.happenedUs === undefined) yield delay(1_000_000);
  boot.seen.sshUs = sim.nowUs();
}
