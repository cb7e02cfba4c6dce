import { nameDomain, uuidAfter } from "./identities.ts";
import { remember, type Context } from "./life.ts";
import { headOf, messageOf, type LibvirtRecord } from "./record.ts";

/** A command line longer than this is cut. */
const NAME_CHARS = 200;
/** So many processes it started are known as its own. */
const CHILDREN = 256;

// virCommandRunAsync:2607 : About to run LC_ALL=C tc qdisc add dev tapb88c2ee6-a1 root handle 0: noqueue       0.9.0+
// virCommandRunAsync:2459 : About to run /usr/lib/libvirt/virt-aa-helper -R -u libvirt-4b0f7c52-93de-4a61-8c0e-1f6a2d9b7e35
export function aboutToRun(record: LibvirtRecord, context: Context): void {
  const line = messageOf(record).slice("About to run ".length);
  context.thread.command = { atUs: record.atUs, name: withoutEnvironment(line).slice(0, NAME_CHARS) };
  const uuid = uuidAfter(line, "-u libvirt-");
  if (uuid !== undefined) nameDomain(record, context, undefined, uuid);
}

// virCommandRunAsync:2609 : Command result 0, with PID 24934          forked, not done
export function commandForked(record: LibvirtRecord, { life }: Context): void {
  const message = messageOf(record);
  const pid = Number(message.slice(message.lastIndexOf(" ") + 1));
  if (Number.isSafeInteger(pid) && pid > 0) remember(life.children, pid, true, CHILDREN);
}

// virCommandRun:2453 : Result exit status 0, stdout: '' stderr: ''
// virCommandRun:2310 : Result status 0, stdout: '' stderr: '2018-03-05 14:09:20.806+0000: 5160: debug : …
// virCommandRun:2310 : Result fatal signal 9, stdout: …
export function commandDone(record: LibvirtRecord, { thread, emit }: Context): void {
  const { command } = thread;
  if (command === undefined) return;
  thread.command = undefined;
  const durationUs = Math.max(0, record.atUs - command.atUs);
  emit({ kind: "operation-completed", head: headOf(record), operation: "command", name: command.name, durationUs, outcome: outcomeOf(messageOf(record)) });
}

// Result exit status 0,    Result status 0,    Result fatal signal 9,
const RESULT = /^Result (?:(?:exit )?status|fatal (signal)) (\d+)/;

function outcomeOf(message: string): string | undefined {
  const match = RESULT.exec(message);
  if (match === null) return undefined;
  const [, signal, code = ""] = match;
  return signal === undefined ? code : `signal ${code}`;
}

/** Drops `NAME=value ` before the program. */
function withoutEnvironment(line: string): string {
  let from = 0;
  for (;;) {
    const end = line.indexOf(" ", from);
    if (end < 0 || !/^[a-z_]\w*=/i.test(line.slice(from, Math.min(end, from + 80)))) return line.slice(from);
    from = end + 1;
  }
}
