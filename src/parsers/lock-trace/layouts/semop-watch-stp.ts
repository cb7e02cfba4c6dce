import { lineByLine, type Layout } from "../layout.ts";
import { summary } from "../summary.ts";

/** SystemTap's semop-watch.stp (testsuite/systemtap.examples/process): each System V semaphore operation that took long; no time. */
export const semopWatchStp: Layout = {
  id: "semop-watch.stp",
  title: "SystemTap semop-watch.stp: slow System V semaphore operations",
  example: "Thread 2101 took 83121us to operate on set 65538 sems 0",
  recognises: (line) => LINE.test(line),
  open: lineByLine(undefined, (text, line, context) => {
    const [, thread, took, set] = LINE.exec(text) ?? [];
    if (thread === undefined) return false;
    const totalUs = Number(took);
    const lock = `semaphore set ${set}`;
    context.emit(summary(context, { line, lock, scope: "host", of: "wait", tid: Number(thread), contentions: 1, totalUs, maxUs: totalUs }));
    return true;
  }),
};

// Thread 2101 took 83121us to operate on set 65538 sems 0
const LINE = /^Thread (\d{1,10}) took (\d{1,15})us to operate on set (-?\d{1,12})\b/;
