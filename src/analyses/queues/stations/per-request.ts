import type { Trace, TracedInstance } from "../../../model/trace.ts";

/** A boot of a request, by its index among the trace's instances. */
export interface RequestedBoot {
  readonly index: number;
  readonly instance: TracedInstance;
  readonly requestId: string;
}

/** What each request shows of itself. One may be of many instances, which conductors and schedulers work on together: the first that shows anything stands for all. */
export function perRequest<Shown>({ instances }: Pick<Trace, "instances">, shownBy: (boot: RequestedBoot) => readonly Shown[]): readonly Shown[] {
  const shown = new Map<string, readonly Shown[]>();
  for (const [index, instance] of instances.entries()) {
    const [requestId] = instance.bootRequestIds;
    if (requestId === undefined || shown.has(requestId)) continue;
    const own = shownBy({ index, instance, requestId });
    if (own.length > 0) shown.set(requestId, own);
  }
  return [...shown.values()].flat();
}
