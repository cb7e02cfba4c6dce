import { noLocks } from "../no-locks.ts";

/** SystemTap's latencytap.stp (testsuite/systemtap.examples/profiling). */
export const latencytapStp = noLocks({
  id: "latencytap.stp",
  title: "SystemTap latencytap.stp: reasons for sleeping (read past: no locks in it)",
  example: "Reason                                            Count  Average(us)  Maximum(us) Percent%",
  recognises: isHeader,
  // `Reading from a pipe                                 12         4012        91023     33.1%`
  takes: (line) => isHeader(line) || /^\S(?:.{0,79}\S)? +\d+ +\d+ +\d+ +\d+(?:\.\d+)?%?\s*$/.test(line),
  tells: "why threads slept",
});

function isHeader(line: string): boolean {
  return line.startsWith("Reason") && line.includes("Average(us)") && line.includes("Percent%");
}
