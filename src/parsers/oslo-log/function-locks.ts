import type { RecordHead } from "../../model/event.ts";
import { remember } from "./bounded-map.ts";
import { acquired, endOfDelete, quoted, released, splitMethod, unread } from "./locks.ts";
import { contextKey, type Message, type Out, type Rule } from "./message.ts";

interface Held {
  readonly lock: string;
  func: string | undefined;
  /** How its release is to be written, so that it fits the acquisition; undefined: other lines by lock name tell of both. */
  form: "context" | "decorator" | undefined;
}

export interface FunctionLocks {
  readonly rules: readonly Rule[];
  readonly pending: () => boolean;
  /** Called before each record: an acquisition whose function did not follow at once has none to show. */
  readonly before: (text: string, out: Out) => void;
}

/** Nesting depth remembered for one thread of work. */
const DEPTH = 16;
const NAMES_FUNCTION = 'Got semaphore / lock "';

/**
 * Havana to Juno (openstack/common/lockutils.py): `Got semaphore "compute_resources"` names the lock, and the next line
 * `Got semaphore / lock "instance_claim"` only the function, as does the release `Semaphore / lock released "instance_claim"`.
 * The three are brought together by process and request, innermost first. neutron's iptables_manager (Icehouse – Kilo) writes the
 * same words with its lock's name. Juno logs acquisition and release by lock name too: there the lines by function add nothing.
 */
export function openFunctionLocks(): FunctionLocks {
  const stacks = new Map<string, Held[]>();
  let waiting: { readonly head: RecordHead; readonly held: Held } | undefined;

  function push(head: RecordHead, held: Held): void {
    const key = contextKey(head);
    const stack = stacks.get(key) ?? [];
    stack.push(held);
    if (stack.length > DEPTH) stack.shift();
    remember(stacks, key, stack);
  }

  function readGot(message: Message, out: Out, from: number): boolean {
    if (splitMethod(message.text, from) !== undefined) return false;
    const lock = quoted(message.text, from);
    if (lock === undefined) return unread(message, out);
    const held: Held = { lock, func: undefined, form: "context" };
    push(message.head, held);
    waiting = { head: message.head, held };
    out.release("Havana or Icehouse (neutron: to Juno)");
    return true;
  }

  /** Only remembers: the event is the business of the rule for `Acquired semaphore`. */
  function readAcquired(message: Message, _out: Out, from: number): boolean {
    const lock = message.logger.startsWith("oslo") ? undefined : quoted(message.text, from);
    if (lock !== undefined) push(message.head, { lock, func: undefined, form: undefined });
    return false;
  }

  function readGotFunction(message: Message, out: Out, from: number): boolean {
    const func = quoted(message.text, from);
    if (func === undefined) return unread(message, out);
    const unnamed = stacks.get(contextKey(message.head))?.findLast((held) => held.func === undefined);
    if (unnamed === undefined) {
      push(message.head, { lock: func, func, form: "decorator" });
      flush(out);
      out.emit(acquired(message.head, func, "decorator", "process", func));
      return true;
    }
    unnamed.func = func;
    if (waiting?.held === unnamed) {
      unnamed.form = "decorator";
      flush(out);
    }
    return true;
  }

  function readReleased(message: Message, out: Out, from: number): boolean {
    const func = quoted(message.text, from);
    if (func === undefined) return unread(message, out);
    const key = contextKey(message.head);
    const stack = stacks.get(key);
    const index = stack?.findLastIndex((held) => held.func === func) ?? -1;
    const held = stack?.[index] ?? { lock: func, func, form: "decorator" };
    if (index >= 0) stack?.splice(index);
    if (stack?.length === 0) stacks.delete(key);
    if (held.form !== undefined) out.emit(released(message.head, held.lock, held.form, "process", callerOf(held)));
    endOfDelete(message.head, held.lock, func, out);
    return true;
  }

  function flush(out: Out): void {
    if (waiting === undefined) return;
    const { head, held } = waiting;
    waiting = undefined;
    out.emit(acquired(head, held.lock, held.form ?? "context", "process", callerOf(held)));
  }

  return {
    rules: [
      { starts: 'Acquired semaphore "', read: readAcquired },
      { starts: 'Got semaphore "', read: readGot },
      { starts: NAMES_FUNCTION, read: readGotFunction },
      { starts: 'Semaphore / lock released "', read: readReleased },
    ],
    pending: () => waiting !== undefined,
    before: (text, out) => {
      if (waiting !== undefined && !text.startsWith(NAMES_FUNCTION)) flush(out);
    },
  };
}

/** iptables_manager puts its lock's name where lockutils puts the function. */
function callerOf({ lock, func }: Held): string | undefined {
  return func === lock && lock.startsWith("iptables") ? undefined : func;
}
