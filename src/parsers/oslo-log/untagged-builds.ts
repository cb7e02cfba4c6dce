import type { LogEvent, MilestoneName } from "../../model/event.ts";
import type { ParserContext } from "../parser.ts";

/** Milestones that nova-compute's adapter of loggers tags with the instance in every release. */
const TAGGED: ReadonlySet<MilestoneName> = new Set(["build-started", "claim-started", "claimed", "spawn-started", "guest-created", "spawned", "built"]);

/** Fewer may be what another program wrote. */
const ENOUGH = 3;

/** Whether builds are told of without their instances, as they are where a deployment's format of lines leaves `%(instance)s` out. */
export function watchTags({ emit, note }: ParserContext): { readonly emit: (event: LogEvent) => void; readonly close: () => void } {
  let tagged = false;
  let untagged = 0;
  let firstLine: number | undefined;
  return {
    emit: (event) => {
      if (event.kind === "milestone" && TAGGED.has(event.milestone)) {
        if (event.head.instanceId !== undefined) tagged = true;
        else if (untagged++ === 0) firstLine = event.head.line;
      }
      emit(event);
    },
    close: () => {
      if (tagged || untagged < ENOUGH) return;
      note({
        code: "untagged-builds",
        severity: "warning",
        message: "nova-compute tells of builds and never of which instance: only what other lines say of it joins them to their boots.",
        hint: 'Restore the defaults of oslo.log in nova.conf: `%(instance)s` before `%(message)s` in logging_context_format_string, and instance_format = "[instance: %(uuid)s] ".',
        line: firstLine,
        text: undefined,
      });
    },
  };
}
