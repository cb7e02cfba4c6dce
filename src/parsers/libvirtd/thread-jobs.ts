import { atLeast } from "./banner.ts";
import { procedureOf } from "./calls.ts";
import { DAEMON } from "./fields.ts";
import type { Context, LibvirtRecord } from "./life.ts";
import { beginApi, finishCall } from "./work.ts";

const RUNNING = " is now running job ";

// virThreadJobSet:93 : Thread 24301 (rpc-libvirtd) is now running job remoteDispatchDomainCreateWithFlags      1.2.14+
// virThreadJobSet:96 : Thread 21411 is now running job daemon-shutdown
export function beginThreadJob({ head, message }: LibvirtRecord, context: Context): void {
  const at = message.indexOf(RUNNING);
  if (at < 0) return;
  context.life.threadJobs = true;
  learnDaemon(message, context);
  beginApi(head, message.slice(at + RUNNING.length), context);
}

// virThreadJobSetWorker:75 : Thread 27 is running worker rpc-virtqemud       1.2.14+
export function runsWorker({ message }: LibvirtRecord, context: Context): void {
  learnDaemon(message, context);
}

// (rpc-libvirtd)    worker prio-rpc-virtqemud        named after the daemon since 5.x; before, `rpc-worker`
const WORKER = /[( ](?:prio-)?rpc-(\w+)/;

function learnDaemon(message: string, { life }: Context): void {
  if (life.daemon !== undefined) return;
  const name = WORKER.exec(message)?.[1];
  if (name !== undefined && DAEMON.test(name)) life.daemon = name;
}

// virThreadJobClear:118 : Thread 24301 (rpc-libvirtd) finished job remoteDispatchDomainCreateWithFlags with ret=0
export function endThreadJob({ head, message }: LibvirtRecord, context: Context): void {
  const at = message.indexOf(" finished job ");
  if (at < 0) return;
  const { life, emit } = context;
  life.threadJobs = true;
  const code = message.slice(message.lastIndexOf("=") + 1);
  finishCall(head, context, code === "0" ? undefined : code);
  if (!message.includes("daemon-shutdown", at) || life.stopped) return;
  life.stopped = true;
  emit({ kind: "banner", head, product: "libvirt", version: life.version, life: "stop" });
}

// virNetServerProgramDispatch:280 : prog=536903814 ver=1 type=0 status=0 serial=0 proc=66      0.9.0+
export function dispatchProcedure({ head, message }: LibvirtRecord, context: Context): void {
  const { life } = context;
  const name = procedureOf(message);
  // Where thread jobs are logged, the next line of this thread names the job.
  if (name === undefined || life.threadJobs || (life.version !== undefined && atLeast(life.version, 1, 2, 14))) return;
  beginApi(head, name, context);
}
