import { escapeControls } from "../lib/escape.ts";
import { TraceRankError } from "../model/error.ts";

/** Exit code of an expected failure. */
const FAILED = 2;
/** Exit code of a fault of ours (EX_SOFTWARE). */
const OUR_FAULT = 70;

/** Prints what went wrong as one line and a hint, or our own fault with its stack, and gives the exit code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof TraceRankError) {
    process.stderr.write(`trace-rank: ${escapeControls(error.message)}\n`);
    if (error.hint !== undefined) process.stderr.write(`  ${escapeControls(error.hint)}\n`);
    return FAILED;
  }
  const stack = error instanceof Error ? error.stack ?? error.message : String(error);
  process.stderr.write(`trace-rank: a fault of the program itself; please report it with this:\n${stack}\n`);
  return OUR_FAULT;
}

/** A reader that closes our output early (`| head`) wants no more: that is no failure. */
export function survivePipes(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}
