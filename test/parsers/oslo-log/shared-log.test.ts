import { describe, expect, it } from "vitest";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";

function silentIn(...lines: readonly (readonly [service: string, level: string])[]): readonly string[] | undefined {
  const session = osloLog.open({ path: "syslog", modifiedUs: undefined, year: undefined, memory: undefined, emit: () => undefined, note: () => undefined });
  lines.forEach(([service, level], index) => {
    session.line(`2026-11-22T15:00:0${index}.000+00:00 cmp1 ${service}[7]: 2026-11-22 15:00:0${index}.000 7 ${level} a.b [-] x`, index + 1);
  });
  return session.end().silent;
}

describe("of the services that write into one log", () => {
  it("those are silent of which no line is of debug level", () => {
    expect(silentIn(["nova-compute", "INFO"], ["neutron-server", "INFO"], ["nova-compute", "DEBUG"], ["nova-api", "INFO"])).toEqual(["neutron-server", "nova-api"]);
    expect(silentIn(["nova-compute", "DEBUG"], ["neutron-server", "DEBUG"])).toEqual([]);
  });

  it("none is told apart where none has such lines, or where there is one alone", () => {
    expect(silentIn(["nova-compute", "INFO"], ["neutron-server", "INFO"])).toBeUndefined();
    expect(silentIn(["nova-compute", "DEBUG"])).toBeUndefined();
  });
});
