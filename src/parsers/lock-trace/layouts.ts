import type { Layout } from "./layout.ts";
import { bklStp } from "./layouts/bkl-stp.ts";
import { bpftraceMaps } from "./layouts/bpftrace-maps.ts";
import { futexctn } from "./layouts/futexctn.ts";
import { futexesStp } from "./layouts/futexes-stp.ts";
import { glibcProbes } from "./layouts/glibc-probes.ts";
import { klockstat } from "./layouts/klockstat.ts";
import { latencytapStp } from "./layouts/latencytap-stp.ts";
import { libvirtClientStp } from "./layouts/libvirt-client-stp.ts";
import { libvirtEventsStp } from "./layouts/libvirt-events-stp.ts";
import { libvirtLockDebugStp } from "./layouts/libvirt-lock-debug-stp.ts";
import { libvirtQemuMonitorStp } from "./layouts/libvirt-qemu-monitor-stp.ts";
import { libvirtRpcMonitorStp } from "./layouts/libvirt-rpc-monitor-stp.ts";
import { lttngUstPthread } from "./layouts/lttng-ust-pthread.ts";
import { mutexContentionStp } from "./layouts/mutex-contention-stp.ts";
import { mutrace } from "./layouts/mutrace.ts";
import { namedFields } from "./layouts/named-fields.ts";
import { offcputime } from "./layouts/offcputime.ts";
import { perfFutexContention } from "./layouts/perf-futex-contention.ts";
import { perfLockContention } from "./layouts/perf-lock-contention.ts";
import { perfLockReport } from "./layouts/perf-lock-report.ts";
import { perfScriptFutex } from "./layouts/perf-script-futex.ts";
import { perfTraceFutex } from "./layouts/perf-trace-futex.ts";
import { recordedRows } from "./layouts/recorded-rows.ts";
import { schedtimesStp } from "./layouts/schedtimes-stp.ts";
import { semopWatchStp } from "./layouts/semop-watch-stp.ts";
import { sleeptimeStp } from "./layouts/sleeptime-stp.ts";
import { traceRank } from "./layouts/trace-rank.ts";

/** Every way a lock trace may be printed. Where two recognise a line, the first has it. */
export const layouts: readonly Layout[] = [
  traceRank,
  namedFields,
  recordedRows,
  futexesStp,
  mutexContentionStp,
  semopWatchStp,
  bklStp,
  schedtimesStp,
  latencytapStp,
  sleeptimeStp,
  libvirtLockDebugStp,
  libvirtQemuMonitorStp,
  libvirtRpcMonitorStp,
  libvirtEventsStp,
  libvirtClientStp,
  perfLockContention,
  perfLockReport,
  perfFutexContention,
  perfTraceFutex,
  perfScriptFutex,
  klockstat,
  futexctn,
  offcputime,
  bpftraceMaps,
  lttngUstPthread,
  mutrace,
  glibcProbes,
];
