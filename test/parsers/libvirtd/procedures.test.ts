import { describe, expect, it } from "vitest";
import { procedureName } from "../../../src/parsers/libvirtd/procedures.ts";

const REMOTE = 536_903_814;

describe("the name of a procedure", () => {
  it.each([
    [1, "remoteDispatchConnectOpen"],
    [12, "remoteDispatchDomainDestroy"],
    [14, "remoteDispatchDomainGetXMLDesc"],
    [20, "remoteDispatchDomainGetVcpus"],
    [24, "remoteDispatchDomainLookupByUUID"],
    [162, "remoteDispatchConnectBaselineCPU"],
    [196, "remoteDispatchDomainCreateWithFlags"],
    [293, "remoteDispatchNodeGetCPUMap"],
    [350, "remoteDispatchDomainDefineXMLFlags"],
    [401, "remoteDispatchConnectListAllNWFilterBindings"],
  ])("%i is the dispatcher's, as the daemon's own lines have it", (number, name) => {
    expect(procedureName(REMOTE, number)).toBe(name);
  });

  it("is its number where a later release added it", () => {
    expect(procedureName(REMOTE, 440)).toBe("remote procedure 440");
  });

  it("says which program it belongs to where that is not the remote one", () => {
    expect(procedureName(2_270_401_305, 4)).toBe("log manager procedure 4");
  });
});
