import { remember } from "./bounded-map.ts";
import { numberAt, secondsToUs } from "./decimal.ts";
import { completed, contextKey, isOslo, NAME_LIMIT, type Message, type Out, type Rule } from "./message.ts";
import type { RecordHead } from "../../model/event.ts";

export interface Commands {
  readonly rules: readonly Rule[];
  readonly pending: () => boolean;
  /** Called before each record. */
  readonly before: (head: RecordHead, text: string, out: Out) => void;
}

/**
 * Subprocesses. Sources: nova/utils.py (Folsom, Grizzly), openstack/common/processutils.py (Grizzly – Juno),
 * oslo_concurrency/processutils.py, neutron/agent/linux/utils.py. One line:
 * `CMD "qemu-img info /var/lib/nova/instances/_base/0a1b --force-share" returned: 0 in 0.041s`
 */
export function openCommands(): Commands {
  /** Commands begun by lines that no line with a duration follows, by thread of work. */
  const running = new Map<string, string>();

  function readRunning(message: Message, out: Out, from: number): boolean {
    // oslo.concurrency tells of the same command again when it ends, with its duration.
    if (isOslo(message.logger)) return false;
    const key = `command ${contextKey(message.head)}`;
    remember(running, contextKey(message.head), key);
    out.emit({ kind: "operation-began", head: message.head, operation: "command", name: message.text.slice(from, from + NAME_LIMIT), key, domain: undefined });
    return true;
  }

  /** Before Kilo the end of a command is known only as the next line of the same thread of work: an upper bound. */
  function before(head: RecordHead, text: string, out: Out): void {
    if (running.size === 0) return;
    const context = contextKey(head);
    const key = running.get(context);
    if (key === undefined) return;
    running.delete(context);
    out.emit({ kind: "operation-ended", head, key, outcome: EXIT.exec(text)?.[1] });
  }

  return {
    rules: [
      { starts: "Running cmd (subprocess): ", unlessOslo: true, read: readRunning },
      { starts: "Running cmd (SSH): ", read: readRunning },
      { starts: "Running command: ", read: readRunning },
      { starts: "Running command (rootwrap daemon): ", read: readRunning },
      { starts: 'CMD "', read: readReturned },
      // Told of by `before`: the line adds nothing but the exit code.
      { starts: "Result was ", read: (message) => EXIT.test(message.text) },
      { starts: "Exit code: ", read: (message) => EXIT.test(message.text) },
    ],
    pending: () => running.size > 0,
    before,
  };
}

// Result was 0, Exit code: 1
const EXIT = /^(?:Result was|Exit code:) (-?\d+)/;

function readReturned(message: Message, out: Out, from: number): boolean {
  const { text, head } = message;
  const timeout = text.lastIndexOf('" reached timeout in ');
  const returned = text.lastIndexOf('" returned: ');
  const at = Math.max(timeout, returned);
  if (at < from) return false;
  const time = text.indexOf(" in ", at + 1);
  const durationUs = secondsToUs(numberAt(text, at === timeout ? at + 21 : time + 4));
  if (durationUs === undefined || (at === returned && time < 0)) return false;
  out.emit(completed(head, "command", text.slice(from, at), durationUs, at === timeout ? "timeout" : text.slice(at + 12, time)));
  return true;
}
