import { describe, expect, it } from "vitest";
import { callsBeside } from "../../../src/analyses/what-if/calls-beside.ts";
import type { Acquisition } from "../../../src/model/trace.ts";
import { actor, life } from "../../support/traces.ts";

const LIBVIRTD = { service: "libvirtd", instance: 0, role: "boot" } as const;
const TEST = "remoteDispatchConnectGetLibVersion";
const LOOK_UP = "remoteDispatchDomainLookupByUUID";
const INFO = "remoteDispatchDomainGetInfo";

/** The permits of one call: of its client from when it was read, of the worker that is this thread from when it was taken. */
function call(by: string, tid: number, readMs: number, takenMs: number, answeredMs: number): readonly Acquisition[] {
  const permit = (resourceClass: string, gotMs: number): Acquisition => life(readMs, gotMs, answeredMs, { resource: "permit", form: "job", resourceClass, by, actor: actor({ ...LIBVIRTD, tid }) });
  return [permit("libvirtd client requests", readMs), permit("libvirtd workers", takenMs)];
}

/** `DomainGetInfo 20: 2`: what was called beside the boot, when it was read, and how many permits it had; one list for each thread. */
const beside = (calls: readonly (readonly Acquisition[])[], waits: readonly (readonly [number, number])[] = []): readonly (readonly string[])[] =>
  callsBeside(calls.flat(), waits.map(([startMs, endMs]) => ({ startUs: startMs * 1000, endUs: endMs * 1000 }))).map((acquisitions) => acquisitions.map(({ by = "", resourceClass, acquiredUs = 0 }) => `${by.slice("remoteDispatch".length)} ${resourceClass.split(" ").at(-1) ?? ""} ${(acquiredUs / 1000).toString()}`));

describe("calls to libvirt beside a boot", () => {
  it("are none where one comes after another", () => {
    expect(beside([call(TEST, 1, 10, 10, 11), call(LOOK_UP, 1, 12, 12, 13), call("remoteDispatchDomainCreate", 2, 14, 14, 500), call(INFO, 1, 501, 501, 502)])).toEqual([]);
  });

  it("are questions that began while the boot's own call was open, and what their thread asked next", () => {
    const calls = [call("remoteDispatchDomainCreate", 1, 10, 10, 500), call(TEST, 2, 400, 440, 441), call(LOOK_UP, 2, 442, 700, 701), call(INFO, 2, 703, 800, 801), call("remoteDispatchDomainResume", 3, 2000, 2000, 2001)];
    expect(beside(calls)).toEqual([
      ["ConnectGetLibVersion requests 400", "ConnectGetLibVersion workers 440", "DomainLookupByUUID requests 442", "DomainLookupByUUID workers 700", "DomainGetInfo requests 703", "DomainGetInfo workers 800"],
    ]);
  });

  it("are questions asked while the boot waited for an event", () => {
    expect(beside([call(TEST, 1, 100, 100, 101), call(LOOK_UP, 1, 102, 102, 103), call(LOOK_UP, 1, 900, 900, 901)], [[50, 500]])).toEqual([
      ["ConnectGetLibVersion requests 100", "ConnectGetLibVersion workers 100", "DomainLookupByUUID requests 102", "DomainLookupByUUID workers 102"],
    ]);
  });

  it("are the questions that were still open when the boot went on with what only it does", () => {
    const calls = [call(TEST, 1, 10, 40, 41), call(LOOK_UP, 1, 42, 90, 91), call("remoteDispatchDomainResume", 2, 60, 90, 95)];
    expect(beside(calls)).toEqual([["ConnectGetLibVersion requests 10", "ConnectGetLibVersion workers 40", "DomainLookupByUUID requests 42", "DomainLookupByUUID workers 90"]]);
  });

  it("are tests of the connection that nothing came behind, while the boot's own call was open", () => {
    expect(beside([call("remoteDispatchDomainCreate", 1, 10, 10, 500), call(TEST, 2, 400, 480, 481), call(TEST, 2, 600, 600, 601)])).toEqual([["ConnectGetLibVersion requests 400", "ConnectGetLibVersion workers 480"]]);
  });

  it("have the worker that took them last, though the thread took others of their kind before", () => {
    const calls = [call(LOOK_UP, 1, 10, 100, 101), call(LOOK_UP, 1, 12, 200, 201)];
    expect(beside(calls)).toEqual([["DomainLookupByUUID requests 12", "DomainLookupByUUID workers 200"]]);
  });
});
