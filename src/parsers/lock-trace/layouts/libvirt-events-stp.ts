import { noLocks } from "../no-locks.ts";

/** libvirt's examples/systemtap/events.stp (since 0.9.8): pid, sign and handle or timeout of the event loop. */
export const libvirtEventsStp = noLocks({
  id: "events.stp",
  title: "libvirt events.stp: turns of the event loop (read past: no locks in it)",
  example: "  2.361 14370 * handle 33 1",
  recognises: isRow,
  takes: isRow,
  tells: "what the event loop did",
});

// `  2.361 14370 * handle 33 1`, `  2.361 14370 ~ 7 -1`
function isRow(line: string): boolean {
  return /^ *\d{1,9}\.\d{3} \d{1,10} (?:[-+*>!] (?:handle|timeout) \d+|~ -?\d+ -?\d+)/.test(line);
}
