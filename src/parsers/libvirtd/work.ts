import type { RecordHead } from "../../model/event.ts";
import { threadKey, type Context } from "./life.ts";

/** All workers of a daemon (`max_workers`, and `prio_workers` beside them) take calls from one queue. */
export const WORKERS = { resource: "permit", lock: "libvirtd workers", scope: "process", form: "job" } as const;

/** The thread begins to run an API; a beginning that is open is ended by it. */
export function beginApi(head: RecordHead, name: string, { thread, emit }: Context): void {
  thread.api = name;
  thread.domain = undefined;
  thread.instanceId = undefined;
  thread.running = true;
  emit({ kind: "operation-began", head, operation: "libvirt-api", name, key: `api ${threadKey(head)}`, domain: undefined });
}

/** The thread is done with all it had begun: starting or stopping a domain, the API, the call it took from the queue. */
export function finishCall(head: RecordHead, context: Context, outcome?: string): void {
  const { thread, emit } = context;
  endDomainWork(head, context);
  if (thread.running) emit({ kind: "operation-ended", head, key: `api ${threadKey(head)}`, outcome });
  if (thread.serving !== undefined) {
    const { key, by } = thread.serving;
    emit({ kind: "lock-released", head, ...WORKERS, by: thread.api ?? by, key, holdUs: undefined });
  }
  thread.running = false;
  thread.serving = undefined;
  thread.api = undefined;
  thread.jobBy = undefined;
  thread.domain = undefined;
  thread.instanceId = undefined;
}

/** The start or stop of a domain and its last step are over. */
export function endDomainWork(head: RecordHead, { thread, emit }: Context, outcome?: string): void {
  if (!thread.starting && !thread.stopping) return;
  const id = threadKey(head);
  emit({ kind: "operation-ended", head, key: `step ${id}`, outcome: undefined });
  if (thread.starting) emit({ kind: "operation-ended", head, key: `start ${id}`, outcome });
  if (thread.stopping) emit({ kind: "operation-ended", head, key: `stop ${id}`, outcome });
  thread.starting = false;
  thread.stopping = false;
}

/** A step begins; the one before it ends. */
export function beginStep(head: RecordHead, name: string, { thread, emit }: Context): void {
  emit({ kind: "operation-began", head, operation: "domain-step", name, key: `step ${threadKey(head)}`, domain: thread.domain });
}
