/**
 * A counted fact about the quality of the input, with what to do about it. `code` is stable and machine-readable.
 * - `info`: nothing is lost. `warning`: something was left out or guessed. `error`: an input could not be used.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: "info" | "warning" | "error";
  /** One sentence, without the count. */
  readonly message: string;
  readonly count: number;
  /** At most three, in order of source path and line. */
  readonly examples: readonly DiagnosticExample[];
  /** What the user can do, where there is something. */
  readonly hint: string | null;
}

export interface DiagnosticExample {
  readonly file: string;
  /** 1-based; null where the fact is about the whole file. */
  readonly line: number | null;
  /** Clipped to 200 characters; raw, so a report escapes it. */
  readonly text: string | null;
}

/** One occurrence, before counting. */
export interface Note {
  readonly code: string;
  readonly severity: Diagnostic["severity"];
  readonly message: string;
  readonly hint: string | undefined;
  readonly line: number | undefined;
  readonly text: string | undefined;
}
