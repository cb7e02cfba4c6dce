import { atLeast } from "./banner.ts";
import { procedureOf } from "./calls.ts";
import { numberAt, textAt } from "./columns.ts";
import { DAEMON } from "./fields.ts";
import type { Context } from "./life.ts";
import type { Noted } from "./noted.ts";
import { procedureName } from "./procedures.ts";
import { headOf, messageOf, type LibvirtRecord, type Origin } from "./record.ts";
import { beginApi, finishCall } from "./work.ts";

const RUNNING = " is now running job ";

// virThreadJobSet:93 : Thread 24301 (rpc-libvirtd) is now running job remoteDispatchDomainCreateWithFlags      1.2.14+
// virThreadJobSet:96 : Thread 21411 is now running job daemon-shutdown
export function beginThreadJob(record: LibvirtRecord, context: Context): void {
  const { text, from } = record;
  const at = text.indexOf(RUNNING, from);
  if (at < 0) return;
  context.life.threadJobs = true;
  learnDaemon(record, context);
  beginApi(record, context.names.at(text, at + RUNNING.length, text.length), context);
}

export const threadJobBegun: Noted = {
  templates: ["{:number} (rpc-{daemon:word}) is now running job {job:word}", "{:number} (prio-rpc-{daemon:word}) is now running job {job:word}"],
  apply: (record, values, context) => {
    context.life.threadJobs = true;
    setDaemon(textAt(values, 0), context);
    beginApi(record, textAt(values, 1), context);
  },
};

// virThreadJobSetWorker:75 : Thread 27 is running worker rpc-virtqemud       1.2.14+
export function runsWorker(record: LibvirtRecord, context: Context): void {
  learnDaemon(record, context);
}

// (rpc-libvirtd)    worker prio-rpc-virtqemud        named after the daemon since 5.x; before, `rpc-worker`
const WORKER = /[( ](?:prio-)?rpc-(\w+)/;

function learnDaemon(record: LibvirtRecord, context: Context): void {
  if (context.life.daemon === undefined) setDaemon(WORKER.exec(messageOf(record))?.[1], context);
}

function setDaemon(name: string | undefined, { life }: Context): void {
  if (life.daemon === undefined && name !== undefined && DAEMON.test(name)) life.daemon = name;
}

// virThreadJobClear:118 : Thread 24301 (rpc-libvirtd) finished job remoteDispatchDomainCreateWithFlags with ret=0
export function endThreadJob(record: LibvirtRecord, context: Context): void {
  const { text, from } = record;
  const at = text.indexOf(" finished job ", from);
  if (at < 0) return;
  const { life, emit } = context;
  life.threadJobs = true;
  finishCall(record, context, text.endsWith("=0") ? undefined : messageOf(record).slice(messageOf(record).lastIndexOf("=") + 1));
  if (life.stopped || !text.includes("daemon-shutdown", at)) return;
  life.stopped = true;
  emit({ kind: "banner", head: headOf(record), product: "libvirt", version: life.version, life: "stop" });
}

/** Of a worker: the job in which the daemon ends has a thread of its own. */
export const threadJobEnded: Noted = {
  templates: ["{:number} (rpc-{:word}) finished job {:word} with ret={result:number}", "{:number} (prio-rpc-{:word}) finished job {:word} with ret={result:number}"],
  apply: (record, values, context) => {
    context.life.threadJobs = true;
    const result = numberAt(values, 0);
    finishCall(record, context, result === 0 ? undefined : result.toString());
  },
};

// virNetServerProgramDispatch:280 : prog=536903814 ver=1 type=0 status=0 serial=0 proc=66      0.9.0+
export function dispatchProcedure(record: LibvirtRecord, context: Context): void {
  dispatched(record, context, procedureOf(record));
}

export const dispatchedProcedure: Noted = {
  templates: ["{program:number} ver={:number} type={:number} status={:number} serial={:number} proc={procedure:number}"],
  apply: (record, values, context) => {
    dispatched(record, context, procedureName(numberAt(values, 0), numberAt(values, 1)));
  },
};

function dispatched(origin: Origin, context: Context, name: string | undefined): void {
  const { life } = context;
  // Where thread jobs are logged, the next line of this thread names the job.
  if (name === undefined || life.threadJobs || (life.version !== undefined && atLeast(life.version, 1, 2, 14))) return;
  beginApi(origin, name, context);
}
