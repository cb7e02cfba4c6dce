import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import { conductors } from "../../../src/analyses/queues/stations/conducting.ts";
import { schedulers } from "../../../src/analyses/queues/stations/scheduling.ts";
import type { OwnLine, TimedOperation, Trace } from "../../../src/model/trace.ts";
import { actor, instance, mark, operation, source, trace } from "../../support/traces.ts";

/** Ms of one boot: the API's answer, when a conductor took it up and asked for a host, the scheduler's first and last line, and the conductor's last. */
interface Way {
  readonly answeredMs: number;
  readonly askedMs: number;
  readonly takenMs: number;
  readonly chosenMs: number;
  readonly leftMs: number;
}

/** `aheadMs`: by how much nova-compute seems to begin before the conductor's last line. */
function logged(boots: readonly Way[], services: readonly string[], aheadMs = -2, besides: readonly TimedOperation[] = []): Trace {
  const instances = boots.map(({ answeredMs, takenMs, chosenMs, leftMs }, boot) => {
    const line = (atMs: number, service: string): OwnLine => ({ atUs: atMs * 1000, service, role: "boot", place: { source: services.indexOf(service), line: boot * 10 + 1 } });
    const lines = [line(answeredMs, "nova-api"), line(takenMs, "nova-scheduler"), line(chosenMs, "nova-scheduler"), line(chosenMs + 1, "nova-conductor"), line(leftMs, "nova-conductor"), line(leftMs - aheadMs, "nova-compute")].sort((a, b) => a.atUs - b.atUs);
    const ownLines = (): readonly OwnLine[] => lines.filter(({ service }) => services.includes(service));
    return instance(`boot-${boot}`, [mark(0, "create-requested"), mark(60_000, "active")], { ownLines, bootRequestIds: [`req-${boot}`] });
  });
  const operations = boots.map(({ askedMs, chosenMs }, boot) => operation(askedMs, chosenMs + 1, { operation: "select-destinations", actor: actor({ service: "nova-conductor", instance: boot, role: "boot", requestId: `req-${boot}` }) }));
  return trace({ instances, operations: [...operations, ...besides].sort((a, b) => a.startUs - b.startUs), sources: services.map((service) => source({ service, path: `${service}.log` })), endMs: 60_000 });
}

function waitsMs(...given: Parameters<typeof logged>): Readonly<Record<string, readonly [permits: number | undefined, waitMs: number]>> {
  const { pools, acquisitions } = findQueues(logged(...given));
  return Object.fromEntries([...pools.values()].map(({ identity, permits }) => [identity.split("|").at(-1) ?? "", [permits, acquisitions.filter((one) => one.identity === identity).reduce((sum, { waitUs = 0 }) => sum + waitUs, 0) / 1000] as const]));
}

const BOOTS = Array.from({ length: 12 }, (_, boot) => boot);

describe("a conductor that says how long the scheduler took to choose a host", () => {
  /** One conductor spends 600 ms on each, 200 of them while it waits for the scheduler. */
  const oneByOne = BOOTS.map((boot): Way => ({ answeredMs: 1000, askedMs: 1000 + boot * 600, takenMs: 1010 + boot * 600, chosenMs: 1199 + boot * 600, leftMs: 1600 + boot * 600 }));
  const waitedMs = BOOTS.reduce((sum, boot) => sum + boot * 600, 0);

  it("had taken up the boot when it asked, so that a boot waited for it up to then and not longer", () => {
    expect(waitsMs(oneByOne, ["nova-api", "nova-scheduler", "nova-conductor", "nova-compute"])).toEqual({ "nova-conductor workers": [1, waitedMs] });
  });

  it("has a boot until its last line, though nova-compute's clock is ahead and seems to have the boot before", () => {
    expect(waitsMs(oneByOne, ["nova-api", "nova-scheduler", "nova-conductor", "nova-compute"], 20)).toEqual({ "nova-conductor workers": [1, waitedMs] });
  });

  it("tells as much without the logs of the scheduler and of nova-compute", () => {
    expect(waitsMs(oneByOne, ["nova-api", "nova-conductor"])).toEqual({ "nova-conductor workers": [1, waitedMs] });
  });

  it("shows since when a boot waited for the scheduler, behind those who kept three conductors waiting", () => {
    /** One scheduler, 500 ms each; a conductor has each boot until then, and takes the next as it leaves one. */
    const behind = BOOTS.map((boot): Way => ({ answeredMs: 1000, askedMs: 1000 + Math.max(0, boot - 2) * 500, takenMs: 1000 + boot * 500, chosenMs: 1499 + boot * 500, leftMs: 1500 + boot * 500 }));
    expect(waitsMs(behind, ["nova-api", "nova-scheduler", "nova-conductor", "nova-compute"])).toEqual({
      "nova-scheduler workers": [1, BOOTS.reduce((sum, boot) => sum + Math.min(boot, 2) * 500, 0)],
      "nova-conductor workers": [3, BOOTS.reduce((sum, boot) => sum + Math.max(0, boot - 2) * 500, 0)],
    });
  });

  it("had not taken up a boot before the API let it go, though the choice, in hundredths of a second, seems to have begun before", () => {
    const [visit] = conductors(logged([{ answeredMs: 1000, askedMs: 996, takenMs: 1003, chosenMs: 1025, leftMs: 1600 }], ["nova-api", "nova-scheduler", "nova-conductor", "nova-compute"])).flatMap(({ visits }) => visits);
    expect(visit).toMatchObject({ arrivalUs: 1_000_000, startUs: 1_000_000, endUs: 1_600_000 });
  });

  it("asked the scheduler before that took it up, though the choice, in hundredths of a second, seems to have begun after", () => {
    const [visit] = schedulers(logged([{ answeredMs: 1000, askedMs: 1604, takenMs: 1602, chosenMs: 1625, leftMs: 1700 }], ["nova-api", "nova-scheduler", "nova-conductor", "nova-compute"])).flatMap(({ visits }) => visits);
    expect(visit).toMatchObject({ arrivalUs: 1_602_000, startUs: 1_602_000, endUs: 1_625_000 });
  });

  it("asked a scheduler that may have gone on to the next file of its log, not one with a log of its own", () => {
    const services = ["nova-api", "nova-scheduler", "nova-conductor", "nova-compute"];
    const whole = logged([{ answeredMs: 1000, askedMs: 1001, takenMs: 1002, chosenMs: 1625, leftMs: 1700 }], services);
    const endIn = (lineage: number | undefined): number | undefined => {
      const sources = [...whole.sources.map((log) => (log.service === "nova-scheduler" ? { ...log, lineage } : log)), source({ service: "nova-scheduler", path: "nova-scheduler.log.1", lineage })];
      const ownLines = (): readonly OwnLine[] => (whole.instances[0]?.ownLines() ?? []).map((line) => (line.atUs === 1_625_000 ? { ...line, place: { source: services.length, line: 1 } } : line));
      return schedulers({ ...whole, sources, instances: whole.instances.map((boot) => ({ ...boot, ownLines })) })[0]?.visits[0]?.endUs;
    };
    expect([endIn(1), endIn(undefined)]).toEqual([1_625_000, undefined]);
  });

  it("answers calls with the same workers: neither these nor what it builds would fill it alone", () => {
    const boots = BOOTS.map((boot): Way => ({ answeredMs: 1000 + 2 * boot, askedMs: 1000 + boot * 1000, takenMs: 1010 + boot * 1000, chosenMs: 1199 + boot * 1000, leftMs: 1600 + boot * 1000 }));
    const calls = BOOTS.flatMap((boot) => {
      const [sentMs, startMs, endMs] = [1001 + 2 * boot, 1600 + boot * 1000, 2000 + boot * 1000];
      const one = { name: "call", messageId: `m${boot}` };
      return [
        operation(sentMs, endMs, { ...one, operation: "rpc-call", actor: actor({ service: "nova-compute", instance: boot, role: "boot" }) }),
        operation(startMs, endMs, { ...one, operation: "rpc-served", actor: actor({ service: "nova-conductor" }) }),
      ];
    });
    const waitMs = BOOTS.reduce((sum, boot) => sum + (boot * 1000 - 2 * boot) + (599 + boot * 1000 - 2 * boot), 0);
    expect(waitsMs(boots, ["nova-api", "nova-scheduler", "nova-conductor", "nova-compute"], -2, calls)).toEqual({ "nova-conductor workers": [1, waitMs] });
  });
});
