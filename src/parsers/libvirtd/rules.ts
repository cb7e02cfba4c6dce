import { quitRequested } from "./banner.ts";
import { callRead, clientLimitHit, clientMode, keepaliveLost, modeOfClient, readCall, replySent, sendReply, servicesSuspended } from "./client-requests.ts";
import { aboutToRun, commandDone, commandForked } from "./commands.ts";
import { dequeue, dequeuedCall, enqueue, enqueuedCall } from "./dispatch.ts";
import { startedJob, startingJob, stoppingJob } from "./domain-jobs.ts";
import { connectMonitor, killProcess, launchStep, shutDown, startStep } from "./domain-process.ts";
import { apiLookup, apiOnDomain, creating, tainted } from "./identities.ts";
import type { Context } from "./life.ts";
import { commandSent, enterMonitor, exitMonitor, monitorClosed, monitorOpened, receiveEvent, receiveReply, replyReceived, sendCommand } from "./monitor.ts";
import type { Noted } from "./noted.ts";
import type { LibvirtRecord } from "./record.ts";
import { cannotStartJob, lockNotAcquired } from "./refusals.ts";
import { beginThreadJob, dispatchedProcedure, dispatchProcedure, endThreadJob, runsWorker, threadJobBegun, threadJobEnded } from "./thread-jobs.ts";

/** A message to act on: logged by one of these functions (their names changed over the releases) and beginning with this text. */
export interface Rule {
  readonly functions: readonly string[];
  readonly starts: string;
  readonly apply: (record: LibvirtRecord, context: Context) => void;
  /** How such messages are read by bytes. */
  readonly noted?: Noted;
  /** It answers a `Cannot start job` of the same thread just before. */
  readonly isAnswer?: true;
}

/** qemu ≤ 8.8 and ≥ 8.9 (src/conf/virdomainjob.c), libxl and lxc. */
const BEGIN_JOB = ["qemuDomainObjBeginJobInternal", "virDomainObjBeginJobInternal", "virDomainObjBeginJob", "libxlDomainObjBeginJob", "virLXCDomainObjBeginJob"];
const END_JOB = ["Job", "AsyncJob", "AgentJob", "JobWithAgent"].flatMap((job) => [`qemuDomainObjEnd${job}`, `virDomainObjEnd${job}`]);

/** Wherever the steps of a start were logged: all in one function at first, split since 1.3.0. Nothing but a start goes through the first ones. */
const LAUNCH = ["qemuProcessStart", "qemuProcessLaunch"];
const START = [
  "qemuProcessInit",
  "qemuProcessStartValidate",
  "qemuProcessPrepareDomain",
  "qemuProcessPrepareDomainStorage",
  "qemuProcessPrepareHost",
  "qemuProcessRefreshState",
  "qemuProcessFinishStartup",
];

const SECTION_ENTER = ["MonitorInternal", "Monitor", "MonitorWithDriver", "Agent", "Remote", "RemoteWithDriver"].map((what) => `qemuDomainObjEnter${what}`);
const SECTION_EXIT = ["MonitorInternal", "Monitor", "MonitorWithDriver", "Agent", "Remote", "RemoteWithDriver"].map((what) => `qemuDomainObjExit${what}`);

/** Public API (src/libvirt.c, src/libvirt-domain.c) on one domain that a cloud's boots, deletes and periodic tasks call. */
const DOMAIN_API = `Create CreateWithFlags CreateWithFiles Destroy DestroyFlags Undefine UndefineFlags Shutdown ShutdownFlags Reboot Reset Suspend Resume
  GetInfo GetState GetXMLDesc GetVcpus GetVcpusFlags GetJobInfo GetJobStats GetInterfaceParameters GetBlockInfo GetMetadata SetMetadata GetSchedulerParameters
  AttachDevice AttachDeviceFlags DetachDevice DetachDeviceFlags DetachDeviceAlias UpdateDeviceFlags BlockStats BlockStatsFlags InterfaceStats MemoryStats
  InterfaceAddresses BlockJobAbort BlockCopy BlockRebase BlockCommit BlockPull BlockResize BlockPeek Save SaveFlags ManagedSave ManagedSaveRemove CoreDump
  Migrate Migrate2 Migrate3 MigrateToURI MigrateToURI2 MigrateToURI3 MigrateGetMaxSpeed MigrateSetMaxSpeed MigrateSetMaxDowntime MigrateStartPostCopy AbortJob
  SnapshotCreateXML SnapshotNum HasManagedSaveImage PinVcpu PinVcpuFlags SetVcpus SetVcpusFlags SetMemory SetMemoryFlags SetSchedulerParameters
  SetUserPassword SetTime FSFreeze FSThaw OpenConsole ScreenshotGetMimeType Screenshot SetAutostart GetAutostart IsActive IsPersistent PMSuspendForDuration`
  .trim()
  .split(/\s+/)
  .map((name) => `virDomain${name}`);

/**
 * What the parser reads, as data. Order matters among the rules of one function: the first whose text the message starts with.
 */
export const RULES: readonly Rule[] = [
  { functions: ["virNetServerDispatchNewMessage"], starts: "server=", apply: enqueue, noted: enqueuedCall },
  { functions: ["virNetServerHandleJob", "virNetServerProcessMsg"], starts: "server=", apply: dequeue, noted: dequeuedCall },
  { functions: ["virNetServerProgramDispatch"], starts: "prog=", apply: dispatchProcedure, noted: dispatchedProcedure },
  { functions: ["virNetServerClientDispatchRead"], starts: "RPC_SERVER_CLIENT_MSG_RX: ", apply: readCall, noted: callRead },
  { functions: ["virNetServerClientDispatchRead"], starts: "Client hit max requests limit", apply: clientLimitHit },
  { functions: ["virNetServerClientSendMessageLocked", "virNetServerClientSendMessage"], starts: "RPC_SERVER_CLIENT_MSG_TX_QUEUE: ", apply: sendReply, noted: replySent },
  { functions: ["virNetServerClientCalculateHandleMode"], starts: "tls=", apply: clientMode, noted: modeOfClient },
  { functions: ["virNetServerCheckLimits", "virNetServerAddClient"], starts: "Temporarily suspending services", apply: servicesSuspended },
  { functions: ["virKeepAliveTimerInternal"], starts: "No response from client ", apply: keepaliveLost },
  { functions: ["virThreadJobSet"], starts: "Thread ", apply: beginThreadJob, noted: threadJobBegun },
  { functions: ["virThreadJobSetWorker"], starts: "Thread ", apply: runsWorker },
  { functions: ["virThreadJobClear"], starts: "Thread ", apply: endThreadJob, noted: threadJobEnded },
  { functions: ["virNetDaemonQuit", "virNetDaemonQuitExecRestart", "virNetServerQuit"], starts: "Quit requested", apply: quitRequested },

  { functions: BEGIN_JOB, starts: "Starting ", apply: startingJob },
  { functions: BEGIN_JOB, starts: "Started ", apply: startedJob },
  { functions: BEGIN_JOB, starts: "Cannot start job ", apply: cannotStartJob },
  { functions: BEGIN_JOB, starts: "Timed out during operation: cannot acquire state change lock", apply: lockNotAcquired, isAnswer: true },
  { functions: BEGIN_JOB, starts: "operation failed: cannot acquire state change lock", apply: lockNotAcquired, isAnswer: true },
  { functions: BEGIN_JOB, starts: "cannot acquire state change lock", apply: lockNotAcquired, isAnswer: true },
  { functions: [...END_JOB, "libxlDomainObjEndJob", "virLXCDomainObjEndJob"], starts: "Stopping ", apply: stoppingJob },

  { functions: LAUNCH, starts: "", apply: launchStep },
  { functions: START, starts: "", apply: startStep },
  { functions: ["qemuProcessWaitForMonitor", "qemuConnectMonitor"], starts: "Connect monitor to ", apply: connectMonitor },
  { functions: ["qemuProcessKill"], starts: "vm=", apply: killProcess },
  { functions: ["qemuProcessStop", "qemudShutdownVMDaemon"], starts: "Shutting down ", apply: shutDown },

  { functions: SECTION_ENTER, starts: "Entering ", apply: enterMonitor },
  { functions: SECTION_EXIT, starts: "Exited ", apply: exitMonitor },
  { functions: ["qemuMonitorOpenInternal", "qemuMonitorOpen"], starts: "QEMU_MONITOR_NEW: ", apply: monitorOpened },
  { functions: ["qemuMonitorClose"], starts: "QEMU_MONITOR_CLOSE: ", apply: monitorClosed },
  { functions: ["qemuMonitorSend"], starts: "QEMU_MONITOR_SEND_MSG: ", apply: sendCommand, noted: commandSent },
  { functions: ["qemuMonitorJSONIOProcessLine"], starts: "QEMU_MONITOR_RECV_REPLY: ", apply: receiveReply, noted: replyReceived },
  { functions: ["qemuMonitorJSONIOProcessLine"], starts: "QEMU_MONITOR_RECV_EVENT: ", apply: receiveEvent },

  { functions: ["virCommandRunAsync"], starts: "About to run ", apply: aboutToRun },
  { functions: ["virCommandRunAsync"], starts: "Command result ", apply: commandForked },
  { functions: ["virCommandRun"], starts: "Result ", apply: commandDone },

  { functions: DOMAIN_API, starts: "dom=", apply: apiOnDomain },
  { functions: ["virDomainLookupByUUID", "virDomainLookupByName"], starts: "conn=", apply: apiLookup },
  { functions: ["qemuDomainObjTaint", "qemuDomainObjTaintMsg"], starts: "Domain id=", apply: tainted },
  { functions: ["qemuDomainDefineXMLFlags", "qemuDomainDefineXML", "qemudDomainDefine", "qemuDomainDefine"], starts: "Creating domain '", apply: creating },
];

const byFunction: ReadonlyMap<string, readonly Rule[]> = new Map(
  [...new Set(RULES.flatMap((rule) => rule.functions))].map((name) => [name, RULES.filter((rule) => rule.functions.includes(name))]),
);

/** Without the function (journal text), the beginning of the message decides; a beginning such as `vm=` says too little. */
const WITHOUT_FUNCTION: readonly Rule[] = RULES.filter((rule) => !/^\w*=?$/.test(rule.starts));

/** What messages begin with that are read although they name no function. */
export const WITHOUT_FUNCTION_STARTS: readonly string[] = ["libvirt version: ", "hostname: ", ...new Set(WITHOUT_FUNCTION.map(({ starts }) => starts))];

/** The rule for a message, if any. */
export function ruleFor(func: string | undefined, message: string): Rule | undefined {
  return firstFitting(func === undefined ? WITHOUT_FUNCTION : (rulesOf(func) ?? []), message, 0);
}

export function rulesOf(func: string): readonly Rule[] | undefined {
  return byFunction.get(func);
}

/** The rule for the message that begins at `from`. */
export function firstFitting(rules: readonly Rule[], text: string, from: number): Rule | undefined {
  for (const rule of rules) if (text.startsWith(rule.starts, from)) return rule;
  return undefined;
}
