import { noLocks } from "../no-locks.ts";

/** SystemTap's sleeptime.stp (testsuite/systemtap.examples/process): time (µs), pid, name, call and length (µs). */
export const sleeptimeStp = noLocks({
  id: "sleeptime.stp",
  title: "SystemTap sleeptime.stp: calls of nanosleep and poll (read past: no locks in it)",
  example: "1371029405992805 801 (libvirtd) poll: 10012",
  recognises: isRow,
  takes: isRow,
  tells: "how long processes slept by intent",
});

// 1371029405992805 801 (libvirtd) poll: 10012
function isRow(line: string): boolean {
  return /^\d{6,19} \d{1,10} \(.{0,32}\) (?:nanosleep|poll): \d+\s*$/.test(line);
}
