import { noLocks } from "../no-locks.ts";

/** libvirt's examples/systemtap/client.stp (0.8.x to 1.2.x): clients that came, signed in and went. */
export const libvirtClientStp = noLocks({
  id: "client.stp",
  title: "libvirt client.stp: connections and authentication (read past: no locks in it)",
  example: "Client fd=25 connected readonly=0 addr=127.0.0.1;0",
  recognises: isRow,
  takes: isRow,
  tells: "who connected",
});

// Client fd=25 auth polkit allow pid:1023,uid:0
function isRow(line: string): boolean {
  return /^Client fd=\d+ (?:connected readonly=|disconnected addr=|tls (?:allow|deny|fail)\b|auth )/.test(line);
}
