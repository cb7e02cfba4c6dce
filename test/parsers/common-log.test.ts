import { describe, expect, it } from "vitest";
import { isCommonLog } from "../../src/parsers/common-log.ts";

describe("a log that many programs write", () => {
  it.each([
    ["rsyslog's file", "Nov 22 15:02:21 cmp1 sshd[22]: Accepted publickey for root"],
    ["rsyslog's file with a stamp of its own", "2026-11-22T15:02:21.617408+00:00 cmp1 kernel: eth0: link is up"],
    ["syslog as sent", "<14>1 2026-11-22T15:02:21.617Z cmp1 nova-compute 4242 - - Running"],
    ["journalctl -o short-precise", "Nov 22 15:02:21.617408 cmp1 systemd[1]: Started session 5."],
    ["journalctl -o short-full", "Sun 2026-11-22 15:02:21 UTC cmp1 systemd[1]: Started session 5."],
    ["journalctl -o short-unix", "1795359741.617408 cmp1 systemd[1]: Started session 5."],
    ["docker compose logs", "keystone-1      | 2026-11-22 15:02:21.617 19312 INFO keystone.common.wsgi [-] Running"],
    ["stern", "nova-compute-default-x7k2p nova-compute 2026-11-22 15:02:21.617 19312 INFO nova.compute.manager [-] Running"],
    ["kubectl logs --prefix", "[pod/nova-compute-default-x7k2p/nova-compute] 2026-11-22 15:02:21.617 19312 INFO nova.compute.manager [-] Running"],
    ["journalctl -o json", '{"__REALTIME_TIMESTAMP":"1795359741617408","_HOSTNAME":"cmp1","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"bye"}'],
  ])("is told by its lines, which name their sender: %s", (_, line) => {
    expect(isCommonLog([line, line, "    a line that goes on", ""])).toBe(true);
  });

  it.each([
    ["a service's own", "2026-11-22 15:02:21.617 19312 INFO nova.compute.manager [-] Running"],
    ["libvirt's own", "2026-11-22 15:02:21.617+0000: 5107: debug : qemuProcessStop:6051 : Shutting down"],
    ["a container's", "2026-11-22T15:02:21.617408789Z stderr F 2026-11-22 15:02:21.617 7 INFO nova.compute.manager [-] Running"],
    ["kubectl logs --timestamps", "2026-11-22T15:02:21.617408789Z 2026-11-22 15:02:21.617 7 INFO nova.compute.manager [-] Running"],
    ["Docker's", '{"log":"2026-11-22 15:02:21.617 7 INFO nova.compute.manager [-] Running\\n","stream":"stderr","time":"2026-11-22T15:02:21.617408789Z"}'],
    ["a web server's", '[pid: 7|app: 0|req: 1/1] 10.0.0.1 () {58 vars in 1096 bytes} [Sun Nov 22 15:02:21 2026] GET /placement/ => generated 3 bytes in 2 msecs (HTTP/1.1 200) 6 headers in 2 bytes (1 switches on core 0)'],
  ])("is not one program's: %s", (_, line) => {
    expect(isCommonLog([line, line])).toBe(false);
  });

  it("has more lines that name a sender than others", () => {
    const named = "Nov 22 15:02:21 cmp1 sshd[22]: Accepted publickey for root";
    expect(isCommonLog([named, named, "what is this"])).toBe(true);
    expect(isCommonLog([named, "what is this", "and this"])).toBe(false);
  });
});
