import { describe, expect, it } from "vitest";
import { nameTracedLocks } from "../../src/linking/traced-locks.ts";
import { life } from "../support/traces.ts";
import type { Acquisition } from "../../src/model/trace.ts";

const traced = (wantedMs: number, gotMs: number, by: string | undefined, lock = "0x7f0000001000"): Acquisition => life(wantedMs, gotMs, undefined, { form: "traced", state: "released", lock, by });
const classes = (...acquisitions: readonly Acquisition[]): string[] => nameTracedLocks(acquisitions).map(({ resourceClass }) => resourceClass);

describe("naming traced mutexes", () => {
  it("gives every acquisition of an address the caller with most wait on it", () => {
    expect(classes(traced(0, 5, "virObjectLock"), traced(5, 7, "virLogMessage"), traced(7, 8, "virLogMessage"))).toEqual(["virObjectLock", "virObjectLock", "virObjectLock"]);
  });

  it("keeps the address where no caller is known", () => {
    expect(classes(traced(0, 5, undefined))).toEqual(["0x7f0000001000"]);
  });

  it("names each address by its own callers", () => {
    expect(classes(traced(0, 5, "a", "0x1000"), traced(0, 5, "b", "0x2000"))).toEqual(["a", "b"]);
  });

  it("takes the first by name where two callers waited the same", () => {
    expect(classes(traced(0, 5, "b"), traced(5, 10, "a"))).toEqual(["a", "a"]);
  });

  it("leaves logged locks alone", () => {
    expect(classes(life(0, 5, 6, { lock: "compute_resources", by: "instance_claim" }), traced(0, 5, "a"))).toEqual(["compute_resources", "a"]);
  });
});
