import type { RequestIds, Service } from "../facts.ts";
import type { Dialect } from "../scenarios/scenario.ts";
import { osloInstant } from "./clock.ts";

export type Level = "DEBUG" | "INFO" | "AUDIT" | "WARNING";

export interface OsloRecord {
  /** µs since the epoch. */
  readonly atUs: number;
  readonly pid: number;
  readonly level: Level;
  readonly logger: string;
  readonly request: RequestIds | undefined;
  /** UUID of the instance the record is tagged with. */
  readonly instance: string | undefined;
  readonly message: string;
  /** What debug records end with: `inner lockutils.py:404` of the package. */
  readonly place: string | undefined;
}

/** oslo.log's default formats: nova/openstack/common/log.py@2013.1, oslo_log/_options.py@3.20 and @5.0. */
export function osloLine(record: OsloRecord, dialect: Dialect): string {
  const { request, level, pid } = record;
  // Grizzly has the process only where there is no request.
  const process = dialect === "grizzly" && request !== undefined ? "" : `${String(pid)} `;
  const instance = record.instance === undefined ? "" : `[instance: ${record.instance}] `;
  const place = level === "DEBUG" && record.place !== undefined ? ` ${rooted(record.place, dialect)}` : "";
  return `${osloInstant(record.atUs)} ${process}${level} ${record.logger} [${context(request, dialect)}] ${instance}${record.message}${place}\n`;
}

function context(request: RequestIds | undefined, dialect: Dialect): string {
  if (request === undefined) return "-";
  const { id, globalId, as } = request;
  const { user, project } = ACCOUNTS[as];
  if (dialect === "grizzly") return `${id} ${as === "nobody" ? "None None" : `${user} ${project}`}`;
  if (dialect === "ocata") return `${id} ${user} ${project} - ${as === "nobody" ? "- -" : "default default"}`;
  return `${globalId ?? "None"} ${id} ${user} ${project} - - ${as === "nobody" ? "- -" : "default default"}`;
}

const ACCOUNTS = {
  user: { user: "0be04bca0e5e4ecfbd97ca2e1f94d78a", project: "cca5916a5ec1465990b67414d1a9117f" },
  service: { user: "822c8b070f484822a7bf1019f18fc257", project: "3ed8ff8b2fd94554afc3bd9284e0d275" },
  nobody: { user: "-", project: "-" },
} as const;

export const PROJECT = ACCOUNTS.user.project;

/** `inner oslo_concurrency/lockutils.py:404` with the folder of the release's packages. */
function rooted(place: string, dialect: Dialect): string {
  return place.replace(/ (?=[^ ]*:\d)/, dialect === "zed" ? " /usr/lib/python3/dist-packages/" : " /usr/lib/python2.7/dist-packages/");
}

/** Process ids; workers follow one another as they were forked. */
const FIRST_PIDS: Readonly<Record<Service, number>> = {
  "nova-api": 24_395,
  "nova-conductor": 24_512,
  "nova-scheduler": 24_357,
  "nova-compute": 24_371,
  "neutron-server": 24_640,
  "neutron-agent": 24_351,
  "placement-api": 24_820,
  keystone: 25_014,
};

export function pidOf(service: Service, worker: number): number {
  return FIRST_PIDS[service] + worker;
}
