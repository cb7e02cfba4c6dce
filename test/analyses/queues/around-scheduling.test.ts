import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import type { TimedOperation } from "../../../src/model/trace.ts";
import { actor, instance, mark, operation, trace } from "../../support/traces.ts";

/** Ms of one boot: the API's answer, the scheduler's first and last line, nova-compute's first; and the conductor's last before that. */
type Lines = readonly [answeredMs: number, firstMs: number, lastMs: number, buildsMs: number, conductedMs?: number];

function queuesOf(boots: readonly Lines[], permitsIn: readonly string[] = [], selects = false, ends = "nova-compute"): readonly (readonly [name: string, permits: number | undefined, waitMs: number])[] {
  const services = ["nova-api", "nova-scheduler", "nova-scheduler", ends, "nova-conductor"];
  const instances = boots.map((lines, boot) => {
    const ownLines = () => lines.map((atMs = 0, at) => ({ atUs: atMs * 1000, service: services[at] ?? "", role: "boot" as const, place: { source: 0, line: boot * 5 + at + 1 } })).sort((a, b) => a.atUs - b.atUs);
    return instance(`boot-${boot}`, [mark(0, "create-requested"), mark(60_000, "active")], { ownLines, bootRequestIds: [`req-${boot}`] });
  });
  const { pools, acquisitions } = findQueues(trace({ instances, operations: selects ? boots.map(selection) : [], endMs: 60_000, ...(permitsIn.length === 0 ? {} : { sources: [{ format: "oslo-log", service: "nova-scheduler", versions: permitsIn } as never] }) }));
  return [...pools.values()].map(({ identity, permits }) => [identity.split("|").at(-1) ?? "", permits, acquisitions.filter((one) => one.identity === identity).reduce((sum, { waitUs = 0 }) => sum + waitUs, 0) / 1000]);
}

/** As its conductor tells it: it asked the scheduler 20 ms before that chose. */
function selection([, , lastMs]: Lines, boot: number): TimedOperation {
  return operation(lastMs - 20, lastMs + 1, { operation: "select-destinations", actor: actor({ service: "nova-conductor", instance: boot, role: "boot", requestId: `req-${boot}` }) });
}

const VARIED = [0, 40, -30, 20, -20, 50, -40, 10, 30, -10];

describe("the way from the API to nova-compute", () => {
  it("is a conductor's where what the scheduler writes first of a boot comes as long after another's build as the first boot's after its answer", () => {
    let freeMs = 1000;
    const boots = VARIED.map((more, boot): Lines => {
      const startMs = freeMs;
      freeMs = startMs + 700 + more * 3;
      return [1000 + boot, startMs + 200 + more, startMs + 300 + more, freeMs];
    });
    const waitMs = boots.slice(0, -1).reduce((sum, [, , , buildsMs], at) => sum + buildsMs - (1001 + at), 0);
    expect(queuesOf(boots)).toEqual([["nova-conductor workers", 1, waitMs]]);
    // Without a log of nova-compute, up to the conductor's last line.
    expect(queuesOf(boots, ["nova 17.0.0"], false, "nova-conductor")).toEqual([["nova-conductor workers", 1, waitMs]]);
  });

  it("is a conductor's up to its own last line, where it has gone on to the next boot before nova-compute writes of this one", () => {
    let freeMs = 1000;
    const boots = VARIED.map((more, boot): Lines => {
      const startMs = freeMs;
      freeMs = startMs + 500 + more * 3;
      return [1000 + boot, startMs + 4, startMs + 60, freeMs + 40 + ((more * 7) % 30), freeMs];
    });
    expect(queuesOf(boots).map(([name, permits]) => [name, permits])).toEqual([["nova-conductor workers", 1]]);
  });

  it("is a scheduler's, which writes nothing before it has looked at its hosts, where that comes more closely after the scheduler's own last line", () => {
    let freeMs = 1000;
    const boots = VARIED.map((more, boot): Lines => {
      const startMs = freeMs;
      freeMs = startMs + 400 + more;
      return [1000 + boot, startMs + 300 + more, freeMs, freeMs + 200 + ((more * 7) % 60)];
    });
    expect(queuesOf(boots).map(([name, permits]) => [name, permits])).toEqual([["nova-scheduler workers", 1]]);
  });

  it("is not a scheduler's but a conductor's where conductors say how long the scheduler took: it had not been asked before", () => {
    let freeMs = 1000;
    const boots = VARIED.map((more, boot): Lines => {
      const startMs = freeMs;
      freeMs = startMs + 400 + more;
      return [1000 + boot, startMs + 300 + more, freeMs, freeMs + 200 + ((more * 7) % 60)];
    });
    expect(queuesOf(boots, [], true).map(([name, permits]) => [name, permits])).toEqual([["nova-conductor workers", 1]]);
  });

  it("is no queue where each boot is scheduled as soon as any other", () => {
    expect(queuesOf(VARIED.map((more, boot): Lines => [1000 + boot * 100, 1200 + boot * 100 + more, 1400 + boot * 100, 2000 + boot * 100 + more]))).toEqual([]);
  });
});
