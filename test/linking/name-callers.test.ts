import { describe, expect, it } from "vitest";
import { nameCallers } from "../../src/linking/name-callers.ts";
import type { Actor, TimedOperation } from "../../src/model/trace.ts";

const actor = (service: string, own: Partial<Actor> = {}): Actor => ({ service, host: undefined, pid: 7, tid: undefined, requestId: undefined, globalRequestId: undefined, instance: undefined, role: "background", ...own });

const operation = (kind: TimedOperation["operation"], name: string, startMs: number, endMs: number, by: Actor): TimedOperation => ({
  operation: kind, name, actor: by, domain: undefined, messageId: undefined, startUs: startMs * 1000, endUs: endMs * 1000, outcome: "201", open: false, place: { source: 0, line: startMs },
});

/** A boot asks for a port. */
const asks = (instance: number, startMs: number, endMs: number): TimedOperation =>
  operation("http-call", "POST http://10.0.0.11:9696/v2.0/ports.json", startMs, endMs, actor("nova-compute", { instance, role: "boot", requestId: `req-${instance.toString()}` }));

const serves = (startMs: number, endMs: number, own: Partial<Actor> = {}): TimedOperation => operation("http-served", "POST /v2.0/ports.json", startMs, endMs, actor("quantum-server", own));

/** For whom the service served, in order of its answers. */
const servedFor = (...operations: readonly TimedOperation[]): readonly (number | undefined)[] =>
  nameCallers([...operations].sort((a, b) => a.startUs - b.startUs)).filter(({ operation: kind }) => kind === "http-served").sort((a, b) => a.endUs - b.endUs).map(({ actor: by }) => by.instance);

describe("for whom a service served that does not say", () => {
  it("is told by the call that encloses it", () => {
    const [, serving] = nameCallers([asks(3, 100, 310), serves(102, 307)]);
    expect(serving?.actor).toMatchObject({ service: "quantum-server", instance: 3, role: "boot", requestId: undefined, globalRequestId: "req-3" });
  });

  it("is the one answered next, of several who wait for an answer", () => {
    expect(servedFor(asks(0, 100, 310), asks(1, 110, 510), asks(2, 120, 710), serves(102, 307), serves(112, 507), serves(122, 707))).toEqual([0, 1, 2]);
  });

  it("stays open of what nobody is seen to have asked", () => {
    expect(servedFor(asks(0, 100, 310), serves(102, 307), serves(400, 450))).toEqual([0, undefined]);
  });

  it("stays as the service says", () => {
    expect(servedFor(asks(0, 100, 310), serves(102, 307, { instance: 5, role: "boot" }))).toEqual([5]);
  });

  it("is not guessed where most calls find nothing that served them: the clocks may differ", () => {
    expect(servedFor(asks(0, 100, 310), asks(1, 900, 1110), serves(102, 307), serves(1102, 1307))).toEqual([undefined, undefined]);
  });
});
