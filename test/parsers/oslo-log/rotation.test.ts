import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../../src/model/event.ts";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";

const lines = (logger: string, count: number): readonly string[] => Array.from({ length: count }, (_, second) => `2026-11-22 15:00:0${second}.000 7 INFO ${logger} [-] x`);

/** What is told of each of these files of one rotation set, the oldest first, and by whom it was written. */
function read(...files: readonly (readonly string[])[]): readonly { readonly service: string | undefined; readonly events: readonly LogEvent[] }[] {
  let memory: unknown;
  return files.map((file) => {
    const events: LogEvent[] = [];
    const session = osloLog.open({ path: "a.log", modifiedUs: undefined, year: undefined, memory, emit: (event) => events.push(event), note: () => undefined });
    file.forEach((line, index) => {
      session.line(line, index + 1);
    });
    const { service } = session.end();
    memory = session.memory?.();
    return { service, events };
  });
}

const services = (...files: readonly (readonly string[])[]): readonly (string | undefined)[] => read(...files).map(({ service }) => service);

const told = (second: number, logger: string, message: string): string => `2014-05-06 08:22:4${second}.000 7 DEBUG ${logger} [req-5f1e2d3c-0b1a-4928-8374-6f5e4d3c2b1a None None] ${message}`;
const lock = (second: number, message: string): string => told(second, "nova.openstack.common.lockutils", message);

describe("a service's log that was rotated", () => {
  it("is of the service that wrote the file before, however little it says of that itself", () => {
    const agent = lines("neutron.plugins.ml2.drivers.linuxbridge.agent.linuxbridge_neutron_agent", 3);
    const shared = lines("neutron.plugins.ml2.rpc", 1);
    expect(services(shared)).toEqual(["neutron-server"]);
    expect(services(agent, shared)).toEqual(["neutron-linuxbridge-agent", "neutron-linuxbridge-agent"]);
  });

  it("is of the agent whose loggers write in it, not of the server that shares some of them", () => {
    const [agents, common] = [lines("neutron.plugins.ml2.drivers.linuxbridge.agent.linuxbridge_neutron_agent", 2), lines("neutron.plugins.ml2.drivers.agent._common_agent", 4)];
    expect(services([...agents, ...common])).toEqual(["neutron-linuxbridge-agent"]);
  });

  it("names the lock that was got in the file before where its release names the function alone", () => {
    const [, after] = read([lock(1, 'Got semaphore "compute_resources" lock /x.py:166'), lock(2, 'Got semaphore / lock "instance_claim" inner /x.py:245')], [lock(5, 'Semaphore / lock released "instance_claim" inner /x.py:249')]);
    expect(after?.events).toContainEqual(expect.objectContaining({ kind: "lock-released", lock: "compute_resources", by: "instance_claim" }));
  });

  it("ends a command of the file before with the next line of its request", () => {
    const [before, after] = read([told(1, "nova.openstack.common.processutils", "Running cmd (subprocess): qemu-img info /a execute /x.py:142")], [told(5, "nova.compute.claims", "Claim successful")]);
    const [began] = before?.events.filter(({ kind }) => kind === "operation-began") ?? [];
    expect(after?.events).toContainEqual(expect.objectContaining({ kind: "operation-ended", key: began !== undefined && "key" in began ? began.key : "" }));
  });
});
