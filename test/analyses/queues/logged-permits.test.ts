import { describe, expect, it } from "vitest";
import { loggedPermits } from "../../../src/analyses/queues/logged-permits.ts";
import type { Acquisition } from "../../../src/model/trace.ts";
import { bootOf, life } from "../../support/traces.ts";

const call = (askedMs: number, takenMs: number, doneMs: number, boot: number, tid: number, lock: string): Acquisition =>
  life(askedMs, takenMs, doneMs, { resource: "permit", lock, identity: lock, resourceClass: lock, form: "job", actor: bootOf(boot, { service: "libvirtd", tid }) });

/** Twelve boots ask at once for a call of 500 ms, of which two workers take one after the other; a third thread answers short calls in between. */
function calls(lock: string, short: number): readonly Acquisition[] {
  const long = Array.from({ length: 12 }, (_, boot) => call(boot, 10 + 500 * Math.floor(boot / 2), 510 + 500 * Math.floor(boot / 2), boot, 1 + (boot % 2), lock));
  return [...long, ...Array.from({ length: short }, (_, index) => call(100 + 250 * index, 100 + 250 * index, 120 + 250 * index, index, 9, lock))];
}

describe("the permits of a pool whose waits are logged", () => {
  it("are as many as were inside while others waited", () => {
    expect(loggedPermits(calls("libvirtd workers", 0), 5_000_000)).toMatchObject([{ pool: { permits: 2, option: "max_workers" } }]);
  });

  it("are without the workers of libvirtd that take calls of high priority only, idle while others wait", () => {
    const [found] = loggedPermits(calls("libvirtd workers", 10), 5_000_000);
    expect(found?.pool.permits).toBe(2);
    expect([...(found?.told.values() ?? [])].map(({ identity, actor }) => [identity, actor.tid])).toEqual(Array.from({ length: 10 }, () => ["libvirtd workers|reserve", 9]));
  });

  it("are not told of another pool in which more were inside now and then", () => {
    expect(loggedPermits(calls("nova-compute builds", 10), 5_000_000)).toEqual([]);
  });
});
