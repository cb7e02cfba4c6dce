/**
 * Which program a traced thread belongs to. Tracers print the name of the thread; a main thread (tid = pid) has the name of
 * its process, and it has the lowest thread id.
 */
export interface ProcessNames {
  /** Takes note of one thread of the process; `pid` undefined where the trace does not say. */
  readonly see: (pid: number | undefined, tid: number | undefined, comm: string) => void;
  readonly nameOf: (pid: number | undefined) => string | undefined;
  /** The only name, if all processes have the same. */
  readonly only: () => string | undefined;
}

/** Processes remembered; further ones get no name. */
const MOST_PROCESSES = 10_000;

export function createProcessNames(stated: { readonly pid: number | undefined; readonly comm: string | undefined }): ProcessNames {
  const best = new Map<number | undefined, { readonly tid: number; readonly name: string }>();
  if (stated.comm !== undefined) best.set(stated.pid, { tid: -1, name: stated.comm });
  return {
    see: (pid, tid, comm) => {
      const known = best.get(pid);
      const rank = tid === undefined ? Infinity : tid === pid ? -1 : tid;
      if (known !== undefined ? rank >= known.tid : best.size >= MOST_PROCESSES) return;
      best.set(pid, { tid: rank, name: processName(comm) });
    },
    nameOf: (pid) => best.get(pid)?.name,
    only: () => {
      const names = new Set([...best.values()].map((entry) => entry.name));
      return names.size === 1 ? [...names][0] : undefined;
    },
  };
}

/** Daemons of libvirt whose worker threads carry their name, cut to the kernel's 15 characters. */
const DAEMONS = [
  "libvirtd", "virtqemud", "virtnetworkd", "virtstoraged", "virtnodedevd", "virtsecretd", "virtnwfilterd",
  "virtinterfaced", "virtproxyd", "virtlogd", "virtlockd", "virtxend", "virtlxcd", "virtchd",
];

/** libvirt names its workers `rpc-libvirtd` and `prio-rpc-libvir`: the process is libvirtd. */
export function processName(comm: string): string {
  const pool = comm.startsWith("prio-rpc-") ? "prio-rpc-" : comm.startsWith("rpc-") ? "rpc-" : undefined;
  if (pool === undefined) return comm;
  const name = comm.slice(pool.length);
  if (comm.length < 15) return DAEMONS.includes(name) ? name : comm;
  return DAEMONS.find((daemon) => daemon.startsWith(name)) ?? comm;
}
