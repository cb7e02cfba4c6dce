import { numberAt, secondsToUs } from "./decimal.ts";
import { completed, NAME_LIMIT, type Message, type Out, type Rule } from "./message.ts";

/**
 * The queue of the L3 and DHCP agents. Source: neutron/agent/l3/agent.py, neutron/agent/common/resource_processing_queue.py. From Train
 * on the lines say both how long an update waited in the queue and how long it took:
 * `Starting router update for 984c…, action 3, priority 1, update_id 5f…. Wait time elapsed: 0.001`
 */
export function routerRules(): readonly Rule[] {
  return [
    { starts: "Starting router update for ", read: readStarting },
    { starts: "Starting processing update ", read: readStarting },
    { starts: "Finished a router update for ", read: readFinished },
    { starts: "Finished a router delete for ", read: readFinished },
  ];
}

function readStarting(message: Message, out: Out, from: number): boolean {
  const { text, head } = message;
  const subject = subjectAt(text, from);
  const at = text.lastIndexOf(" Wait time elapsed: ");
  const waitUs = at < 0 ? undefined : secondsToUs(numberAt(text, at + 20));
  if (waitUs !== undefined) out.emit(completed(head, "agent-queued", `${text.startsWith("Starting router") ? "router update" : "update"} ${subject}`, waitUs));
  else if (at < 0 && text.startsWith("Starting router")) {
    out.emit({
      kind: "operation-began",
      head,
      operation: "agent-step",
      name: `router update ${subject}`.slice(0, NAME_LIMIT),
      key: `router ${head.pid ?? ""} ${subject}`,
      domain: undefined,
    });
  } else return false;
  return true;
}

function readFinished(message: Message, out: Out, from: number): boolean {
  const { text, head } = message;
  const subject = subjectAt(text, from);
  const at = text.lastIndexOf(" Time elapsed: ");
  const durationUs = at < 0 ? undefined : secondsToUs(numberAt(text, at + 15));
  if (durationUs !== undefined)
    out.emit(completed(head, "agent-step", `${text.startsWith("Finished a router delete") ? "router delete" : "router update"} ${subject}`, durationUs));
  else out.emit({ kind: "operation-ended", head, key: `router ${head.pid ?? ""} ${subject}`, outcome: undefined });
  return true;
}

/** The router or port: up to a comma, blank or the end. */
function subjectAt(text: string, from: number): string {
  let end = from;
  while (end < text.length && text.charCodeAt(end) !== 44 && text.charCodeAt(end) !== 32) end++;
  return text.slice(from, end);
}
