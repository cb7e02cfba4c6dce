import { remember } from "./bounded-map.ts";
import { numberAt, secondsToUs } from "./decimal.ts";
import { completed, type Message, type Out, type Rule } from "./message.ts";

/**
 * The loop of neutron's Open vSwitch agent. Source: neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py, Icehouse – now.
 * `Agent rpc_loop - iteration:736 - ports processed. Elapsed:0.412` counts from the start of the iteration, so a step is the difference
 * to the line before; the lines of process_network_ports count from their own start.
 */
export function neutronRules(): readonly Rule[] {
  /** Iteration and time elapsed at its last line, by process. */
  const loops = new Map<number, { readonly iteration: string; readonly elapsedUs: number }>();

  function readLoop(message: Message, out: Out, after: number): boolean {
    const { text, head } = message;
    const from = text.charCodeAt(after) === 32 ? after + 1 : after;
    const iteration = numberAt(text, from);
    const at = text.lastIndexOf("Elapsed:");
    const pid = head.pid ?? 0;
    if (at < 0) {
      remember(loops, pid, { iteration, elapsedUs: 0 });
      return false;
    }
    const elapsedUs = secondsToUs(numberAt(text, at + 8));
    if (elapsedUs === undefined) return false;
    const last = loops.get(pid);
    const stepUs = last?.iteration === iteration ? Math.max(0, elapsedUs - last.elapsedUs) : elapsedUs;
    remember(loops, pid, { iteration, elapsedUs });
    const what = bareStep(text.slice(from + iteration.length, at));
    if (what.startsWith("completed")) out.emit(completed(head, "agent-step", "rpc_loop", elapsedUs));
    else out.emit(completed(head, "agent-step", `rpc_loop: ${what}`, stepUs));
    return true;
  }

  return [
    { starts: "Agent rpc_loop - iteration:", read: readLoop },
    { starts: "process_network_ports - iteration:", read: readPorts },
    { starts: "Loop iteration exceeded interval (", read: readExceeded },
    { starts: "Maintenance task: ", read: readMaintenance },
    { starts: "OVN maintenance task ", read: readMaintenance },
    { starts: "Trigger reload_allocations for port ", read: readReload },
    { starts: "Port ", read: readPort },
    { starts: "os-profiler parent trace-id ", read: readProfiled },
    { starts: "Request body: {", read: readBody },
  ];
}

/** ` - ports processed. ` and ` -ports processed. ` without what joins it to its neighbours. */
function bareStep(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && " -".includes(text.charAt(start))) start++;
  while (end > start && " .".includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** `process_network_ports - iteration:7 - treat_devices_removed completed in 0.018`, also `… Time elapsed: 0.018` */
function readPorts(message: Message, out: Out, from: number): boolean {
  const { text } = message;
  const iteration = numberAt(text, from);
  const end = Math.max(text.lastIndexOf(" in "), text.lastIndexOf(" Time elapsed: "));
  const colon = text.startsWith(" Time", end) ? end + 15 : end + 4;
  const durationUs = end < 0 ? undefined : secondsToUs(numberAt(text, colon));
  if (durationUs === undefined) return false;
  const what = bareStep(text.slice(from + iteration.length, end));
  out.emit(completed(message.head, "agent-step", `process_network_ports: ${what.split(" completed", 1)[0] ?? what}`, durationUs));
  return true;
}

/** `Loop iteration exceeded interval (2 vs. 5.3012)!`: what it took beyond its interval. */
function readExceeded(message: Message, out: Out, from: number): boolean {
  const versus = message.text.indexOf(" vs. ");
  const intervalUs = secondsToUs(numberAt(message.text, from));
  const elapsedUs = versus < 0 ? undefined : secondsToUs(numberAt(message.text, versus + 5));
  if (intervalUs === undefined || elapsedUs === undefined) return false;
  out.emit(completed(message.head, "periodic-overrun", "rpc_loop", Math.max(0, elapsedUs - intervalUs)));
  return true;
}

/** `Maintenance task: Synchronization finished (took 1.02 seconds)`, `OVN maintenance task <name> finished in 1.020 seconds` */
function readMaintenance(message: Message, out: Out, from: number): boolean {
  const { text } = message;
  const took = text.lastIndexOf(" (took ");
  const finished = text.lastIndexOf(" finished in ");
  const durationUs = took >= 0 ? secondsToUs(numberAt(text, took + 7)) : finished >= 0 ? secondsToUs(numberAt(text, finished + 13)) : undefined;
  if (durationUs === undefined) return false;
  out.emit(completed(message.head, "periodic-task", `OVN maintenance: ${text.slice(from, took >= 0 ? took : finished)}`, durationUs));
  return true;
}

/**
 * The DHCP agent reloads dnsmasq for one port; no line says how long that takes. Source: neutron/agent/dhcp/agent.py,
 * `Trigger reload_allocations for port admin_state_up=True, …, network_id=<uuid>, …` (Mitaka – Victoria), `… for port {…} on network <uuid>` (Wallaby+).
 */
function readReload({ text, head }: Message, out: Out): boolean {
  const network = RELOADED.exec(text)?.[1];
  if (network === undefined) return false;
  out.emit(completed(head, "agent-step", `reload_allocations of network ${network}`, 0));
  return true;
}

// on network 4336ad99-…, network_id=4336ad99-…, u'network_id': u'4336ad99-…'
const RELOADED = /(?: on network |\bnetwork_id=|\bnetwork_id': u?')([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/;

/**
 * The Open vSwitch agent turns to a port: `Port 3ce74637-… updated. Details: {…}`; no line of it says how long it takes.
 * Source: neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py, treat_devices_added_or_updated, Icehouse – now.
 */
function readPort({ text, head }: Message, out: Out): boolean {
  const port = TURNED_TO.exec(text)?.[1];
  if (port === undefined) return false;
  out.emit(completed(head, "agent-step", `port ${port}`, 0));
  return true;
}

// Port 3ce74637-6633-4500-91ba-80831f3b7980 updated. Details: {'device': …
const TURNED_TO = /^Port ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}) updated\. Details: /;

/** `os-profiler parent trace-id … trace-id …      12 millisecs elapsed for <method>(*…` (Ussuri+) */
function readProfiled(message: Message, out: Out): boolean {
  const match = PROFILED.exec(message.text);
  const durationUs = Number(match?.[1]) * 1000;
  if (match === null || !Number.isSafeInteger(durationUs)) return false;
  out.emit(completed(message.head, "function", match[2] ?? "", durationUs));
  return true;
}

// 12 millisecs elapsed for neutron.plugins.ml2.plugin.Ml2Plugin.create_port(*
const PROFILED = / (\d+) millisecs elapsed for ([^\s(]+)/;

/** The port that nova makes for an instance: `Request body: {'port': {'device_id': '5c4accf5-…', 'network_id': …}}`. Source: neutron/api/v2/base.py, prepare_request_body, Juno – now. */
function readBody({ text, head }: Message, out: Out): boolean {
  const instanceId = ASKED_FOR.exec(text)?.[1];
  const owner = OWNER.exec(text)?.[1];
  if (head.requestId === undefined || instanceId === undefined || owner?.startsWith("compute:") === false) return false;
  out.emit({ kind: "identity", head, instanceId, instanceName: undefined, domain: undefined, portId: undefined, requestId: undefined, tid: undefined, qemuPid: undefined, node: undefined });
  return true;
}

// {'port': {… 'device_id': '5c4accf5-d04c-4bd3-85a4-be6081882c68', before Python 3 u'device_id': u'…'
const ASKED_FOR = /^Request body: \{u?'port': \{(?:[^{}]*, )?u?'device_id': u?'([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})'/;

// 'device_owner': 'compute:nova'
const OWNER = /'device_owner': u?'([^']*)'/;
