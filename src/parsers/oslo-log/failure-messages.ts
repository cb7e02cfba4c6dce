import { milestone, withInstance, type Message, type Out, type Rule } from "./message.ts";

/**
 * A boot that fails. Sources: nova/compute/manager.py, nova/scheduler/utils.py and driver.py, nova/conductor/manager.py, Folsom – now.
 * From WARNING on the exception may be printed after the fixed text:
 * `Failed to build and run instance: nova.exception.HypervisorUnavailable: Connection to the hypervisor is broken on host`
 */
export function failureRules(): readonly Rule[] {
  return [...failures.map((starts) => ({ starts, read: readFailure })), { starts: "Failed to ", read: readSchedulingFailure }];
}

/** Beginnings of records that put the boot of one instance to an end. */
const failures = [
  "Instance failed to spawn",
  "Instance failed block device setup",
  "Instance failed network setup",
  "Failed to allocate network(s)",
  "Failed to build and run instance",
  "Build of instance ",
  "Could not clean up failed build, not rescheduling",
  "Setting instance to ERROR state",
  "Virtual Interface creation failed",
  "Virtual interface plugging failed for instance",
  "No valid host was found",
  "Exceeded maximum number of retries",
] as const;

const DETAIL_LIMIT = 300;

function readFailure(message: Message, out: Out): boolean {
  if (message.level === "DEBUG" && !message.text.startsWith("Build of instance ")) return false;
  if (message.text.startsWith("Build of instance ") && !BUILD_ENDED.test(message.text)) return false;
  const head = withInstance(message.head, message.text);
  if (head.instanceId === undefined && head.requestId === undefined) return false;
  out.emit(milestone(head, "error", detailOf(message.text)));
  return true;
}

// Build of instance 0e1f… was re-scheduled: Insufficient compute resources
const BUILD_ENDED = /^Build of instance \S+ (?:aborted|was re-scheduled)/;

/** What scheduling one boot is called; the same words tell of migrations and resizes too. */
function readSchedulingFailure(message: Message, out: Out): boolean {
  if (message.level === "DEBUG" || !SCHEDULING.test(message.text)) return false;
  out.emit(milestone(withInstance(message.head, message.text), "error", detailOf(message.text)));
  return true;
}

// Failed to compute_task_build_instances: No valid host was found. There are not enough hosts available.
const SCHEDULING = /^Failed to (?:compute_task_build_instances|scheduler_run_instance|schedule_run_instance|schedule instances)\b/;

function detailOf(text: string): string {
  const line = text.trimEnd();
  return line.length > DETAIL_LIMIT ? `${line.slice(0, DETAIL_LIMIT - 1)}…` : line;
}
