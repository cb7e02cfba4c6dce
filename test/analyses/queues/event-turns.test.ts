import { describe, expect, it } from "vitest";
import { eventTurns } from "../../../src/analyses/queues/event-turns.ts";
import type { Acquisition } from "../../../src/model/trace.ts";
import { bootOf, instance, life, mark, trace } from "../../support/traces.ts";

/** Whose turn it was from when, ms, of events of these boots on these hosts. */
function turns(events: readonly (readonly [preparedMs: number, receivedMs: number])[], hosts: readonly string[] = ["cmp1"], acquisitions: readonly Acquisition[] = []): readonly number[] {
  const instances = events.map(([preparedMs, receivedMs], boot) =>
    instance(`boot-${boot}`, [mark(0, "create-requested"), mark(20_000, "active")], {
      host: hosts[boot % hosts.length], events: [{ event: "network-vif-plugged", preparedUs: preparedMs * 1000, neededUs: undefined, receivedUs: receivedMs * 1000, place: { source: 0, line: boot + 1 } }],
    }));
  return eventTurns(trace({ instances, acquisitions })).map(({ startUs }) => startUs / 1000);
}

const PREPARED = Array.from({ length: 10 }, (_, boot) => boot * 50);

describe("events that boots prepare for", () => {
  it("came one after another where each follows the one before at a pace", () => {
    expect(turns(PREPARED.map((atMs, boot) => [atMs, 400 * (boot + 1)]))).toEqual([0, 400, 800, 1200, 1600, 2000, 2400, 2800, 3200, 3600]);
  });

  it("came side by side where each took its own time", () => {
    expect(turns(PREPARED.map((atMs, boot) => [atMs, atMs + 900 + ((boot * 7) % 10) * 20]))).toEqual([]);
  });

  it("came as soon as any other where each boot had to wait for its turn at something else first", () => {
    const acquisitions = PREPARED.map((atMs, boot) => life(atMs, 400 * boot + 250, 400 * boot + 300, { actor: bootOf(boot) }));
    expect(turns(PREPARED.map((atMs, boot) => [atMs, 400 * (boot + 1)]), ["cmp1"], acquisitions)).toEqual([]);
  });

  it("came one after another on each host by itself", () => {
    expect(turns(PREPARED.flatMap((atMs, boot) => [[atMs, 400 * (boot + 1)], [atMs, 700 * (boot + 1)]] as const), ["cmp1", "cmp2"])).toHaveLength(20);
  });
});
