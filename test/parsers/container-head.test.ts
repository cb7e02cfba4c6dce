import { describe, expect, it } from "vitest";
import { readContainerHead } from "../../src/parsers/container-head.ts";

const LINE = "2025-05-14 15:07:08.229 7 INFO nova.compute.manager [-] Running";
const AT_US = Date.UTC(2025, 4, 14, 15, 7, 8) * 1000 + 229_123;

describe("what containers put before a line", () => {
  it.each([
    ["a runtime of Kubernetes", "2025-05-14T15:07:08.229123456+00:00 stderr F ", { by: "cri", name: undefined, isCut: false, stamp: { wallUs: AT_US, offsetMin: 0 } }],
    ["a runtime that cut the line", "2025-05-14T15:07:08.229123456Z stdout P ", { by: "cri", isCut: true }],
    ["Pebble", "2025-05-14T15:07:08.229123Z [nova-compute] ", { by: "pebble", name: "nova-compute", stamp: { wallUs: AT_US, offsetMin: 0 } }],
    ["kubectl logs --timestamps", "2025-05-14T15:07:08.229123456Z ", { by: "kubectl", name: undefined, stamp: { wallUs: AT_US, offsetMin: 0 } }],
    ["kubectl logs --prefix", "[pod/nova-compute-default-x7k2p/nova-compute] ", { by: "kubectl", name: "pod/nova-compute-default-x7k2p/nova-compute", stamp: undefined }],
    ["docker compose", "nova-compute-1    | ", { by: "compose", name: "nova-compute", stamp: undefined }],
    ["docker compose of old", "nova_compute_1  | ", { by: "compose", name: "nova_compute" }],
    ["docker compose where containers are named", "nova_compute  | ", { by: "compose", name: "nova_compute" }],
    ["stern", "nova-compute-default-x7k2p nova-compute ", { by: "stern", name: "nova-compute-default-x7k2p/nova-compute", stamp: undefined }],
  ])("is told from the line: %s", (_, before, told) => {
    const head = readContainerHead(before + LINE);
    expect(head).toMatchObject(told);
    expect((before + LINE).slice(head?.end)).toBe(LINE);
  });

  it.each([
    ["a record", LINE],
    ["a record of libvirt's", "2025-05-14 15:07:08.229+0000: 5107: debug : qemuProcessStop:6051 : Shutting down"],
    ["syslog", "2025-05-14T15:07:08.229123+00:00 cmp1 nova-compute[7]: Running"],
    ["a web server's line", "[pid: 7|app: 0|req: 1/1] 10.0.0.1 () {58 vars in 1096 bytes}"],
    ["a table", "| id | name |"],
    ["a sentence", "Traceback (most recent call last):"],
  ])("is nothing: %s", (_, line) => {
    expect(readContainerHead(line)).toBeUndefined();
  });
});
