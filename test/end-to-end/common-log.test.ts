import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { scratchFolder } from "../input/support/scratch-folder.ts";
import { analyseSample } from "../support/analyse.ts";

const scratch = scratchFolder();
const services = ["nova-compute", "nova-api", "nova-scheduler", "nova-conductor", "neutron-server", "libvirtd"];

/** What of libvirtd's log the report hangs on: a fifth of it. */
const TELLING = /RPC_SERVER_CLIENT_MSG|virThreadJob|Job:|libvirt version|: Opened|dom=/;

/** The lines of one log as rsyslog would have written them, each at the instant that stands in it. */
function sent(service: string): readonly string[] {
  let stamp = "2026-11-22T00:00:00.000";
  const text = gunzipSync(readFileSync(join("samples/zed-boot-10", `${service}.log.gz`))).toString();
  return text.split("\n").slice(0, -1).flatMap((line) => {
    const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})/.exec(line) ?? [];
    if (day !== undefined && time !== undefined) stamp = `${day}T${time}`;
    return service === "libvirtd" && !TELLING.test(line) ? [] : [`${stamp}+00:00 cmp1 ${service}[${services.indexOf(service) + 100}]: ${line}\n`];
  });
}

function hotspotsOf({ hotspots }: Report): readonly unknown[] {
  return hotspots.map(({ service, resource, waitUs, contentions, permits, inferred, ownWaitUs, inheritedWaitUs }) => ({ service, resource, waitUs, contentions, permits, inferred, ownWaitUs, inheritedWaitUs }));
}

function gapsOf({ unexplained }: Report): readonly unknown[] {
  return unexplained.map(({ from, to, totalUs, fix }) => ({ from, to, totalUs, fix }));
}

it("says of one log into which all services write what it says of a log of each, and no more of both", async () => {
  const logs = services.map(sent);
  const each = services.map((service, index) => scratch.write(`each/${service}.log`, (logs[index] ?? []).join("")));
  // Equal stamps keep the order of each log: the sort is stable.
  const all = scratch.write("messages", logs.flat().sort((a, b) => (a.slice(0, 23) < b.slice(0, 23) ? -1 : a.slice(0, 23) > b.slice(0, 23) ? 1 : 0)).join(""));
  const [apart, together] = [await analyseSample(each), await analyseSample([all])];
  expect(together.inputs.map(({ path, format, host }) => [path === all, format, host])).toEqual([[true, "oslo-log", "cmp1"], [true, "libvirtd", "cmp1"]]);
  expect(together.run.ready).toBe(10);
  expect(apart.hotspots.map(({ service }) => service)).toContain("libvirtd");
  expect(hotspotsOf(together)).toEqual(hotspotsOf(apart));
  expect(together.blindSpots).toEqual(apart.blindSpots);
  expect(gapsOf(together)).toEqual(gapsOf(apart));

  const twice = await analyseSample([...each, all]);
  expect(hotspotsOf(twice)).toEqual(hotspotsOf(apart));
  expect(twice.blindSpots.filter(({ code }) => code !== "told-twice")).toEqual(apart.blindSpots);
  expect(twice.blindSpots.map(({ code }) => code)).toContain("told-twice");
}, 60_000);
