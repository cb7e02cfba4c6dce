import type { RecordHead } from "../../model/event.ts";
import { remember } from "./bounded-map.ts";
import { acquired, endOfDelete, quoted, released, splitMethod, unread } from "./locks.ts";
import { contextKey, isOslo, type Message, type Out, type Rule } from "./message.ts";

interface Held {
  readonly lock: string;
  func: string | undefined;
  /** How its release is to be written, so that it fits the acquisition; undefined: another line by lock name tells of it. */
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
/** Nova had its own copy of lockutils with these words in Juno alone; oslo.concurrency took them over. */
const JUNO = "nova's own locks say semaphore (Juno)";
const NAMES_FUNCTION = 'Got semaphore / lock "';

/**
 * Havana to Juno (openstack/common/lockutils.py): `Got semaphore "compute_resources"` names the lock, and the next line
 * `Got semaphore / lock "instance_claim"` only the function, as does the release `Semaphore / lock released "instance_claim"`.
 * The three are brought together by process and request, innermost first. neutron's iptables_manager (Icehouse – Kilo) writes the
 * same words with its lock's name. Juno logs the release by lock name too (`Acquired semaphore "compute_resources"`, `Releasing semaphore "compute_resources"`):
 * there the lines by function tell no more than the function.
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

  function readAcquired(message: Message, out: Out, from: number): boolean {
    const lock = isOslo(message.logger) ? undefined : quoted(message.text, from);
    if (lock === undefined) return false;
    const held: Held = { lock, func: undefined, form: undefined };
    push(message.head, held);
    waiting = { head: message.head, held };
    if (message.logger.startsWith("nova.")) out.release(JUNO);
    return true;
  }

  /** The function may have been told only after the wait for the lock's file. */
  function readReleasing(message: Message, out: Out, from: number): boolean {
    const lock = isOslo(message.logger) ? undefined : quoted(message.text, from);
    if (lock === undefined) return false;
    const held = stacks.get(contextKey(message.head))?.findLast((one) => one.lock === lock && one.form === undefined);
    out.emit(released(message.head, lock, "context", "process", held?.func));
    return true;
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
      if (unnamed.form !== undefined) unnamed.form = "decorator";
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
      { starts: 'Releasing semaphore "', read: readReleasing },
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
