import { describe, expect, it } from "vitest";
import { serviceOfPath } from "../../../src/parsers/oslo-log/service.ts";

describe("the service that the name of a log hints at", () => {
  it.each([
    ["/var/log/quantum/quantum-server.log", "quantum-server"],
    ["/var/log/quantum/quantum-server-20130514.log", "quantum-server"],
    ["quantum-server-20130514.log.gz", "quantum-server"],
    ["quantum-server-2013-05-14.log", "quantum-server"],
    ["nova-compute_20260101-1767225600.log", "nova-compute"],
    ["quantum-dhcp-agent.log-20130514", "quantum-dhcp-agent"],
    ["notes-20130514.txt", undefined],
  ])("%s", (path, service) => {
    expect(serviceOfPath(path)).toBe(service);
  });
});
