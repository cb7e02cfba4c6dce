import { escapeControls } from "../lib/escape.ts";
import { countOf } from "../lib/quantity.ts";
import { TraceRankError } from "../model/error.ts";
import type { Names } from "../model/names.ts";
import { openRedactor } from "../redaction/redact.ts";
import { writeOutput } from "./write-output.ts";

export interface RedactOptions {
  readonly redact?: boolean;
  readonly redactMap?: string;
  readonly quiet?: boolean;
}

/** `--redact` and `--redact-map`, as a command applies them. */
export interface Redaction {
  /** To be told what the logs call things by, once for each run that is read. */
  readonly onNames: (names: Names) => void;
  /** The answer as it may be shown; as it is unless it is to be redacted. */
  readonly apply: <T>(answer: T) => T;
  /** Writes the key, where one is asked for. */
  readonly finish: () => void;
}

/** @throws TraceRankError `bad-option`: a key without anything it opens */
export function openRedaction({ redact, redactMap, quiet }: RedactOptions): Redaction {
  if (redact !== true) {
    if (redactMap !== undefined) throw new TraceRankError("bad-option", "--redact-map: nothing is redacted", "Add --redact.");
    return { onNames: () => undefined, apply: (answer) => answer, finish: () => undefined };
  }
  let names: Names = { instances: [], hosts: [], paths: [] };
  let opened: ReturnType<typeof openRedactor> | undefined;
  return {
    onNames: ({ instances, hosts, paths }) => {
      names = { instances: [...names.instances, ...instances], hosts: [...names.hosts, ...hosts], paths: [...names.paths, ...paths] };
    },
    apply: (answer) => (opened ??= openRedactor(names)).redact(answer),
    finish: () => {
      if (redactMap === undefined || opened === undefined) return;
      writeOutput(`${JSON.stringify(Object.fromEntries(opened.key()), null, 1)}\n`, redactMap, "key of the redacted", 0o600);
      if (quiet !== true) process.stderr.write(`trace-rank: wrote ${escapeControls(redactMap)}: ${countOf(opened.key().size, "name")}; keep it to yourself\n`);
    },
  };
}
