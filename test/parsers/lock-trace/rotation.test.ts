import { expect, it } from "vitest";
import { lockTrace } from "../../../src/parsers/lock-trace/lock-trace.ts";

const rows = (count: number, leastUs: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${1795360022509071280n + BigInt(at) * 1_000_000n} 28370 libvirtd WAIT 0x7f6a24496b40 ${(leastUs + at) * 1000} 0x7f6a240f10f9 virLogMessage+0x209 [libvirt.so.0.9000.0]`);

it("a trace's threshold is inferred from all files it was rotated into, and told once", () => {
  const told: string[] = [];
  let memory: unknown;
  const files = [rows(40, 130), rows(30, 60), rows(10, 150)];
  const thresholds = files.map((file, at) => {
    const session = lockTrace.open({ path: "a.txt", modifiedUs: undefined, year: undefined, memory, goesOn: at < 2, emit: () => undefined, note: ({ code, text }) => told.push(`${code}: ${text ?? ""}`) });
    file.forEach((line, index) => {
      session.line(line, index + 1);
    });
    const { minWaitUs } = session.end();
    memory = session.memory?.();
    return minWaitUs;
  });
  expect(thresholds).toEqual([undefined, 50, 50]);
  expect(told).toEqual(["trace-threshold-inferred: waits from 50 us"]);
});
