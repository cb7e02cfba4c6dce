import { secondsToUs, sinceEpochOrBoot, type Instant } from "./instant.ts";
import type { TraceHeader } from "./row-sink.ts";

/** `key=value` pairs of a header comment: `# trace-rank lock-trace 1 clock=realtime pid=801 comm=libvirtd min_wait_us=20`. */
export type Settings = ReadonlyMap<string, string>;

export function readSettings(comment: string): Settings {
  const settings = new Map<string, string>();
  for (const word of comment.split(/[\s;,]+/)) {
    const equals = word.indexOf("=");
    if (equals > 0) settings.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return settings;
}

export function headerOf(settings: Settings): TraceHeader {
  return {
    pid: count(settings.get("pid")),
    comm: settings.get("comm") || undefined,
    host: settings.get("host") || undefined,
    minWaitUs: count(settings.get("min_wait_us")) ?? thousandth(count(settings.get("min_wait_ns"))),
    minHoldUs: count(settings.get("min_hold_us")) ?? thousandth(count(settings.get("min_hold_ns"))),
  };
}

/** Where a count of µs since boot lies: on a date if the header states the epoch of its zero. */
export function monoPlacement(settings: Settings): (atUs: number) => Instant {
  const zeroUs = secondsToUs(settings.get("boot_epoch_s") ?? "");
  return zeroUs === undefined ? sinceEpochOrBoot : (atUs) => ({ atUs: zeroUs + atUs, clock: "utc" });
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function thousandth(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1000;
}
