import { describe, expect, it } from "vitest";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";

const lines = (logger: string, count: number): readonly string[] => Array.from({ length: count }, (_, second) => `2026-11-22 15:00:0${second}.000 7 INFO ${logger} [-] x`);

/** The service that wrote each of these files of one rotation set, the oldest first. */
function services(...files: readonly (readonly string[])[]): readonly (string | undefined)[] {
  let memory: unknown;
  return files.map((file) => {
    const session = osloLog.open({ path: "a.log", modifiedUs: undefined, year: undefined, memory, emit: () => undefined, note: () => undefined });
    file.forEach((line, index) => {
      session.line(line, index + 1);
    });
    const { service } = session.end();
    memory = session.memory?.();
    return service;
  });
}

describe("a service's log that was rotated", () => {
  it("is of the service that wrote the file before, however little it says of that itself", () => {
    const agent = lines("neutron.plugins.ml2.drivers.linuxbridge.agent.linuxbridge_neutron_agent", 3);
    const shared = lines("neutron.plugins.ml2.rpc", 1);
    expect(services(shared)).toEqual(["neutron-server"]);
    expect(services(agent, shared)).toEqual(["neutron-linuxbridge-agent", "neutron-linuxbridge-agent"]);
  });
});
