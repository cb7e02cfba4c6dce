import { group } from "d3-array";
import { LEAST_SAMPLES, WHOLE_CORE_SHARE, wholeCoreSamples } from "../analyses/whole-core.ts";
import { countOf, formatShare } from "../lib/quantity.ts";
import type { GaugePoint } from "../model/trace.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, Remedy, Suggestion } from "./remedy.ts";
import { serverQueues, sizeOf } from "./server-queue.ts";
import { forEach, waited } from "./suggest.ts";

// keystone-all, keystone, (wsgi:keystone-pu
const KEYSTONE = /keystone/;

/** All services ask one keystone process who the caller is. */
export const keystoneProcesses: Remedy = {
  id: "keystone-processes",
  title: "More processes for keystone",
  references: ["https://docs.openstack.org/releasenotes/keystone/newton.html", "https://opendev.org/openstack/keystone/commit/3580c2af1"],
  suggest: (findings) => {
    const guidance = inRelease(findings.releases.get("keystone"), [
      { to: "Havana", text: "keystone-all is one process: run keystone under Apache with mod_wsgi and several processes (httpd/keystone.py)." },
      { from: "Icehouse", to: "Juno", text: "Set `public_workers` and `admin_workers` in keystone.conf, or run keystone under a WSGI server with several processes." },
      {
        from: "Kilo",
        to: "Mitaka",
        text: "Set `public_workers` and `admin_workers` in keystone.conf (section [eventlet_server]), or run keystone under a WSGI server with several processes.",
      },
      { from: "Newton", text: "Raise the number of `processes` of uWSGI or mod_wsgi that load keystone (`public_workers` and `admin_workers` are gone)." },
    ]);
    const cost = "Each process takes memory and database connections.";
    const ofQueues = forEach(serverQueues(findings, "keystone"), (hotspot) => ({
      because: `Requests waited ${waited(hotspot)} for ${sizeOf(hotspot)} of keystone.`,
      guidance,
      cost,
    }));
    return ofQueues.length > 0 ? ofQueues : ofBusyProcess(findings, { guidance, cost });
  },
};

function ofBusyProcess({ study, run }: Findings, words: Pick<Suggestion, "guidance" | "cost">): readonly Suggestion[] {
  // A web server's processes are called alike whatever they serve: keystone's are those that its log names.
  const served = new Set(study.trace.operations.filter(({ actor }) => actor.service === "keystone").map(({ actor }) => processKey(actor)));
  const isKeystone = (point: GaugePoint): boolean => KEYSTONE.test(point.subject ?? "") || (point.pid !== undefined && served.has(processKey(point)));
  const during = study.trace.gauges.filter((point) => point.gauge === "process-cpu" && point.atUs > run.fromUs && point.atUs - point.intervalUs < run.toUs && isKeystone(point));
  const busy = (points: readonly GaugePoint[]): number => wholeCoreSamples(points).length;
  const processes = [...group(during, processKey).values()];
  const most = Math.max(0, ...processes.map(busy));
  // Several busy processes are a server that has processes enough, and too few cores.
  if (most < LEAST_SAMPLES || processes.filter((points) => busy(points) >= LEAST_SAMPLES).length > 1) return [];
  return [
    {
      hotspot: null,
      evidence: [],
      because: `One keystone process took ${formatShare(WHOLE_CORE_SHARE)} of a core or more in ${countOf(most, "sample")} while the others had little to do.`,
      ...words,
    },
  ];
}

function processKey({ host, pid }: { readonly host: string | undefined; readonly pid: number | undefined }): string {
  return `${host ?? ""}|${pid ?? ""}`;
}
