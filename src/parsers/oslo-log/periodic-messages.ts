import { numberAt, secondsToUs } from "./decimal.ts";
import { completed, type Message, type Out, type Rule } from "./message.ts";

/**
 * Periodic tasks, those that ran longer than their interval, and functions timed by a decorator. Sources:
 * openstack/common/periodic_task.py and loopingcall.py (Folsom – Kilo), oslo_service/periodic_task.py and loopingcall.py, nova/utils.py. One line:
 * `Function 'nova.servicegroup.drivers.db.DbDriver._report_state' run outlasted interval by 12.50 sec`
 */
export function periodicRules(): readonly Rule[] {
  return [
    { starts: "Running periodic task ", read: readRunning },
    { starts: "Function ", read: readOutlasted },
    { starts: "task ", read: readOutlasted },
    { starts: "timefunc: '", read: readTimed },
    { starts: "Request filter '", read: readTimed },
  ];
}

/** Only its start is logged: it takes no known time, but tells whose request this is. `Running periodic task ComputeManager._sync_power_states` */
function readRunning(message: Message, out: Out, from: number): boolean {
  const end = message.text.indexOf(" ", from);
  out.emit(completed(message.head, "periodic-task", message.text.slice(from, end < 0 ? undefined : end), 0));
  return true;
}

function readOutlasted(message: Message, out: Out, from: number): boolean {
  const { text } = message;
  const at = text.indexOf("run outlasted interval by ");
  const durationUs = at < 0 ? undefined : secondsToUs(numberAt(text, at + 26));
  if (durationUs === undefined) return false;
  const name = text.slice(from, Math.max(from, at - 1)).replace(/^'|'$/g, "");
  out.emit(completed(message.head, "periodic-overrun", name === "" ? "periodic task" : name, durationUs));
  return true;
}

/** `timefunc: '_sync_power_states' took 1.02 secs` (Folsom – Havana), `Request filter 'accelerators_filter' took 0.0 seconds` */
function readTimed(message: Message, out: Out, from: number): boolean {
  const at = message.text.indexOf("' took ", from);
  const durationUs = at < 0 ? undefined : secondsToUs(numberAt(message.text, at + "' took ".length));
  if (durationUs === undefined) return false;
  out.emit(completed(message.head, "function", message.text.slice(from, at), durationUs));
  return true;
}
