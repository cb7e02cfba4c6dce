import type { MilestoneName } from "../../model/event.ts";
import { numberAt, textAt } from "./columns.ts";
import { domainOf } from "./domain-jobs.ts";
import { isDigit } from "../../lib/digits.ts";
import { CAP, remember, threadKey, type Context, type SentCommand } from "./life.ts";
import { between, field } from "./message-text.ts";
import type { Names } from "./names.ts";
import type { Noted } from "./noted.ts";
import { headOf, messageOf, type LibvirtRecord, type Origin } from "./record.ts";

/**
 * Quicker commands are left out: a boot has hundreds, and the call and monitor section around them cover the same time. On five runs of 10 and 20
 * boots nothing but the commands themselves is missing from the report.
 */
const SHORTEST_US = 10_000;

// Entering monitor (mon=0x7ffa641c1a20 vm=0x7ffa50009010 name=instance-00000023)        1.1.4+
// Entering agent (agent=0x7f vm=0x7f name=web), Entering remote (vm=0x7f name=web)
export function enterMonitor(record: LibvirtRecord, { life, names, emit }: Context): void {
  const message = messageOf(record);
  const domain = domainOf(message);
  const monitor = monitorOf(record, names);
  if (monitor !== undefined && domain !== undefined) remember(life.monitors, monitor, domain);
  const key = sectionKey(message, threadKey(record));
  emit({ kind: "operation-began", head: headOf(record), operation: "monitor-section", name: sectionName(message), key, domain });
}

function monitorOf({ text, from }: LibvirtRecord, names: Names): string | undefined {
  return names.field(text, "mon=", from);
}

// Exited monitor (mon=0x7ffa641c1a20 vm=0x7ffa50009010 name=instance-00000023)
export function exitMonitor(record: LibvirtRecord, { emit }: Context): void {
  emit({ kind: "operation-ended", head: headOf(record), key: sectionKey(messageOf(record), threadKey(record)), outcome: undefined });
}

/** `monitor`, `agent` or `remote`. */
function sectionName(message: string): string {
  return between(message, " ", " ") ?? "monitor";
}

function sectionKey(message: string, thread: string): string {
  return `${sectionName(message)} ${thread} ${field(message, "mon=") ?? field(message, "agent=") ?? ""}`;
}

// qemuMonitorOpenInternal:647 : QEMU_MONITOR_NEW: mon=0x7ffa641c1a20 fd=32          0.9.7+
export function monitorOpened(record: LibvirtRecord, { life, thread, names }: Context): void {
  const monitor = monitorOf(record, names);
  if (monitor === undefined) return;
  life.monitors.delete(monitor);
  if (thread.domain !== undefined) remember(life.monitors, monitor, thread.domain);
}

// qemuMonitorClose:782 : QEMU_MONITOR_CLOSE: mon=0x7ffa600c4a20 refs=1
export function monitorClosed(record: LibvirtRecord, { life, names }: Context): void {
  const monitor = monitorOf(record, names);
  if (monitor !== undefined) life.monitors.delete(monitor);
}

// qemuMonitorSend:861 : QEMU_MONITOR_SEND_MSG: mon=0x7ffa641c1a20 msg={"execute":"query-migrate-capabilities","id":"libvirt-2"}       0.9.7+
// QEMU_MONITOR_SEND_MSG: mon=0x7f52e8006c10 msg=info cpus            a monitor of the text protocol
export function sendCommand(record: LibvirtRecord, context: Context): void {
  const monitor = monitorOf(record, context.names);
  if (monitor !== undefined) sent(record, context, monitor, commandId(record, SENT_ID), commandName(messageOf(record)));
}

export const commandSent: Noted = {
  templates: ['mon={monitor:pointer} msg={"execute":"{command:name}"…"id":"libvirt-{id:number}"}'],
  apply: (record, values, context) => {
    sent(record, context, context.names.pointer(numberAt(values, 0)), numberAt(values, 2).toString(), textAt(values, 1));
  },
};

function sent({ atUs, tid }: Origin, { life }: Context, monitor: string, id: string | undefined, name: string): void {
  const command = life.commands.get(monitor) ?? newCommand(life.commands, monitor);
  command.open = true;
  command.atUs = atUs;
  command.tid = tid;
  command.id = id;
  command.name = name;
}

// qemuMonitorJSONIOProcessLine:240 : QEMU_MONITOR_RECV_REPLY: mon=0x7f3c10004b20 reply={"return": {}, "id": "libvirt-13"}
export function receiveReply(record: LibvirtRecord, context: Context): void {
  const monitor = monitorOf(record, context.names);
  if (monitor !== undefined) received(record, context, monitor, commandId(record, REPLIED_ID), outcomeOf(record));
}

export const replyReceived: Noted = {
  templates: ['mon={monitor:pointer} reply={"return": …"id": "libvirt-{id:number}"}'],
  apply: (record, values, context) => {
    received(record, context, context.names.pointer(numberAt(values, 0)), numberAt(values, 1).toString(), undefined);
  },
};

function received(origin: Origin, { life, emit }: Context, monitor: string, id: string | undefined, outcome: string | undefined): void {
  const command = life.commands.get(monitor);
  if (command?.open !== true || command.id !== id) return;
  command.open = false;
  const durationUs = origin.atUs - command.atUs;
  if (durationUs < SHORTEST_US) return;
  // The reply is read by an event loop; the work is that of the thread that waits for it.
  const own = { ...headOf(origin), tid: command.tid };
  emit({ kind: "operation-completed", head: own, operation: "monitor-command", name: command.name, durationUs, outcome });
}

/** What is returned may itself speak of errors. */
function outcomeOf({ text, from }: LibvirtRecord): string | undefined {
  if (text.includes(' reply={"return": ', from)) return undefined;
  return text.includes(' reply={"error":', from) || text.includes('"error": {"class"', from) ? "error" : undefined;
}

/** A place for what is sent to a monitor, used again for each command. Where there are too many, those that wait for no reply go first. */
function newCommand(commands: Map<string, SentCommand>, monitor: string): SentCommand {
  if (commands.size >= CAP) for (const [other, { open }] of commands) if (!open) commands.delete(other);
  const command: SentCommand = { open: false, atUs: NaN, tid: undefined, id: undefined, name: "" };
  remember(commands, monitor, command);
  return command;
}

const SENT_ID = '"id":"libvirt-';
const REPLIED_ID = '"id": "libvirt-';

// {"execute":"query-status","id":"libvirt-14"}     {"return": {}, "id": "libvirt-14"}
/** It stands at the end, so it is looked for from there. Old releases give their commands none. */
function commandId({ text, from }: LibvirtRecord, key: string): string | undefined {
  const last = text.length - 2;
  let digits = last;
  while (isDigit(text.charCodeAt(digits - 1))) digits--;
  if (text[last] === '"' && text.startsWith(key, digits - key.length)) return text.slice(digits, last);
  const at = text.lastIndexOf(key);
  if (at < from) return undefined;
  const start = at + key.length;
  const end = text.indexOf('"', start);
  return end < 0 ? undefined : text.slice(start, end);
}

/** `execute` of QMP; the first line of a text command. */
function commandName(message: string): string {
  const text = message.slice(message.indexOf(" msg=") + " msg=".length);
  const name = between(text, '"execute":"', '"') ?? between(text, '"execute": "', '"');
  return (name ?? (text.startsWith("{") ? "?" : text.trim())).slice(0, 200);
}

const GUEST_EVENTS: ReadonlyMap<string, MilestoneName> = new Map([
  ["RESUME", "guest-resumed"],
  ["STOP", "guest-paused"],
  ["SHUTDOWN", "guest-stopped"],
]);

// qemuMonitorJSONIOProcessLine:235 : QEMU_MONITOR_RECV_EVENT: mon=0x7f3c10004b20 event={"timestamp": {…}, "event": "STOP"}
export function receiveEvent(record: LibvirtRecord, { life, emit }: Context): void {
  const message = messageOf(record);
  const milestone = GUEST_EVENTS.get(between(message, '"event": "', '"') ?? "");
  const domain = life.monitors.get(field(message, "mon=") ?? "");
  if (milestone !== undefined && domain !== undefined) emit({ kind: "milestone", head: headOf(record), milestone, domain, detail: undefined });
}
