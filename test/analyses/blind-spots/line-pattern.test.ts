import { describe, expect, it } from "vitest";
import { linePattern } from "../../../src/analyses/blind-spots/line-pattern.ts";
import { leastCpuMs } from "../../support/cpu-ms.ts";

describe("the pattern of a log line", () => {
  it.each([
    [
      "2026-11-22 15:02:53.227 24371 DEBUG nova.compute.manager [None req-a58e3b2c-1234-4321-8888-0123456789ab req-b58e3b2c-1234-4321-8888-0123456789ab u p - - default default] [instance: 016790b9-145e-4fa4-9f2e-5c40bdf3caf1] Starting instance... _do_build_and_run_instance /usr/lib/python3/dist-packages/nova/compute/manager.py:2314",
      "Starting instance...",
    ],
    ["2013-06-12 09:01:02 INFO nova.compute.manager [req-a58e3b2c-1234-4321-8888-0123456789ab demo demo] [instance: 016790b9-145e-4fa4-9f2e-5c40bdf3caf1] Took 12.5 seconds to build instance.", "Took <n>.<n> seconds to build instance."],
    ["2026-11-22 15:02:53.227+0000: 24371: debug : qemuProcessLaunch:7645 : Setting up raw IO for vm=0x7f10a4000b60", "qemuProcessLaunch: Setting up raw IO for vm=<address>"],
    ["2026-11-22 15:02:53.227 1 INFO nova.virt [-] Attached tap94595581-50 of instance-0000002f", "Attached <device> of <domain>"],
    [
      '2026-11-22 14:57:33.940 19312 DEBUG oslo_concurrency.lockutils [None req-a58e3b2c-1234-4321-8888-0123456789ab u p - - default default] Lock "d2573b18-a362-46b8-a858-ff24309faa11" acquired by "nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance" :: waited 0.000s inner /usr/lib/python3/dist-packages/oslo_concurrency/lockutils.py:409',
      'Lock "<uuid>" acquired by "_locked_do_build_and_run_instance" :: waited <n>.<n>s',
    ],
    ['2026-11-22 14:57:33.940 1 DEBUG a.b [-] Lock "x" "released" by "nova.compute.resource_tracker.ResourceTracker.instance_claim" :: held 0.1s of 192.168.1.20', 'Lock "x" "released" by "ResourceTracker.instance_claim" :: held <n>.<n>s of <n>.<n>.<n>.<n>'],
    [
      String.raw`{"log": "2026-11-22 15:01:50.307 24395 INFO neutron.wsgi [req-a58e3b2c-1234-4321-8888-0123456789ab u p - - -] 10.0.0.1 \"PUT /v2.0/ports HTTP/1.1\" status: 200\n", "stream": "stdout", "time": "2026-11-22T15:01:50.307Z"}`,
      '<n>.<n>.<n>.<n> "PUT /v<n>.<n>/ports HTTP/<n>.<n>" status: <n>',
    ],
    [String.raw`{"__REALTIME_TIMESTAMP":"1795359741617408","MESSAGE":"End _get_guest_xml xml=<domain>\n<name>a</name>","PRIORITY":"7"}`, "End _get_guest_xml xml=<domain>"],
    ["MESSAGE=Started 7 units", "Started <n> units"],
    ["2026-11-22T15:02:53Z something 7 happened", "something <n> happened"],
  ])("is what it says, without its head and what differs: %s", (line, pattern) => {
    expect(linePattern(line)).toBe(pattern);
  });

  it("is cut where it is long", () => {
    expect(linePattern(`2026-11-22 15:02:53.227 1 INFO a.b [-] ${"word ".repeat(50)}`)).toHaveLength(120);
  });

  it("is quick whatever the line", () => {
    for (const unit of ["[", '{"', '…"a":', "[ ] ", "1", "DEBUG a ", " /a.py:1", ": debug : f:1 ", "0x"]) {
      const line = unit.repeat(Math.ceil(500 / unit.length));
      expect(leastCpuMs(() => linePattern(line), 50)).toBeLessThan(50);
    }
  });
});
