import { callerName } from "./caller.ts";

/**
 * Functions that only pass a wait on to the kernel or wake up from it: glibc's lock calls, libvirt's wrappers around them,
 * the kernel's way into the scheduler. Compared after leading underscores.
 */
const WRAPPERS = [
  "pthread_", "GI_", "lll_", "futex", "syscall", "std::mutex", "std::lock", "std::unique_lock", "g_mutex_", "g_rw_lock",
  "virMutex", "virRWLock", "virObjectLock", "virObjectRWLock", "virLockGuard", "virCondWait",
  "mutex_lock", "rwsem_", "down_read", "down_write", "call_rwsem", "rt_mutex", "osq_lock", "schedule", "io_schedule",
  "finish_task_switch", "do_futex", "sys_futex", "x64_sys_futex", "arm64_sys_futex", "se_sys_futex", "entry_SYSCALL", "do_syscall",
  "x64_sys_call", "ret_from_fork", "hrtimer_", "-",
];

export function isLockWrapper(name: string): boolean {
  const bare = name.replace(/^_+/, "");
  return WRAPPERS.some((wrapper) => bare.startsWith(wrapper));
}

/** Who wanted the lock: of a stack, innermost frame first, the first function that is not a lock call itself. */
export function wanterOf(frames: readonly string[]): string | undefined {
  const names = frames.map(callerName).filter((name) => name !== undefined);
  return names.find((name) => !isLockWrapper(name)) ?? names[0];
}
