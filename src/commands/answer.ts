import { escapeControls } from "../lib/escape.ts";
import type { AnalyseOptions } from "../pipeline.ts";
import type { ProgressLine } from "./progress-line.ts";
import { readAnalyseOptions, type RawOptions } from "./options.ts";
import { openRedaction } from "./redaction.ts";

/** What a command makes of logs. */
export interface Answering<A> {
  readonly read: (options: AnalyseOptions) => Promise<A>;
  /** Is given the answer as it may be shown. */
  readonly write: (answer: A) => Promise<void>;
  /** What a file that was written holds, in a few words. */
  readonly summary: (answer: A) => string;
}

/** Reads logs as the options say, and writes what they tell. Gives the answer as it was read, and as it was shown: redacted if that was asked for. */
export async function answer<A>(raw: RawOptions, { read, write, summary }: Answering<A>): Promise<{ readonly told: A; readonly shown: A }> {
  const options = readAnalyseOptions(raw);
  const redaction = openRedaction(raw);
  const [{ disposeInputs }, progress] = await Promise.all([import("../input/spool.ts"), progressOf(raw)]);
  try {
    const told = await read({ ...options, progress, onNames: redaction.onNames }).finally(progress?.end);
    const shown = redaction.apply(told);
    // The key first: without it an answer that stands already could not be read by whom it is for.
    redaction.finish();
    await write(shown);
    if (raw.output !== undefined && raw.quiet !== true) process.stderr.write(`trace-rank: wrote ${escapeControls(raw.output)}: ${escapeControls(summary(shown))}\n`);
    return { told, shown };
  } finally {
    disposeInputs();
  }
}

/** On a terminal that can go back in a line, and where nobody asked for quiet. */
async function progressOf({ quiet }: RawOptions): Promise<ProgressLine | undefined> {
  if (quiet === true || !process.stderr.isTTY || process.env["TERM"] === "dumb") return undefined;
  return (await import("./progress-line.ts")).progressLine(process.stderr);
}
