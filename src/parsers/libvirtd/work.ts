import { threadKey, type Context } from "./life.ts";
import { headOf, type Origin } from "./record.ts";

/** All workers of a daemon (`max_workers`, and `prio_workers` beside them) take calls from one queue. */
export const WORKERS = { resource: "permit", lock: "libvirtd workers", scope: "process", form: "job" } as const;

/** The thread begins to run an API; a beginning that is open is ended by it. */
export function beginApi(origin: Origin, name: string, { thread, emit }: Context): void {
  thread.api = name;
  thread.domain = undefined;
  thread.instanceId = undefined;
  thread.running = true;
  emit({ kind: "operation-began", head: headOf(origin), operation: "libvirt-api", name, key: `api ${threadKey(origin)}`, domain: undefined });
}

/** The thread is done with all it had begun: starting or stopping a domain, the API, the call it took from the queue. */
export function finishCall(origin: Origin, context: Context, outcome?: string): void {
  const { thread, emit } = context;
  endDomainWork(origin, context);
  if (thread.running) emit({ kind: "operation-ended", head: headOf(origin), key: `api ${threadKey(origin)}`, outcome });
  if (thread.serving !== undefined) {
    const { key, by } = thread.serving;
    emit({
      kind: "lock-released",
      head: headOf(origin),
      resource: WORKERS.resource,
      lock: WORKERS.lock,
      scope: WORKERS.scope,
      form: WORKERS.form,
      by: thread.api ?? by,
      key,
      holdUs: undefined,
    });
  }
  thread.running = false;
  thread.serving = undefined;
  thread.api = undefined;
  thread.jobBy = undefined;
  thread.domain = undefined;
  thread.instanceId = undefined;
}

/** The start or stop of a domain and its last step are over. */
export function endDomainWork(origin: Origin, { thread, emit }: Context, outcome?: string): void {
  if (!thread.starting && !thread.stopping) return;
  const head = headOf(origin);
  const id = threadKey(origin);
  emit({ kind: "operation-ended", head, key: `step ${id}`, outcome: undefined });
  if (thread.starting) emit({ kind: "operation-ended", head, key: `start ${id}`, outcome });
  if (thread.stopping) emit({ kind: "operation-ended", head, key: `stop ${id}`, outcome });
  thread.starting = false;
  thread.stopping = false;
}

/** A step begins; the one before it ends. */
export function beginStep(origin: Origin, name: string, { thread, emit }: Context): void {
  emit({ kind: "operation-began", head: headOf(origin), operation: "domain-step", name, key: `step ${threadKey(origin)}`, domain: thread.domain });
}
