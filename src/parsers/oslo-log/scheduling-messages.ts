import { milestone, UUID, withInstance, type Message, type Out, type Rule } from "./message.ts";

/**
 * A host is chosen. Sources: nova/scheduler/filter_scheduler.py and manager.py, nova/conductor/manager.py.
 * One line: `[instance: 0e1f…] Selected host: lab1; Selected node: lab1; Alternates: []`
 */
export function schedulingRules(): readonly Rule[] {
  return [
    { starts: "Selected host: ", read: readChosen },
    { starts: "Scheduler selected host: ", read: readChosen },
    { starts: "Choosing host ", read: readChosen },
    { starts: "Attempting to claim resources in the placement API for instance ", read: readClaiming },
    { starts: "Attempting to build ", read: readNamed },
  ];
}

function readChosen(message: Message, out: Out, from: number): boolean {
  const { text } = message;
  const instance = text.lastIndexOf(" for instance ");
  const named = instance < 0 ? message.head : withInstance(message.head, text.slice(instance));
  out.emit(milestone(named, "scheduled", hostIn(text.slice(from))));
  return true;
}

/** `lab1; Selected node: …`, `(lab1, vm) ram: …`, `WeighedHost [host: (lab1, vm) ram: …, weight: 1.0]`, `lab1, node:vm` */
function hostIn(text: string): string | undefined {
  const match = WEIGHED.exec(text) ?? BARE.exec(text);
  return match?.[1];
}

// WeighedHost [host: lab1, weight: 1.0] for instance, WeighedHost [host: (lab1, vm) ram: 1024
const WEIGHED = /\[host: \(?'?([^\s,')\]]+)/;
// lab1; Selected node: vm, (lab1, vm) ram: 1024
const BARE = /^\(?'?([^\s,;')\]]+)/;

/** The scheduler claims what it chose since Pike, and writes since then of each boot it takes up. */
function readClaiming(message: Message, out: Out): boolean {
  out.release("claims in placement (Pike or later)");
  return readNamed(message, out);
}

/** The request works for these instances: one in its text for the placement line, a list of them in Havana – Juno. */
function readNamed(message: Message, out: Out): boolean {
  const ids = message.text.match(new RegExp(UUID, "g")) ?? [];
  for (const instanceId of ids) {
    out.emit({
      kind: "identity", head: message.head, instanceId, instanceName: undefined, domain: undefined, portId: undefined, requestId: undefined,
      tid: undefined, qemuPid: undefined, node: undefined,
    });
  }
  return ids.length > 0;
}
