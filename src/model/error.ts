/**
 * An expected failure the user can act on. Printed as one line, what it shows, and a hint; exit code 2.
 */
export class TraceRankError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  /** Lines that show the place, between the message and the hint. */
  readonly shown: readonly string[];

  constructor(code: string, message: string, hint?: string, shown: readonly string[] = []) {
    super(message);
    this.name = "TraceRankError";
    this.code = code;
    this.hint = hint;
    this.shown = shown;
  }
}
