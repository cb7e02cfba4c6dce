import type { LogEvent } from "../../model/event.ts";
import type { ParserContext } from "../parser.ts";

/** A context that leaves out events with an instant, a length, a count or an id of more digits than are counted one by one: such a row is damaged. */
export function countableOnly(context: ParserContext): ParserContext {
  return {
    ...context,
    emit: (event) => {
      if (isCountable(event)) context.emit(event);
      else noteUncountable(context, event.head.line);
    },
  };
}

function isCountable(event: LogEvent): boolean {
  const { atUs, pid, tid } = event.head;
  if (!isSafe(atUs) || !isSafe(pid) || !isSafe(tid)) return false;
  switch (event.kind) {
    case "lock-acquired":
      return isSafe(event.waitUs);
    case "lock-released":
      return isSafe(event.holdUs);
    case "lock-summary":
      return isSafe(event.totalUs) && isSafe(event.maxUs) && isSafe(event.contentions) && isSafe(event.acquisitions);
    default:
      return true;
  }
}

function isSafe(value: number | undefined): boolean {
  return value === undefined || Number.isSafeInteger(value);
}

function noteUncountable(context: ParserContext, line: number): void {
  context.note({
    code: "lock-trace-number-too-large", severity: "warning", message: "Rows of a lock trace hold numbers too large to be times or counts and are left out",
    hint: undefined, line, text: undefined,
  });
}
