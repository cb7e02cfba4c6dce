import type { Task } from "./engine/resource.ts";

/** What happened in the simulated cloud, in no dialect. The writers say it as the services of a release would have. */
export type Fact = ServiceFact | LibvirtCall;

export type Service = "nova-api" | "nova-conductor" | "nova-scheduler" | "nova-compute" | "neutron-server" | "neutron-agent" | "placement-api" | "keystone";

export interface ServiceFact {
  readonly kind: "service";
  /** µs since the start of the simulation. */
  readonly atUs: number;
  readonly service: Service;
  /** Number of the worker process, from 0. */
  readonly worker: number;
  readonly request: RequestIds | undefined;
  /** Number of the boot whose instance the line is tagged with. */
  readonly tagged: number | undefined;
  readonly what: What;
}

export interface RequestIds {
  readonly id: string;
  /** The request of another service that caused this one. */
  readonly globalId?: string;
  /** On behalf of the user, of a service's own account, or of nobody. */
  readonly as: "user" | "service" | "nobody";
}

export type What =
  | { readonly kind: "lock-wanted"; readonly lock: string; readonly by: string; readonly form: LockForm }
  | { readonly kind: "lock-got"; readonly lock: string; readonly by: string; readonly form: LockForm; readonly waitedUs: number }
  | { readonly kind: "lock-left"; readonly lock: string; readonly by: string; readonly form: LockForm; readonly heldUs: number }
  | { readonly kind: "command-began"; readonly command: string }
  | { readonly kind: "command-ended"; readonly command: string; readonly tookUs: number }
  | { readonly kind: "served"; readonly method: string; readonly path: string; readonly status: number; readonly bytes: number; readonly tookUs: number }
  | { readonly kind: "step"; readonly step: StepName; readonly values: Readonly<Record<string, string | number>> };

/** `decorator`: a function synchronised; `context`: a `with` block; `file`: shared between processes by a lock file. */
export type LockForm = "decorator" | "context" | "file";

export type StepName =
  | "create-called"
  | "delete-called"
  | "running-instances"
  | "destinations-selected"
  | "host-selected"
  | "scheduling-started"
  | "scheduler-selected"
  | "build-started"
  | "claim-attempted"
  | "claim-successful"
  | "inventory-unchanged"
  | "networks-async"
  | "ip-in-background"
  | "allocate-for-instance"
  | "block-devices"
  | "spawn-started"
  | "creating-image"
  | "disks-created"
  | "port-created"
  | "port-updated"
  | "building-network-info"
  | "network-info"
  | "xml-started"
  | "xml-ended"
  | "event-prepared"
  | "vif-plugging"
  | "vif-plugged"
  | "event-received"
  | "event-processed"
  | "event-waited"
  | "lifecycle"
  | "sync-skipped"
  | "guest-created"
  | "spawned"
  | "took-spawn"
  | "took-build"
  | "terminating"
  | "destroy-started"
  | "destroyed"
  | "deleting-files"
  | "files-deleted"
  | "took-destroy"
  | "deallocating"
  | "took-deallocate"
  | "allocations-deleted"
  | "auditing"
  | "resource-view"
  | "periodic-task"
  | "device-details"
  | "port-configured"
  | "loop-started"
  | "loop-ended";

/** One call of nova to libvirtd, all of it. */
export interface LibvirtCall {
  readonly kind: "libvirt-call";
  /** When the reply was sent, µs since the start of the simulation. */
  readonly atUs: number;
  readonly task: Task;
  readonly boot: number | undefined;
  readonly call: LibvirtCallName;
  readonly serial: number;
  /** Sent by the client, read by the daemon, taken by a worker. */
  readonly sentUs: number;
  readonly readUs: number;
  readonly takenUs: number;
  /** Number of the worker, from 0. */
  readonly worker: number;
  /** The domain's job, if the call needs it. */
  readonly job: { readonly wantedUs: number; readonly gotUs: number; readonly leftUs: number } | undefined;
  /** What it did inside: start steps by name, monitor commands. */
  readonly inside: readonly LibvirtStep[];
}

export interface LibvirtStep {
  readonly name: "validate" | "host" | "labelling" | "qemu-started" | "cgroup" | "monitor" | "status-written" | "killing" | "killed";
  readonly atUs: number;
}

export type LibvirtCallName =
  | "ConnectGetLibVersion"
  | "DomainLookupByUUID"
  | "DomainGetInfo"
  | "DomainDefineXML"
  | "DomainCreateWithFlags"
  | "DomainGetXMLDesc"
  | "DomainResume"
  | "DomainDestroy"
  | "DomainUndefineFlags"
  | "ConnectListAllDomains";
