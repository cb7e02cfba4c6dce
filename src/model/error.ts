/**
 * An expected failure the user can act on. Printed as one line and a hint, exit code 2.
 */
export class TraceRankError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.name = "TraceRankError";
    this.code = code;
    this.hint = hint;
  }
}
