import type { World } from "../model/world.ts";
import type { LogName } from "../scenarios/scenario.ts";
import { writeAtop } from "./atop.ts";
import { writeLibvirtd } from "./libvirtd.ts";
import { writeLockTrace } from "./lock-trace.ts";
import { writeOsloLog } from "./oslo-log.ts";
import { writePhases } from "./phases.ts";
import { writeKeystoneLog } from "./uwsgi-log.ts";

interface Writer {
  readonly log: LogName;
  readonly file: (world: World) => string;
  readonly write: (world: World) => string;
}

const oslo = (service: "nova-api" | "nova-conductor" | "nova-scheduler" | "nova-compute" | "placement-api"): Writer => ({
  log: service,
  file: () => `${service}.log`,
  write: (world) => writeOsloLog(world, service),
});

/** Who writes which log. */
const WRITERS: readonly Writer[] = [
  oslo("nova-api"),
  oslo("nova-conductor"),
  oslo("nova-scheduler"),
  oslo("nova-compute"),
  oslo("placement-api"),
  { log: "neutron-server", file: ({ scenario }) => `${networking(scenario.dialect)}-server.log`, write: (world) => writeOsloLog(world, "neutron-server") },
  { log: "neutron-agent", file: ({ scenario }) => `${networking(scenario.dialect)}-openvswitch-agent.log`, write: (world) => writeOsloLog(world, "neutron-agent") },
  { log: "keystone", file: () => "keystone-uwsgi.log", write: writeKeystoneLog },
  { log: "libvirtd", file: () => "libvirtd.log", write: writeLibvirtd },
  { log: "lock-trace", file: () => "stap-lock.txt", write: writeLockTrace },
  { log: "atop", file: () => "atop-P.txt", write: writeAtop },
  { log: "phases", file: () => "phases.csv", write: writePhases },
];

/** The logs the scenario asks for, by file name; one with nothing to say is not there. */
export function writeLogs(world: World): ReadonlyMap<string, string> {
  const wanted = WRITERS.filter(({ log }) => world.scenario.logs.includes(log));
  return new Map(wanted.map(({ file, write }) => [file(world), write(world)] as const).filter(([, text]) => text !== ""));
}

function networking(dialect: string): string {
  return dialect === "grizzly" ? "quantum" : "neutron";
}
