import type { Compression } from "./compression.ts";
import type { Note } from "../model/diagnostic.ts";

/** A note about one input file. */
export interface FileNote extends Note {
  /** The input's path as shown in reports. */
  readonly file: string;
}

type Severity = Note["severity"];

/** A note about the file as a whole. */
export function fileNote(file: string, code: string, severity: Severity, message: string, hint?: string, text?: string): FileNote {
  return { file, code, severity, message, hint, line: undefined, text };
}

/** `EACCES`, `ENOENT`, … of a failed call of the operating system; the message of any other error. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** The file or folder exists, or did when it was listed, and cannot be read. */
export function unreadable(file: string, error: unknown): FileNote {
  const reason = reasonOf(error);
  const hint =
    reason === "EACCES" || reason === "EPERM"
      ? "Run as a user who may read it, or copy the log and read the copy."
      : reason === "ENOENT"
        ? "It vanished while the logs were read, perhaps by rotation; run again."
        : undefined;
  return fileNote(file, "unreadable-file", "error", "A file or folder could not be read.", hint, reason);
}

export function damagedCompression(file: string, compression: Compression, error: unknown): FileNote {
  const message = "A compressed file is damaged or cut short; what stands before the damage was used.";
  return fileNote(file, "damaged-compression", "warning", message, `Copy it again, or look at it with ${compression} -t.`, error instanceof Error ? error.message : undefined);
}
