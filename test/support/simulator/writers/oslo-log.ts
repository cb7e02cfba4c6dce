import type { Service, ServiceFact, What } from "../facts.ts";
import type { Boot } from "../model/boot.ts";
import { IMAGE_HASH } from "../model/build-instance.ts";
import type { World } from "../model/world.ts";
import type { Dialect } from "../scenarios/scenario.ts";
import { domainXml } from "./domain-xml.ts";
import { epochUs } from "./clock.ts";
import { MESSAGES, type Template } from "./messages.ts";
import { osloLine, pidOf, PROJECT } from "./oslo-line.ts";

/** The log of one service, whole: a line or more for each fact, in the words of the release. */
export function writeOsloLog({ facts, boots, scenario }: World, service: Service): string {
  const { dialect } = scenario;
  const lines: string[] = [];
  for (const fact of facts) {
    if (fact.kind !== "service" || fact.service !== service) continue;
    const boot = fact.tagged === undefined ? undefined : boots[fact.tagged];
    for (const [level, logger, message, place] of templatesOf(fact, dialect)) {
      lines.push(
        osloLine(
          {
            atUs: epochUs(dialect, fact.atUs),
            pid: pidOf(service, fact.worker),
            level,
            logger,
            request: isSaidOutside(fact, dialect) ? undefined : fact.request,
            instance: isTagged(fact, dialect) ? boot?.uuid : undefined,
            message: filled(message, fact.what, boot, dialect),
            place,
          },
          dialect,
        ),
      );
    }
  }
  return lines.join("");
}

function templatesOf(fact: ServiceFact, dialect: Dialect): readonly Template[] {
  const { what, service } = fact;
  switch (what.kind) {
    case "step":
      return MESSAGES[dialect][what.step] ?? [];
    case "served":
      return [accessLine(service, what, dialect)];
    case "command-began":
    case "command-ended":
      return commandLines(service, what, dialect);
    default:
      return lockLines(service, what, dialect);
  }
}

type LockWhat = Extract<What, { readonly lock: string }>;

function lockLines(service: Service, what: LockWhat, dialect: Dialect): readonly Template[] {
  if (dialect === "grizzly") return grizzlyLockLines(service, what);
  const logger = "oslo_concurrency.lockutils";
  const isZed = dialect === "zed";
  const { lock, by } = what;
  if (what.form === "decorator") {
    if (what.kind === "lock-wanted") return isZed ? [["DEBUG", logger, `Acquiring lock "${lock}" by "${by}"`, "inner oslo_concurrency/lockutils.py:404"]] : [];
    if (what.kind === "lock-got") {
      return [["DEBUG", logger, `Lock "${lock}" acquired by "${by}" :: waited ${seconds(what.waitedUs)}s`, `inner oslo_concurrency/lockutils.py:${isZed ? "409" : "270"}`]];
    }
    const verb = isZed ? '"released"' : "released";
    return [["DEBUG", logger, `Lock "${lock}" ${verb} by "${by}" :: held ${seconds(what.heldUs)}s`, `inner oslo_concurrency/lockutils.py:${isZed ? "423" : "282"}`]];
  }
  const word = isZed ? "lock" : "semaphore";
  const external: readonly Template[] = lock === "iptables" ? [["DEBUG", logger, `Acquired external semaphore "${lock}"`, "lock oslo_concurrency/lockutils.py:321"]] : [];
  if (what.kind === "lock-wanted") return isZed ? [["DEBUG", logger, `Acquiring lock "${lock}"`, "lock oslo_concurrency/lockutils.py:312"]] : [];
  if (what.kind === "lock-got") return [["DEBUG", logger, `Acquired ${word} "${lock}"`, `lock oslo_concurrency/lockutils.py:${isZed ? "315" : "212"}`], ...(isZed ? external : [])];
  return [["DEBUG", logger, `Releasing ${word} "${lock}"`, `lock oslo_concurrency/lockutils.py:${isZed ? "333" : "225"}`]];
}

/** Semaphores say only that they were got; files are asked for, got and released. */
function grizzlyLockLines(service: Service, { kind, lock, by, form }: LockWhat): readonly Template[] {
  const project = service === "neutron-agent" ? "quantum" : "nova";
  const logger = `${project}.openstack.common.lockutils`;
  const place = (line: number): string => `inner ${project}/openstack/common/lockutils.py:${String(line)}`;
  const path = `/var/lib/${project}/${lock === IMAGE_HASH ? "instances/locks" : "lock"}/${project}-${lock}`;
  if (form === "context" && lock.startsWith("refresh_cache")) return [];
  const isFile: boolean = form === "file" || lock === "iptables";
  if (kind === "lock-wanted") return isFile ? [["DEBUG", logger, `Attempting to grab file lock "${lock}" for method "${by}"...`, place(190)]] : [];
  if (kind === "lock-got") {
    return isFile
      ? [["DEBUG", logger, `Got file lock "${lock}" at ${path} for method "${by}"...`, place(217)]]
      : [["DEBUG", logger, `Got semaphore "${lock}" for method "${by}"...`, place(186)]];
  }
  return isFile ? [["DEBUG", logger, `Released file lock "${lock}" at ${path} for method "${by}"...`, place(234)]] : [];
}

function commandLines(service: Service, what: Extract<What, { readonly command: string }>, dialect: Dialect): readonly Template[] {
  const { command } = what;
  if (service === "neutron-agent") {
    const project = dialect === "grizzly" ? "quantum" : "neutron";
    const logger = `${project}.agent.linux.utils`;
    const words = dialect === "grizzly" ? command : `[${command.split(" ").map((word) => `'${word}'`).join(", ")}]`;
    if (what.kind === "command-began") return [["DEBUG", logger, `Running command: ${words}`, `create_process ${project}/agent/linux/utils.py:92`]];
    return dialect === "grizzly"
      ? [["DEBUG", logger, `\nCommand: [${command.split(" ").map((word) => `'${word}'`).join(", ")}]\nExit code: 0\nStdout: ''\nStderr: ''`, "execute quantum/agent/linux/utils.py:59"]]
      : [["DEBUG", logger, "Exit code: 0", "execute neutron/agent/linux/utils.py:156"]];
  }
  if (dialect === "grizzly") {
    return what.kind === "command-began"
      ? [["DEBUG", "nova.utils", `Running cmd (subprocess): ${command}`, "execute nova/utils.py:208"]]
      : [["DEBUG", "nova.utils", "Result was 0", "execute nova/utils.py:226"]];
  }
  return what.kind === "command-began"
    ? [["DEBUG", "oslo_concurrency.processutils", `Running cmd (subprocess): ${command}`, "execute oslo_concurrency/processutils.py:384"]]
    : [["DEBUG", "oslo_concurrency.processutils", `CMD "${command}" returned: 0 in ${seconds(what.tookUs)}s`, "execute oslo_concurrency/processutils.py:422"]];
}

function accessLine(service: Service, { method, path, status, bytes, tookUs }: Extract<What, { readonly kind: "served" }>, dialect: Dialect): Template {
  const call = `"${method} ${path} HTTP/1.1"`;
  const took = (tookUs / 1e6).toFixed(7);
  if (service === "placement-api") return ["INFO", "placement.requestlog", `127.0.0.1 "${method} ${path}" status: ${String(status)} len: ${String(bytes)} microversion: 1.36`];
  if (service === "neutron-server") {
    return dialect === "grizzly"
      ? ["INFO", "quantum.wsgi", `127.0.0.1 - - [14/May/2013 09:31:02] ${call} ${String(status)} ${String(bytes)} ${(tookUs / 1e6).toFixed(6)}`]
      : ["INFO", "neutron.wsgi", `127.0.0.1 ${call} status: ${String(status)}  len: ${String(bytes)} time: ${took}`];
  }
  if (dialect === "zed") return ["INFO", "nova.api.openstack.requestlog", `127.0.0.1 "${method} ${path}" status: ${String(status)} len: ${String(bytes)} microversion: 2.1 time: ${(tookUs / 1e6).toFixed(6)}`];
  const old = dialect === "grizzly" ? call.replace("/v2.1/", `/v2/${PROJECT}/`) : call;
  return ["INFO", "nova.osapi_compute.wsgi.server", `127.0.0.1 ${old} status: ${String(status)} len: ${String(bytes)} time: ${took}`];
}

/** What libvirt's events make nova say belongs to no request. */
function isSaidOutside({ what }: ServiceFact, dialect: Dialect): boolean {
  if (what.kind !== "step") return false;
  return what.step === "destroyed" || what.step === "deallocating" || what.step === "took-deallocate" || (dialect === "grizzly" && (what.step === "lifecycle" || what.step === "spawned"));
}

function isTagged({ what }: ServiceFact, dialect: Dialect): boolean {
  if (what.kind !== "step") return false;
  if (dialect === "grizzly" && what.step === "lifecycle") return false;
  return !UNTAGGED.has(what.step);
}

const UNTAGGED: ReadonlySet<string> = new Set(["create-called", "scheduling-started", "claim-attempted", "inventory-unchanged", "vif-plugging", "vif-plugged", "destinations-selected", "allocations-deleted"]);

function filled(message: string, what: What, boot: Boot | undefined, dialect: Dialect): string {
  if (!message.includes("{") || what.kind !== "step") return message;
  const values: Record<string, string | number> = { ...what.values };
  if (boot !== undefined) Object.assign(values, { uuid: boot.uuid, name: boot.name, domain: boot.domain, mac: boot.mac, port: boot.portId, vif: vifOf(boot), xml: domainXml(boot, dialect), json: createBody(boot) });
  if (typeof values["state"] === "string") values["stateNumber"] = ["Started", "Stopped", "Paused", "Resumed"].indexOf(values["state"]);
  if (typeof values["elapsedUs"] === "number") values["elapsed"] = (values["elapsedUs"] / 1e6).toFixed(3);
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function createBody({ name }: Boot): string {
  return `{"server": {"name": "${name}", "imageRef": "c344a7a6-3f40-4584-aea5-761302e581bf", "flavorRef": "t64", "networks": [{"uuid": "ea973199-0cf7-4cd0-b675-fde48fadcfb3"}]}}`;
}

function vifOf({ portId, mac, address }: Boot): string {
  return `[{"id": "${portId}", "address": "${mac}", "network": {"id": "ea973199-0cf7-4cd0-b675-fde48fadcfb3", "bridge": "brqea973199-0c", "subnets": [{"ips": [{"address": "${address}", "type": "fixed"}]}]}, "type": "bridge", "devname": "tap${portId.slice(0, 11)}"}]`;
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(3);
}

