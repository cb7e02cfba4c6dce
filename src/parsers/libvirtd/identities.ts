import type { Context } from "./life.ts";
import { between } from "./message-text.ts";
import { headOf, messageOf, type LibvirtRecord } from "./record.ts";

/** Says which domain the thread works for, once per job of the thread. */
export function nameDomain(record: LibvirtRecord, { thread, emit }: Context, domain: string | undefined, instanceId: string | undefined): void {
  const changed = (domain !== undefined && domain !== thread.domain) || (instanceId !== undefined && instanceId !== thread.instanceId);
  if (!changed) return;
  // A thread that turns to another domain has left the instance of the first.
  const moved = domain !== undefined && thread.domain !== undefined && domain !== thread.domain;
  thread.domain = domain ?? (instanceId !== thread.instanceId && thread.instanceId !== undefined ? undefined : thread.domain);
  thread.instanceId = instanceId ?? (moved ? undefined : thread.instanceId);
  emit({
    kind: "identity",
    head: headOf(record),
    instanceId,
    instanceName: undefined,
    domain,
    portId: undefined,
    requestId: undefined,
    tid: record.tid,
    qemuPid: undefined,
    node: undefined,
  });
}

// virDomainCreateWithFlags:7074 : dom=0x7ffa6002b8b0, (VM: name=instance-00000023, uuid=80fba588-1c3d-44e5-9c79-d5f18c82a052), flags=0x1
export function apiOnDomain(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const named = between(message, "(VM: name=", ", uuid=");
  if (named !== undefined) nameDomain(record, context, named, uuidAfter(message, ", uuid="));
}

// virDomainLookupByUUID:369 : conn=0x55e0642d8190, uuid=80fba588-1c3d-44e5-9c79-d5f18c82a052
// virDomainLookupByName:421 : conn=0x55e0642d8190, name=instance-00000023
export function apiLookup(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const at = message.indexOf(", name=");
  const named = at < 0 ? undefined : message.slice(at + ", name=".length);
  nameDomain(record, context, named, uuidAfter(message, ", uuid="));
}

// qemuDomainObjTaint:1134 : Domain id=4 name='one-118' uuid=c7a90b1e-5d24-4f38-9e6b-02d8a4f1b793 is tainted: high-privileges     0.9.2+
export function tainted(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  nameDomain(record, context, between(message, " name='", "' uuid="), uuidAfter(message, "' uuid="));
}

// qemuDomainDefineXMLFlags:6441 : Creating domain 'instance-00000023'
export function creating(record: LibvirtRecord, context: Context): void {
  nameDomain(record, context, between(messageOf(record), "'", "'"), undefined);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The uuid that stands after the marker. */
export function uuidAfter(text: string, marker: string): string | undefined {
  const at = text.indexOf(marker);
  return at < 0 ? undefined : UUID.exec(text.slice(at + marker.length, at + marker.length + 36))?.[0];
}
