import type { LibvirtCall } from "../facts.ts";
import type { Boot } from "../model/boot.ts";
import type { World } from "../model/world.ts";
import type { Dialect } from "../scenarios/scenario.ts";
import { epochUs, osloInstant } from "./clock.ts";
import { domainXml } from "./domain-xml.ts";

/** libvirtd of the release's time: what its debug log says, and how. */
interface Era {
  readonly version: string;
  /** What the pool calls its workers. */
  readonly workerName: string;
  readonly saysThreadJobs: boolean;
  readonly beginJob: string;
  readonly endJob: string;
  /** Before 1.1.4 only that the job was got is said, in the word that later means it is asked for. */
  readonly namesApi: boolean;
}

const ERAS: Readonly<Record<Dialect, Era>> = {
  grizzly: { version: "1.0.2", workerName: "", saysThreadJobs: false, beginJob: "qemuDomainObjBeginJobInternal:774", endJob: "qemuDomainObjEndJob:881", namesApi: false },
  ocata: { version: "2.5.0", workerName: "virNetServerHandleJob", saysThreadJobs: true, beginJob: "qemuDomainObjBeginJobInternal:2245", endJob: "qemuDomainObjEndJob:2434", namesApi: true },
  zed: { version: "9.0.0", workerName: "rpc-libvirtd", saysThreadJobs: true, beginJob: "virDomainObjBeginJobInternal:318", endJob: "virDomainObjEndJob:623", namesApi: true },
};

/** src/remote/remote_protocol.x */
const PROCEDURES: Readonly<Record<LibvirtCall["call"], number>> = {
  ConnectGetLibVersion: 157,
  ConnectListAllDomains: 273,
  DomainLookupByUUID: 24,
  DomainGetInfo: 16,
  DomainGetXMLDesc: 14,
  DomainDefineXML: 11,
  DomainCreateWithFlags: 196,
  DomainResume: 28,
  DomainDestroy: 12,
  DomainUndefineFlags: 231,
};

/** The daemon's own thread, whose id is that of the process. */
export const EVENT_LOOP = 24_091;
const FIRST_WORKER = 24_098;
const SERVER = "0x55e0642a9880";
const CLIENT = "0x55e0642e5070";

export function tidOf(worker: number): number {
  return FIRST_WORKER + worker;
}

/** A line to be, with what decides its place among others of the same instant: replies make room for what is read. */
interface Draft {
  readonly atUs: number;
  readonly rank: number;
  readonly tid: number;
  readonly text: string;
}

const RANK = { end: -1, reply: 0, read: 1, take: 2, inside: 3 } as const;

export function writeLibvirtd(world: World): string {
  const { scenario, boots } = world;
  const era = ERAS[scenario.dialect];
  const calls = world.facts.filter((fact): fact is LibvirtCall => fact.kind === "libvirt-call").sort((a, b) => a.readUs - b.readUs || a.serial - b.serial);
  const drafts = calls.flatMap((call) => linesOf(call, call.boot === undefined ? undefined : boots[call.boot], era, scenario.dialect));
  drafts.push(...socketLines(calls, scenario.limits.libvirtRequests));
  drafts.sort((a, b) => a.atUs - b.atUs || a.rank - b.rank);
  const line = (atUs: number, tid: number, text: string): string => `${osloInstant(epochUs(scenario.dialect, atUs))}+0000: ${String(tid)}: ${text}\n`;
  const banner = line(400_000, EVENT_LOOP, `info : libvirt version: ${era.version}`) + (scenario.dialect === "grizzly" ? "" : line(400_000, EVENT_LOOP, "info : hostname: lab1"));
  const workers = era.saysThreadJobs ? Array.from({ length: 5 }, (_, worker) => line(401_000, tidOf(worker), `debug : virThreadJobSetWorker:75 : Thread ${String(tidOf(worker))} is running worker ${era.workerName}`)).join("") : "";
  return banner + workers + drafts.map(({ atUs, tid, text }) => line(atUs, tid, text)).join("");
}

function linesOf(call: LibvirtCall, boot: Boot | undefined, era: Era, dialect: Dialect): readonly Draft[] {
  const tid = tidOf(call.worker);
  const procedure = String(PROCEDURES[call.call]);
  const serial = String(call.serial);
  const message = messageOf(call);
  const job = `remoteDispatch${call.call}`;
  const thread = `Thread ${String(tid)}${era.workerName === "" ? "" : ` (${era.workerName})`}`;
  const pool = `server=${SERVER} client=${CLIENT} message=${message}`;
  const drafts: Draft[] = [];
  const add = (atUs: number, rank: number, by: number, text: string): void => void drafts.push({ atUs, rank, tid: by, text });

  add(call.takenUs, RANK.take, tid, `debug : virNetServerHandleJob:152 : ${pool} prog=0x55e0642bbc10`);
  add(call.takenUs, RANK.take, tid, `debug : virNetServerProgramDispatch:280 : prog=536903814 ver=1 type=0 status=0 serial=${serial} proc=${procedure}`);
  if (era.saysThreadJobs) add(call.takenUs, RANK.take, tid, `debug : virThreadJobSet:93 : ${thread} is now running job ${job}`);
  add(call.takenUs, RANK.take, tid, apiEntry(call, boot, dialect));
  if (boot !== undefined) for (const draft of insideLines(call, boot, era, tid)) drafts.push(draft);
  if (era.saysThreadJobs) add(call.atUs, RANK.reply, tid, `debug : virThreadJobClear:118 : ${thread} finished job ${job} with ret=0`);
  add(call.atUs, RANK.reply, tid, `info : virNetServerClientSendMessageLocked:1458 : RPC_SERVER_CLIENT_MSG_TX_QUEUE: client=${CLIENT} len=36 prog=536903814 vers=1 proc=${procedure} type=1 status=0 serial=${serial}`);
  add(call.atUs, RANK.reply, tid, `debug : virNetServerClientCalculateHandleMode:152 : tls=(nil) hs=-1, rx=(nil) tx=${message}`);
  return drafts;
}

/** What the event loop says of the client's socket: it is read while fewer calls than the limit are in work. */
function socketLines(calls: readonly LibvirtCall[], limit: number): readonly Draft[] {
  const drafts: Draft[] = [];
  const add = (atUs: number, rank: number, text: string): void => void drafts.push({ atUs, rank, tid: EVENT_LOOP, text });
  const replies = [...calls].sort((a, b) => a.atUs - b.atUs);
  let inWork = 0;
  let replied = 0;
  let wasAtLimit = false;
  const hearReplies = (untilUs: number): void => {
    for (let reply = replies[replied]; reply !== undefined && reply.atUs <= untilUs; reply = replies[(replied += 1)]) {
      if (inWork === limit) add(reply.atUs, RANK.reply, `debug : virNetServerClientCalculateHandleMode:152 : tls=(nil) hs=-1, rx=${messageOf(reply)} tx=(nil)`);
      inWork -= 1;
    }
  };
  for (const call of calls) {
    hearReplies(call.readUs);
    inWork += 1;
    const message = messageOf(call);
    add(call.readUs, RANK.read, `info : virNetServerClientDispatchRead:1224 : RPC_SERVER_CLIENT_MSG_RX: client=${CLIENT} len=28 prog=536903814 vers=1 proc=${String(PROCEDURES[call.call])} type=0 status=0 serial=${String(call.serial)}`);
    add(call.readUs, RANK.read, `debug : virKeepAliveCheckMessage:365 : ka=0x55e0642da170, client=${CLIENT}, msg=${message}`);
    if (inWork === limit) {
      if (!wasAtLimit) add(call.readUs, RANK.read, `warning : virNetServerClientDispatchRead:1267 : Client hit max requests limit ${String(limit)}. This may result in keep-alive timeouts. Consider tuning the max_client_requests server parameter`);
      wasAtLimit = true;
    }
    add(call.readUs, RANK.read, `debug : virNetServerClientCalculateHandleMode:152 : tls=(nil) hs=-1, rx=${inWork === limit ? "(nil)" : `0x55e06${(0x400000 + call.serial * 0x70).toString(16)}`} tx=(nil)`);
    add(call.readUs, RANK.read, `debug : virNetServerDispatchNewMessage:203 : server=${SERVER} client=${CLIENT} message=${message}`);
  }
  hearReplies(Infinity);
  return drafts;
}

function messageOf({ serial }: LibvirtCall): string {
  return `0x55e0642${(0xb0000 + (serial % 61) * 0x4a0).toString(16)}`;
}

function apiEntry({ call }: LibvirtCall, boot: Boot | undefined, dialect: Dialect): string {
  if (call === "ConnectListAllDomains") return "debug : virConnectListAllDomains:6472 : conn=0x55e0642d8190, domains=0x7ffa7b7fb9e0, flags=0x1";
  if (call === "ConnectGetLibVersion" || boot === undefined) return "debug : virConnectGetLibVersion:234 : conn=0x55e0642d8190, libVir=0x7ffa787f5930";
  if (call === "DomainLookupByUUID") return `debug : virDomainLookupByUUID:369 : conn=0x55e0642d8190, uuid=${boot.uuid}`;
  if (call === "DomainDefineXML") return `debug : virDomainDefineXML:6611 : conn=0x55e0642d8190, xml=${domainXml(boot, dialect)}`;
  const flags = call.endsWith("Flags") ? ", flags=0x1" : call === "DomainGetInfo" ? ", info=0x7ffa7affa8e0" : "";
  return `debug : vir${call}:${LINES[call]} : dom=0x7ffa6002b8b0, (VM: name=${boot.domain}, uuid=${boot.uuid})${flags}`;
}

const LINES = { DomainGetInfo: "2663", DomainGetXMLDesc: "2819", DomainCreateWithFlags: "7074", DomainResume: "719", DomainDestroy: "503", DomainUndefineFlags: "6775" } as const;

function insideLines(call: LibvirtCall, boot: Boot, era: Era, tid: number): readonly Draft[] {
  const vm = `vm=0x7ffa5${(0x0090 + boot.index).toString(16).padStart(4, "0")}010`;
  const who = `${vm} name=${boot.domain}`;
  const drafts: Draft[] = [];
  const add = (atUs: number, text: string): void => void drafts.push({ atUs, rank: atUs === call.atUs ? RANK.end : RANK.inside, tid, text });
  const { job } = call;
  const isStart = call.call === "DomainCreateWithFlags";
  const kind = call.call === "DomainDestroy" ? "destroy" : "modify";
  if (call.call === "DomainDefineXML") add(call.takenUs + 1, `info : qemuDomainDefineXMLFlags:6441 : Creating domain '${boot.domain}'`);
  if (job !== undefined) {
    if (era.namesApi) {
      const asked = isStart ? "job=none agentJob=none asyncJob=start" : `job=${kind} agentJob=none asyncJob=none`;
      const asking = era.version === "9.0.0" ? `Starting job: API=remoteDispatch${call.call} ${asked}` : `Starting ${isStart ? "async job: start" : `job: ${kind}`}`;
      add(job.wantedUs, `debug : ${era.beginJob} : ${asking} (${who}, current job=none${era.version === "9.0.0" ? " agentJob=none" : ""} async=none)`);
      add(job.gotUs, `debug : ${era.beginJob} : Started ${isStart ? `async job: start (${who})` : `job: ${kind} (async=none ${who})`}`);
    } else add(job.gotUs, `debug : ${era.beginJob} : Starting job: ${kind} (async=none)`);
  }
  for (const { name, atUs } of call.inside) {
    for (const text of STEP_LINES[name](boot, who)) add(atUs, `debug : ${text}`);
  }
  if (job !== undefined) {
    add(job.leftUs, era.namesApi ? `debug : ${era.endJob} : Stopping ${isStart ? `async job: start (${who})` : `job: ${kind} (async=none ${who})`}` : `debug : ${era.endJob} : Stopping job: ${kind} (async=none)`);
  }
  return drafts;
}

const STEP_LINES: Readonly<Record<LibvirtCall["inside"][number]["name"], (boot: Boot, who: string) => readonly string[]>> = {
  validate: (_boot, who) => [`qemuProcessStart:8130 : conn=0x55e0642d8190 driver=0x55e064300470 ${who} id=-1 asyncJob=start`, `qemuProcessInit:5720 : Beginning VM startup process`],
  host: () => ["qemuProcessPrepareHost:7243 : Preparing network devices", "qemuProcessPrepareHost:7295 : Preparing disks (host)"],
  "qemu-started": (boot, who) => ["qemuProcessLaunch:7685 : Creating domain log file", `qemuProcessLaunch:7783 : QEMU ${who} running with pid=${String(boot.qemuPid)}`],
  cgroup: () => ["qemuProcessLaunch:7807 : Setting up domain cgroup (if required)"],
  labelling: () => ["qemuProcessLaunch:7837 : Setting domain security labels"],
  monitor: () => ["qemuProcessLaunch:7877 : Waiting for monitor to show up"],
  "status-written": () => ["qemuProcessFinishStartup:8096 : Writing domain status to disk"],
  killing: (boot, who) => [`qemuProcessKill:8268 : ${who} pid=${String(boot.qemuPid)} flags=0x1`],
  killed: (boot, who) => [`qemuProcessStop:8352 : Shutting down ${who} id=${String(boot.index + 1)} pid=${String(boot.qemuPid)}, reason=destroyed, asyncJob=none, flags=0x0`],
};
