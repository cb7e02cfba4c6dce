import type { Gauge } from "../../model/event.ts";
import type { ParserContext } from "../parser.ts";

/** One sample: the rows with one host and one instant. */
export interface Sample {
  readonly host: string;
  readonly atUs: number;
  readonly intervalS: number;
  /** First line, for diagnostics. */
  readonly line: number;
}

/** A later instant (in the year 2255) is no safe integer in µs. */
export const LATEST_S = 9_000_000_000;
/** Thirty years; a longer interval is no interval. */
export const LONGEST_S = 1_000_000_000;

/** A first sample this many times longer than the second holds the values since boot. */
const SINCE_BOOT_FACTOR = 10;
/** A lone sample longer than atop's usual interval (600 s) holds the values since boot. */
const LONGEST_LONE_S = 600;
/** Gauges of a first sample kept back at most; more than this and it is let through. */
const HELD_GAUGES = 10_000;

export interface SampleGate {
  /** A sample begins; `sinceBoot`: the source says that its values count from boot. */
  readonly begin: (sample: Sample, sinceBoot: boolean) => void;
  readonly add: (gauge: Gauge) => void;
  readonly end: () => void;
}

/**
 * Lets gauges through, but for samples since boot: those are averages of another time. `-P` announces them by RESET; `-J` does not, and
 * a filter may have removed the line, so the first sample waits until the second one's interval tells.
 */
export function sampleGate({ emit, note }: Pick<ParserContext, "emit" | "note">): SampleGate {
  let state: "before" | "first" | "open" | "closed" = "before";
  let first: Sample | undefined;
  let held: Gauge[] = [];

  const drop = (sample: Sample): void => {
    note({
      code: "atop-since-boot",
      severity: "info",
      message: "The first atop sample, with the totals since the host booted, was left out",
      hint: undefined,
      line: sample.line,
      text: undefined,
    });
  };
  const settle = (longestS: number): void => {
    if (first === undefined) return;
    if (first.intervalS > longestS) drop(first);
    else held.forEach(emit);
    first = undefined;
    held = [];
  };

  return {
    begin: (sample, sinceBoot) => {
      settle(sample.intervalS * SINCE_BOOT_FACTOR);
      if (sinceBoot) {
        drop(sample);
        state = "closed";
      } else if (state === "before") {
        first = sample;
        state = "first";
      } else {
        state = "open";
      }
    },
    add: (gauge) => {
      if (state === "closed") return;
      if (first !== undefined && held.length >= HELD_GAUGES) settle(Infinity);
      if (first === undefined) emit(gauge);
      else held.push(gauge);
    },
    end: () => {
      settle(LONGEST_LONE_S);
    },
  };
}
