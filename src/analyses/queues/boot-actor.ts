import type { Actor, TracedInstance } from "../../model/trace.ts";

/** A service that works on the boot of an instance, which of its processes is not known. `index`: into the trace's instances. */
export function bootActor(service: string, host: string | undefined, { bootRequestIds }: TracedInstance, index: number): Actor {
  return { service, host, pid: undefined, tid: undefined, requestId: bootRequestIds[0], globalRequestId: undefined, instance: index, role: "boot" };
}
