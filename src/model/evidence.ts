export interface Evidence {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The line as logged (raw: a report escapes it), clipped to 500 characters; a long line of JSON may begin with `…` and its message. */
  readonly text: string;
}
