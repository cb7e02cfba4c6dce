import { noLocks } from "../no-locks.ts";

/** SystemTap's schedtimes.stp (testsuite/systemtap.examples/process). */
export const schedtimesStp = noLocks({
  id: "schedtimes.stp",
  title: "SystemTap schedtimes.stp: time each process ran, slept and queued (read past: no locks in it)",
  example: "        execname:     pid     run(us)  sleep(us) iowait(us) queued(us)  total(us)",
  recognises: isHeader,
  // `        libvirtd:     801     812331   55120031     120312     901221   56953895`
  takes: (line) => isHeader(line) || /^.{1,32}: +\d+(?: +\d+){4,5}\s*$/.test(line),
  tells: "how long processes ran and slept",
});

function isHeader(line: string): boolean {
  return line.includes("execname:") && line.includes("sleep(us)") && line.includes("queued(us)");
}
