import type { Derivation } from "./explanation.ts";
import type { ResourceKind } from "./event.ts";
import type { Operation } from "./operation.ts";

/**
 * Waits, holds and work of the reported run one by one, for formats that draw or tabulate them. Instants are µs since the epoch, UTC; a missing
 * answer is null. Each list is in order of start.
 */
export interface Detail {
  readonly locks: readonly LockDetail[];
  /** Contended waits, and waits for events. */
  readonly waits: readonly WaitDetail[];
  /** Of locks that someone waited for. */
  readonly holds: readonly HoldDetail[];
  readonly operations: readonly OperationDetail[];
  /** The shortest of more than there is room for. */
  readonly leftOut: { readonly waits: number; readonly holds: number; readonly operations: number };
}

/** One individual lock, permit pool, job, service, or kind of event. */
export interface LockDetail {
  /** Id of its hotspot; null: ranked by none. */
  readonly hotspot: string | null;
  readonly kind: ResourceKind;
  readonly service: string;
  /** The class it belongs to. */
  readonly resource: string;
  /** As logged. */
  readonly name: string;
  readonly host: string | null;
}

/** Who did it, and which line says so. */
export interface DetailSource {
  readonly service: string;
  readonly host: string | null;
  readonly pid: number | null;
  /** Id of the instance it was for. */
  readonly instance: string | null;
  readonly role: "boot" | "delete" | "background";
  readonly file: string;
  readonly line: number;
}

export interface WaitDetail extends DetailSource {
  /** Index into `locks`. */
  readonly lock: number;
  readonly waiter: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly how: Derivation;
  /** Who held it for most of the wait. */
  readonly holder: string | null;
  /** Index into `holds` of the last one that ended before it was let in; null: unknown. */
  readonly letInBy: number | null;
}

export interface HoldDetail extends DetailSource {
  readonly lock: number;
  readonly holder: string;
  readonly startUs: number;
  readonly endUs: number;
}

export interface OperationDetail extends DetailSource {
  readonly operation: Operation;
  readonly name: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly outcome: string | null;
}

export const NO_DETAIL: Detail = { locks: [], waits: [], holds: [], operations: [], leftOut: { waits: 0, holds: 0, operations: 0 } };
