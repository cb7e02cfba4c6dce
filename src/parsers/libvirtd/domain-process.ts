import { nameDomain } from "./identities.ts";
import { threadKey, type Context } from "./life.ts";
import { between, field } from "./message-text.ts";
import { headOf, messageOf, type LibvirtRecord } from "./record.ts";
import { beginStep, endDomainWork } from "./work.ts";

/**
 * Starting and stopping a QEMU process, src/qemu/qemu_process.c. Every release announces each step by a message of its own and words them
 * differently, so any message of these functions that is prose begins a step, until the next.
 */

// 1.3.0+  qemuProcessStart:8130 : conn=0x55e0642d8190 driver=0x55e064300470 vm=0x7ffa50009010 name=instance-00000023 id=-1 asyncJob=start migrateFrom=…
// 0.9.2+  qemuProcessStart:3217 : Beginning VM startup process          (qemuProcessInit, 1.3.0+)
//         qemuProcessLaunch:7795 : Waiting for handshake from child
export function startStep(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const { thread } = context;
  const named = processName(message);
  if (named !== undefined) nameDomain(record, context, named, undefined);
  if (message.startsWith("QEMU vm=")) {
    running(record, message, context);
    return;
  }
  if (message === "Beginning VM startup process" || (message.startsWith("conn=") && message.includes(" asyncJob=") && message.includes(" id=-1 "))) {
    beginStart(record, context);
  }
  const step = stepName(message);
  if (step !== undefined && thread.starting) beginStep(record, step, context);
}

/** What only a start goes through: the line that announces it may stand before the log's first, or be filtered away. */
export function launchStep(record: LibvirtRecord, context: Context): void {
  if (stepName(messageOf(record)) !== undefined) beginStart(record, context);
  startStep(record, context);
}

function beginStart(record: LibvirtRecord, { thread, emit }: Context): void {
  if (thread.starting) return;
  thread.starting = true;
  const key = `start ${threadKey(record)}`;
  emit({ kind: "operation-began", head: headOf(record), operation: "domain-start", name: "start", key, domain: thread.domain });
}

// QEMU vm=0x7ffa50009010 name=instance-00000023 running with pid=24939       1.1.4+
function running(record: LibvirtRecord, message: string, { emit, thread }: Context): void {
  const pid = Number(field(message, "pid="));
  if (!Number.isSafeInteger(pid) || pid <= 0) return;
  emit({
    kind: "identity",
    head: headOf(record),
    instanceId: undefined,
    instanceName: undefined,
    domain: between(message, " name=", " running with ") ?? thread.domain,
    portId: undefined,
    requestId: undefined,
    tid: record.tid,
    qemuPid: pid,
    node: undefined,
  });
}

// Connect monitor to vm=0x7ffa50009010 name='instance-00000023'       4.7+
// Connect monitor to 0x7f52e8006c10 'one-118'                         0.9.0 … 4.3.0
export function connectMonitor(record: LibvirtRecord, context: Context): void {
  const named = between(messageOf(record), "'", "'");
  if (named !== undefined) nameDomain(record, context, named, undefined);
  if (context.thread.starting) beginStep(record, "Connect monitor", context);
}

// qemuProcessKill:8268 : vm=0x7ffa5401b230 name=instance-00000030 pid=25416 flags=0x1          1.1.4+
export function killProcess(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  // VIR_QEMU_PROCESS_KILL_NOWAIT (2): only the signal is sent.
  if ((Number(field(message, "flags=")) & 2) !== 0) return;
  const named = processName(message);
  if (named !== undefined) nameDomain(record, context, named, undefined);
  beginStop(record, context);
  beginStep(record, "Killing the QEMU process", context);
}

// 1.1.4+  Shutting down vm=0x7f21a4185e10 name=web id=3 pid=6644, reason=shutdown, asyncJob=none, flags=0
// ≤ 1.1.3 Shutting down VM 'one-118' pid=6120 migrated=0
export function shutDown(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const named = processName(message) ?? between(message, "VM '", "' pid=");
  if (named !== undefined) nameDomain(record, context, named, undefined);
  // A start that fails ends in the thread that tried it.
  if (context.thread.starting) endDomainWork(record, context, "failed");
  beginStop(record, context);
  beginStep(record, "Shutting down", context);
}

function beginStop(record: LibvirtRecord, { thread, emit }: Context): void {
  if (thread.stopping || thread.starting) return;
  thread.stopping = true;
  emit({ kind: "operation-began", head: headOf(record), operation: "domain-stop", name: "stop", key: `stop ${threadKey(record)}`, domain: thread.domain });
}

/** The name in `vm=… name=… id=…` (printed `if=` for a few releases) or before ` pid=`. */
function processName(message: string): string | undefined {
  const at = message.indexOf(" name=", message.indexOf("vm="));
  if (at < 0 || !message.includes("vm=")) return undefined;
  const rest = message.slice(at + " name=".length);
  const end = /\s(?:i[df]|pid|running|uuid)[= ]/.exec(rest);
  return end === null ? undefined : rest.slice(0, end.index);
}

// Preparing disks (host)    setting up hotpluggable cpus    Handshake complete, child running
const PROSE = /^[A-Za-z][a-z]+(?: [A-Za-z()/,-]+)+$/;

/** The text of a step without what varies from one start to the next; undefined for a line that only lists values. */
function stepName(message: string): string | undefined {
  const variable = message.search(/[=\d'":]/);
  // The word that the variable part belongs to goes as well.
  const text = variable < 0 ? message : message.slice(0, Math.max(0, message.lastIndexOf(" ", variable)));
  return PROSE.test(text) && !text.startsWith("qemu") ? text : undefined;
}
