import { secondsToUs } from "./decimal.ts";
import { withInstance, type Message, type Out, type Rule } from "./message.ts";

/**
 * External events for an instance (neutron says a port is plugged) and the wait for them. Source: nova/compute/manager.py, Icehouse –
 * now. One line: `[instance: 0e1f…] Instance event wait completed in 3 seconds for network-vif-plugged`
 */
export function eventRules(): readonly Rule[] {
  return [
    { starts: "Preparing to wait for external event ", read: readAwaited },
    { starts: "Received event ", read: readReceived },
    { starts: "Processing event ", read: readReceived },
    { starts: "No waiting events found dispatching ", read: readUnawaited },
    { starts: "Received unexpected event ", read: readUnexpected },
    { starts: "Instance event wait completed in ", read: readCompleted },
    { starts: "Timeout waiting for ", read: readTimeout },
    { starts: "Creating event ", read: readCreating },
  ];
}

function readAwaited(message: Message, out: Out, from: number): boolean {
  out.emit({ kind: "event-awaited", head: message.head, event: message.text.slice(from) });
  return true;
}

function readReceived(message: Message, out: Out, from: number): boolean {
  return received(message, message.text.slice(from), true, out);
}

function readUnawaited(message: Message, out: Out, from: number): boolean {
  return received(message, message.text.slice(from), false, out);
}

/** `Received unexpected event network-vif-plugged-<port> for instance with vm_state active …` */
function readUnexpected(message: Message, out: Out, from: number): boolean {
  return received(message, message.text.slice(from).split(" ", 1)[0] ?? "", false, out);
}

/** Words behind the event (`Received event <event> for instance with task_state …`, Train+) mark a second line about the same delivery. */
function received(message: Message, event: string, expected: boolean, out: Out): boolean {
  if (event === "" || event.includes(" ") || message.head.instanceId === undefined) return false;
  out.emit({ kind: "event-received", head: message.head, event, expected });
  return true;
}

function readCompleted(message: Message, out: Out, from: number): boolean {
  const end = message.text.indexOf(" seconds for ", from);
  const atLeastUs = end < 0 ? undefined : secondsToUs(message.text.slice(from, end));
  if (atLeastUs === undefined) return false;
  const events = message.text.slice(end + 13).split(",").map((event) => event.trim());
  out.emit({ kind: "event-wait-completed", head: message.head, events, atLeastUs, outcome: "completed" });
  return true;
}

/**
 * `Timeout waiting for ['network-vif-plugged-<port>'] for instance with vm_state …`, `… [('network-vif-plugged', '<port>')] …`, and
 * before Queens `Timeout waiting for vif plugging callback for instance <uuid>`.
 */
function readTimeout(message: Message, out: Out, from: number): boolean {
  const { text } = message;
  if (text.startsWith("vif plugging callback", from)) {
    out.emit({ kind: "event-wait-completed", head: withInstance(message.head, text), events: ["network-vif-plugged"], atLeastUs: undefined, outcome: "timeout" });
    return true;
  }
  const open = text.indexOf("[");
  const close = text.indexOf("]", open);
  if (open < 0 || close < 0 || open > from + "Neutron events: ".length) return false;
  const names = [...text.slice(open, close).matchAll(QUOTED)].map((match) => match[1] ?? "");
  const pairs = text.startsWith("[(", open);
  const events = pairs ? names.filter((_, index) => index % 2 === 0).map((name, index) => `${name}-${names[index * 2 + 1] ?? ""}`) : names;
  out.emit({ kind: "event-wait-completed", head: message.head, events, atLeastUs: undefined, outcome: "timeout" });
  return true;
}

// 'network-vif-plugged-3ce74637-6633-4500-91ba-80831f3b7980'
const QUOTED = /'([^']*)'/g;

/** nova-api: `Creating event network-vif-plugged:<port> for instance <uuid> on lab1` */
function readCreating(message: Message, out: Out): boolean {
  const match = CREATING.exec(message.text);
  if (match === null) return false;
  out.emit({
    kind: "identity", head: message.head, instanceId: match[2], instanceName: undefined, domain: undefined, portId: match[1], requestId: undefined,
    tid: undefined, qemuPid: undefined, node: undefined,
  });
  return true;
}

// Creating event network-vif-plugged:959e259c-5260-4918-ab88-794167b9db6b for instance d2573b18-a362-46b8-a858-ff24309faa3a on lab1
const CREATING = /^Creating event network-[a-z-]+:([\da-f-]{36}) for instance ([\da-f-]{36})/;
