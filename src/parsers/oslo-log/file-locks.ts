import { remember } from "./bounded-map.ts";
import { numberAt, secondsToUs } from "./decimal.ts";
import { acquired, quoted, released, requested, splitMethod, unread } from "./locks.ts";
import { contextKey, type Message, type Out, type Rule } from "./message.ts";

/**
 * The external stage of a lock: a file that processes of one host share. Incubator lockutils (Folsom – Juno), oslo.concurrency 0.1 –
 * 2.0, then the library fasteners (path in back-quotes). One line:
 * `Acquired file lock "/var/lib/nova/locks/nova-iptables" after waiting 0.204s`
 */
export function fileLockRules(): readonly Rule[] {
  /** Lock names asked for, by thread of work: some lines of the acquisition give only the path. */
  const asked = new Map<string, string>();
  const nameOfPath = new Map<string, string>();

  function readAttempt(message: Message, out: Out, from: number): boolean {
    const method = splitMethod(message.text, from);
    const lock = method?.lock ?? quoted(message.text, from);
    if (lock === undefined) return unread(message, out);
    remember(asked, contextKey(message.head), lock);
    out.emit(requested(message.head, lock, "file", "host", method?.method));
    return true;
  }

  /** `Got file lock "<lock>" at <path> for method "<method>"...`, the last two optional; or `Got file lock "<path>"`. */
  function readGot(message: Message, out: Out, from: number): boolean {
    const named = nameAndMethod(message.text, from);
    if (named === undefined) return unread(message, out);
    out.emit(acquired(message.head, nameFor(message, named.lock), "file", "host", named.method));
    return true;
  }

  function readReleased(message: Message, out: Out, from: number): boolean {
    const named = nameAndMethod(message.text, from);
    if (named === undefined) return unread(message, out);
    const held = message.text.lastIndexOf('" after holding it for ');
    const holdUs = held < 0 ? undefined : secondsToUs(numberAt(message.text, held + 23));
    out.emit(released(message.head, nameOfPath.get(named.lock) ?? named.lock, "file", "host", named.method, holdUs));
    return true;
  }

  function readTimed(message: Message, out: Out, from: number): boolean {
    const quote = message.text.charAt(from);
    const end = message.text.lastIndexOf(`${quote} after waiting `);
    const waitUs = end < 0 ? undefined : secondsToUs(numberAt(message.text, end + 16));
    if (waitUs === undefined) return false;
    out.emit(acquired(message.head, nameFor(message, message.text.slice(from + 1, end)), "file", "host", undefined, waitUs));
    return true;
  }

  /** The lock just asked for, if that is what the path was made of. */
  function nameFor(message: Message, lock: string): string {
    if (!lock.startsWith("/")) return lock;
    const name = asked.get(contextKey(message.head));
    if (name === undefined || !lock.endsWith(name.replaceAll("/", "_"))) return lock;
    remember(nameOfPath, lock, name);
    return name;
  }

  return [
    { starts: 'Attempting to grab file lock "', read: readAttempt },
    { starts: 'Attempting to grab external lock "', read: readAttempt },
    { starts: 'Got file lock "', read: readGot },
    { starts: 'Released file lock "', read: readReleased },
    { starts: 'Releasing file lock "', read: readReleased },
    { starts: "Acquired file lock ", read: readTimed },
    {
      starts: 'Acquired external semaphore "',
      read: (message, out, from) => {
        const lock = quoted(message.text, from);
        if (lock === undefined) return unread(message, out);
        out.emit(acquired(message.head, lock, "file", "host"));
        return true;
      },
    },
  ];
}

/** `<lock>"`, `<lock>" at <path>`, `<lock>" after holding it for 0.1s`, each perhaps with ` for method "<method>"...` behind it. */
function nameAndMethod(text: string, from: number): { readonly lock: string; readonly method: string | undefined } | undefined {
  const forMethod = text.lastIndexOf(' for method "');
  const method = forMethod < from ? undefined : text.slice(forMethod + 13, text.lastIndexOf('"'));
  const named = forMethod < from ? text : text.slice(0, forMethod);
  const end = Math.max(named.lastIndexOf('" at '), named.lastIndexOf('" after holding it for '), named.endsWith('"') ? named.length - 1 : -1);
  return end < from ? undefined : { lock: named.slice(from, end), method };
}
