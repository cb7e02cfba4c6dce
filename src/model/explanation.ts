import type { Evidence } from "./evidence.ts";
import type { Hotspot } from "./hotspot.ts";

/**
 * Where one number of the ranking comes from, wait by wait: what `trace-rank why --format json` writes. Instants are µs since the epoch, UTC;
 * durations µs; a missing answer is null.
 */
export interface Explanation {
  readonly schemaVersion: 1;
  readonly tool: { readonly version: string };
  readonly hotspot: Hotspot;
  /** They sum to `hotspot.waitUs.total`. */
  readonly parts: readonly ExplainedPart[];
  /** The longest waits, longest first. */
  readonly waits: readonly ExplainedWait[];
  /** Contended waits not listed one by one. */
  readonly unlisted: { readonly count: number; readonly totalUs: number };
  /** Acquisitions of which no line tells how long they waited: in no sum. */
  readonly unknownWaits: number;
}

/**
 * How the length of a wait is known:
 * - `stated`: a log line says it.
 * - `between-lines`: the time between the line that asks and the one that tells when it was got, or that the wait ended otherwise.
 * - `inferred`: no line tells of the resource; the time between arriving before it and going on.
 * - `event`: the time blocked until an event came, placed by the lines around it.
 * - `uncontended`: shorter than the source can tell from no wait.
 * - `counted`: known as a sum only: too many to keep, or never recorded one by one.
 */
export type Derivation = "stated" | "between-lines" | "inferred" | "event" | "uncontended" | "counted";

export interface ExplainedPart {
  readonly how: Derivation;
  readonly count: number;
  readonly totalUs: number;
}

export interface ExplainedWait {
  /** Function, thread, process or instance that waited. */
  readonly waiter: string;
  /** Display name, domain or id of the instance it was for; null: none. */
  readonly instance: string | null;
  readonly role: "boot" | "delete" | "background";
  readonly startUs: number;
  readonly endUs: number;
  /** endUs − startUs */
  readonly waitUs: number;
  readonly how: Derivation;
  /** Why it began and ended then. */
  readonly reason: string;
  /** Who had it meanwhile, longest first. */
  readonly holders: readonly { readonly name: string; readonly us: number }[];
  /** The lines it is computed from, the one that ends it last. */
  readonly evidence: readonly Evidence[];
}
