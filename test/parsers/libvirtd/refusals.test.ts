import { describe, expect, it } from "vitest";
import type { LockAbandoned } from "../../../src/model/event.ts";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { parse } from "../../support/parse.ts";

const line = (rest: string, tid = 7): string => `2018-03-05 14:09:20.000+0000: ${tid.toString()}: warning : qemuDomainObjBeginJobInternal:1 : ${rest}`;
const abandoned = (...lines: string[]): LockAbandoned[] => parse(libvirtd, lines.join("\n")).events.filter((event) => event.kind === "lock-abandoned");
const TIMED_OUT = line("Timed out during operation: cannot acquire state change lock");

describe("a domain job that was not had", () => {
  it.each([
    ["0.9.12", "(query, none) for domain web; current job is (modify, none) owned by (2207, 0)", { name: "modify", tid: 2207, heldUs: undefined }],
    ["1.2.14", "(query, none) for domain web; current job is (modify, none) owned by (2207 remoteA, 0 <null>) for (31s, 0s)", { name: "remoteA", tid: 2207, heldUs: 31e6 }],
    ["4.3.0", "(modify, none) for domain web; current job is (none, dump) owned by (0 <null>, 2207 remoteA (flags=0x1)) for (0s, 61s)", { name: "remoteA", tid: 2207, heldUs: 61e6 }],
    ["4.7.0", "(modify, none, none) for domain web; current job is (none, none, dump) owned by (0 <null>, 0 <null>, 9 remoteB (flags=0x0)) for (0s, 0s, 45s)", { name: "remoteB", tid: 9, heldUs: 45e6 }],
    ["9.0", "(query, none, none) in API remoteC for domain web; current job is (async nested, none, snapshot) owned by (5 remoteD, 0 <null>, 6 remoteE (flags=0x0)) for (30s, 0s, 32s)", { name: "remoteD", tid: 5, heldUs: 30e6 }],
    ["9.0, of the agent", "(none, query, none) in API remoteC for domain web; current job is (modify, query, none) owned by (5 remoteD, 6 remoteE, 0 <null> (flags=0x0)) for (3s, 33s, 0s)", { name: "remoteE", tid: 6, heldUs: 33e6 }],
  ])("names the owner in the way, as %s writes it", (_, message, holder) => {
    expect(abandoned(line(`Cannot start job ${message}`), TIMED_OUT)).toMatchObject([{ lock: "web", holder, reason: "timeout", waitUs: 30_000_000 }]);
  });

  it("is one event though it is logged twice", () => {
    expect(abandoned(line("Cannot start job (query, none) for domain web; current job is (modify, none) owned by (2207, 0)"), TIMED_OUT)).toHaveLength(1);
  });

  it("was not waited for when the queue was full", () => {
    const full = line("operation failed: cannot acquire state change lock (held by monitor=x) due to max_queued limit");
    const [event] = abandoned(line("Cannot start job (query, none) for domain web; current job is (modify, none) owned by (2207, 0)"), full);
    expect(event).toMatchObject({ reason: "queue-limit" });
    expect(event?.waitUs).toBeUndefined();
  });

  it("claims no wait when the error that would give the reason is missing", () => {
    const [event] = abandoned(line("Cannot start job (query, none) for domain web; current job is (modify, none) owned by (2207, 0)"));
    expect(event).toMatchObject({ reason: "timeout", lock: "web" });
    expect(event?.waitUs).toBeUndefined();
  });

  it("keeps the two lines of one thread together when another thread's come between", () => {
    const warn = (domain: string, tid: number) => line(`Cannot start job (query, none) for domain ${domain}; current job is (modify, none) owned by (2207, 0)`, tid);
    const error = (tid: number) => line("Timed out during operation: cannot acquire state change lock", tid);
    expect(abandoned(warn("a", 7), warn("b", 8), error(8), error(7)).map((event) => [event.lock, event.head.tid])).toEqual([
      ["b", 8],
      ["a", 7],
    ]);
  });

  it("is of the domain that the thread spoke of when only the error is logged", () => {
    const named = "2018-03-05 14:09:19.000+0000: 7: debug : virDomainGetInfo:1 : dom=0x1, (VM: name=web, uuid=4b0f7c52-93de-4a61-8c0e-1f6a2d9b7e35)";
    expect(abandoned(named, line("Timed out during operation: cannot acquire state change lock (held by agent=remoteA)"))).toMatchObject([
      { lock: "web", holder: { name: "remoteA" }, waitUs: 30_000_000 },
    ]);
  });
});
