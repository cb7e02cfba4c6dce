import { escapeControls } from "../lib/escape.ts";
import { TraceRankError } from "../model/error.ts";

/** Exit code of an answer that a condition of `--fail-on` forbids. */
const FORBIDDEN = 1;
/** Exit code of an expected failure. */
const FAILED = 2;
/** Exit code of a fault of ours (EX_SOFTWARE). */
const OUR_FAULT = 70;

/** Prints what went wrong as one line and a hint, or our own fault with its stack, and gives the exit code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof TraceRankError) {
    process.stderr.write(`trace-rank: ${escapeControls(error.message)}\n`);
    for (const line of error.shown) process.stderr.write(`    ${escapeControls(line)}\n`);
    if (error.hint !== undefined) process.stderr.write(`  ${escapeControls(error.hint)}\n`);
    return FAILED;
  }
  const stack = error instanceof Error ? error.stack ?? error.message : String(error);
  process.stderr.write(`trace-rank: a fault of the program itself; please report it with this:\n${stack}\n`);
  return OUR_FAULT;
}

/** Says which conditions an answer fails, and makes the exit code tell. */
export function exitByGate(failures: readonly string[]): void {
  for (const failure of failures) process.stderr.write(`trace-rank: --fail-on ${escapeControls(failure)}\n`);
  if (failures.length > 0) process.exitCode = FORBIDDEN;
}

/** The signals that ask a program to end, by number. What a shell reports of one that did is 128 more. */
const ENDING = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Exits at once when asked to end, and takes along what only the exit removes: temporary copies of inputs, the progress line. The first
 * signal gives the next ones their usual effect back, so that a second Ctrl-C ends the process even if the exit has to wait for a disk.
 * A handler runs between two turns of the event loop only: what takes long must yield.
 */
export function exitOnSignals(): void {
  const stop = (signal: keyof typeof ENDING): void => {
    for (const one of Object.keys(ENDING)) process.removeListener(one, stop);
    process.exit(128 + ENDING[signal]);
  };
  for (const one of Object.keys(ENDING)) process.on(one, stop);
}

/** A reader that closes our output early (`| head`) wants no more: that is no failure, and what `--fail-on` and `--strict` say is still told by the exit code. */
export function survivePipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
