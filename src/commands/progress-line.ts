import type { Progress } from "../model/progress.ts";
import { progressText } from "./progress-text.ts";

/** The part of `process.stderr` that is used. */
export interface Screen {
  readonly write: (text: string) => unknown;
  /** Undefined or 0 where the terminal does not tell. */
  readonly columns?: number | undefined;
  readonly on: (event: "resize" | "error", listener: () => void) => unknown;
  readonly removeListener: (event: "resize" | "error", listener: () => void) => unknown;
}

export interface ProgressLine extends Progress {
  /** Takes the line off the screen, for good. To be called before anything else is written. */
  readonly end: () => void;
}

/** Shorter runs show nothing. */
const FIRST_AFTER_MS = 300;
const EVERY_MS = 100;
/** The rate shown is that of about so many of the last seconds. */
const SMOOTHING_S = 3;
const USUAL_COLUMNS = 80;

interface Speedometer {
  /** The first bytes were read: time runs from here, since what they took is not known. */
  readonly begin: (done: number) => void;
  readonly measure: (done: number, nowMs: number) => void;
  readonly rate: () => number | undefined;
}

/** Bytes a second, of which the last seconds count most. */
function speedometer(): Speedometer {
  let last: { readonly done: number; readonly atMs: number } | undefined;
  let bytes = 0;
  let seconds = 0;
  return {
    begin: (done) => {
      last ??= { done, atMs: performance.now() };
    },
    measure: (done, nowMs) => {
      if (last === undefined) return;
      const passed = (nowMs - last.atMs) / 1000;
      const weight = Math.exp(-passed / SMOOTHING_S);
      bytes = bytes * weight + done - last.done;
      seconds = seconds * weight + passed;
      last = { done, atMs: nowMs };
    },
    rate: () => (seconds > 0 ? bytes / seconds : undefined),
  };
}

/** Back to the first column, and clear to the end of the line. */
const CARRIAGE_RETURN = "\r";
const CLEAR_REST = "\x1b[K";

/**
 * Shows on a terminal how far the reading is. It is painted as progress is told, for no timer fires while the thread is busy; a timer besides
 * paints when nothing is told. Goes by itself when the process ends, in whatever way but by `SIGKILL`.
 */
export function progressLine(screen: Screen): ProgressLine {
  const speed = speedometer();
  let total = 0;
  let done = 0;
  let path: string | undefined;
  let due = performance.now() + FIRST_AFTER_MS;
  let shown = "";
  let ended = false;

  const paint = (): void => {
    // The last column stays free: a terminal may go to the next line when it is filled.
    const text = progressText({ total, done, rate: speed.rate(), path }, (screen.columns || USUAL_COLUMNS) - 1);
    if (text === shown) return;
    screen.write(`${CARRIAGE_RETURN}${text}${CLEAR_REST}`);
    shown = text;
  };

  const paintIfDue = (): void => {
    if (ended) return;
    const now = performance.now();
    if (now < due) return;
    due = now + EVERY_MS;
    speed.measure(done, now);
    if (total > 0 || done > 0) paint();
  };

  const resized = (): void => {
    if (shown !== "") paint();
  };

  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    screen.removeListener("resize", resized);
    process.removeListener("exit", end);
    process.removeListener("uncaughtExceptionMonitor", end);
    if (shown !== "") screen.write(`${CARRIAGE_RETURN}${CLEAR_REST}`);
  };

  const timer = setInterval(paintIfDue, EVERY_MS);
  timer.unref();
  screen.on("resize", resized);
  // A terminal that is gone is no reason to fail. The listener stays: the error comes after the last write.
  screen.on("error", end);
  process.once("exit", end);
  process.once("uncaughtExceptionMonitor", end);

  return {
    total: (bytes) => {
      total = bytes;
      paintIfDue();
    },
    read: (input, bytes) => {
      const last = done < total && done + bytes >= total;
      path = input;
      done += bytes;
      speed.begin(done);
      // At once: what follows keeps the thread busy and tells nothing.
      if (last && shown !== "") due = 0;
      paintIfDue();
    },
    end,
  };
}
