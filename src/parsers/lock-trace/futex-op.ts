/** What one futex call was about, as far as its arguments tell. */
export type FutexUse = "lock" | "condition" | "no-wait";

/** glibc: a mutex that has waiters holds 2; a read-write lock that has them is waited on at 3. */
const LOCK_VALUES = [2, 3];

/**
 * Locks and condition variables wait in the same system call. glibc waits for a mutex while its word is 2 and for a
 * read-write lock while it is 3 (nptl/lowlevellock.h, pthread_rwlock_common.c); other values are condition variables,
 * semaphores and joins. A call that timed out got nothing.
 *
 * @param op name (`WAIT|PRIVATE_FLAG`) or number with flags; undefined: not recorded, taken for a wait
 * @param val the value it expected to find; undefined: not recorded, taken for a lock's
 * @param ret what the call returned; undefined: not recorded
 */
export function futexUse(op: string | undefined, val: string | undefined, ret: string | undefined): FutexUse {
  const name = op === undefined ? "WAIT" : waitName(op);
  if (name === undefined) return "no-wait";
  if (name === "LOCK_PI") return "lock";
  if (ret !== undefined && isTimeout(ret)) return "condition";
  return val === undefined || LOCK_VALUES.includes(Number(val)) ? "lock" : "condition";
}

function waitName(op: string): "WAIT" | "LOCK_PI" | undefined {
  if (/^(?:0x[\da-f]+|\d+)$/i.test(op)) {
    // linux/futex.h: 0 WAIT, 9 WAIT_BITSET, 6 LOCK_PI, 13 LOCK_PI2; 0x80 private, 0x100 realtime
    const command = Number(op) & 0x7f;
    return command === 0 || command === 9 ? "WAIT" : command === 6 || command === 13 ? "LOCK_PI" : undefined;
  }
  const first = op.toUpperCase().replace(/^FUTEX_/, "");
  if (first.startsWith("WAIT") && !first.startsWith("WAIT_REQUEUE")) return "WAIT";
  return first.startsWith("LOCK_PI") ? "LOCK_PI" : undefined;
}

/** ETIMEDOUT is 110: `-110`, `-1 ETIMEDOUT (Connection timed out)`, `0xffffffffffffff92` */
function isTimeout(ret: string): boolean {
  return ret === "-110" || ret.includes("ETIMEDOUT") || /^0xf+92$/i.test(ret);
}
