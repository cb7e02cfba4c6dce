import { address } from "../caller.ts";
import { createCalendar, isDigits, secondsToUs, sinceEpochOrBoot, timeOfDayUs, wallTime, type Instant } from "../instant.ts";
import type { Layout } from "../layout.ts";
import { createOpenWaits } from "../open-waits.ts";
import { createRowSink, NO_HEADER } from "../row-sink.ts";

/**
 * LTTng's lttng_ust_pthread (liblttng-ust-pthread-wrapper.so) as babeltrace prints it. The time is a local time of day, with
 * --clock-date the date before it, with --clock-seconds seconds since the epoch; procname and vtid need their contexts to be recorded.
 */
export const lttngUstPthread: Layout = {
  id: "lttng_ust_pthread",
  title: "LTTng lttng_ust_pthread, babeltrace text: requests, acquisitions and releases of pthread mutexes",
  example:
    '[11:17:48.130305313] (+0.000002474) compute1 lttng_ust_pthread:pthread_mutex_lock_req: { cpu_id = 2 }, { vpid = 801, vtid = 19398, procname = "rpc-libvirtd" }, { mutex = 0x7F10A4000B60 }',
  recognises: (line) => line.startsWith("[") && line.includes("lttng_ust_pthread:pthread_mutex_"),
  open: (context) => {
    const sink = createRowSink(context, NO_HEADER, false);
    const open = createOpenWaits(sink);
    const onDay = createCalendar(context.modifiedUs);
    let records = 0;
    let host: string | undefined;
    return {
      line: (text, line) => {
        if (!text.startsWith("[")) return false;
        const at = text.indexOf(" lttng_ust_pthread:pthread_mutex_");
        // Other events of the same session say nothing of mutexes.
        if (at === -1) return text.includes("] (+") && text.includes(": {");
        const close = text.indexOf("]");
        const time = instant(text.slice(1, close), onDay);
        const lock = field(text, "mutex");
        if (time === undefined || lock === undefined) return false;
        records++;
        host ??= hostOf(text.slice(close + 1, at));
        const pid = number(field(text, "vpid"));
        const tid = number(field(text, "vtid")) ?? number(field(text, "tid")) ?? 0;
        const moment = { ...time, line, pid, tid, comm: field(text, "procname"), lock: address(lock), by: undefined };
        const failed = (field(text, "status") ?? "0") !== "0";
        const name = text.slice(at + " lttng_ust_pthread:pthread_mutex_".length).split(":", 1)[0];
        if (name === "lock_req") open.request(moment);
        else if (name === "unlock" && !failed) open.release(moment);
        else if ((name === "lock_acq" || name === "trylock") && !failed) open.acquire(moment);
        return true;
      },
      end: () => {
        open.end();
        return { ...sink.end(), records, host };
      },
    };
  },
};

/** `11:17:48.130305313`, `2016-11-22 11:17:48.130305313`, `1479813468.130305313` */
function instant(text: string, onDay: (timeOfDayUs: number) => number): (Instant & { restNs: number }) | undefined {
  const restNs = Number(/\.\d{6}(\d{3})$/.exec(text)?.[1] ?? 0);
  if (text.includes("-")) {
    const at = wallTime(text);
    return at === undefined ? undefined : { ...at, restNs };
  }
  if (text.includes(":")) {
    const ofDayUs = timeOfDayUs(text);
    return ofDayUs === undefined ? undefined : { atUs: onDay(ofDayUs), clock: "local", restNs };
  }
  const atUs = secondsToUs(text);
  return atUs === undefined ? undefined : { ...sinceEpochOrBoot(atUs), restNs };
}

/** The host stands between the time since the last event and the event's name; sessions without hostnames have none. */
function hostOf(text: string): string | undefined {
  const words = text.trim().split(" ").filter((word) => word !== "" && !word.startsWith("("));
  return words[0];
}

/** The value after `name = `, without quotes. */
function field(text: string, name: string): string | undefined {
  const at = text.indexOf(` ${name} = `);
  if (at === -1) return undefined;
  const from = at + name.length + 4;
  if (text.charAt(from) === '"') return text.slice(from + 1, text.indexOf('"', from + 1));
  return /^[\w-]+/.exec(text.slice(from, from + 40))?.[0];
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && isDigits(text) && text.length <= 10 ? Number(text) : undefined;
}
