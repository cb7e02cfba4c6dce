import type { Evidence } from "./evidence.ts";
import type { PathStretch } from "./run.ts";

export interface Instance {
  /** UUID, or the domain name where no log gives the UUID. */
  readonly id: string;
  readonly name: string | null;
  readonly domain: string | null;
  readonly host: string | null;
  readonly requestIds: readonly string[];
  /** Threads that created or destroyed its domain, in order of first use. */
  readonly libvirtdThreads: readonly number[];
  readonly outcome: "ready" | "error" | "unfinished" | "deleted";
  /** Why it is in error, as logged. */
  readonly fault: string | null;
  readonly requestUs: number | null;
  readonly activeUs: number | null;
  readonly readyUs: number | null;
  readonly deleteUs: number | null;
  readonly goneUs: number | null;
  /** As nova's `Took … seconds` lines say. */
  readonly buildUs: number | null;
  readonly spawnUs: number | null;
  /** Time of [request, ready] in which it waited for a resource (union, not sum). */
  readonly waitUs: number;
  readonly unexplainedUs: number;
  /** Back from ready to its own request, through those it waited for; at most 50 stretches, without gap or overlap; empty where it never was ready. */
  readonly criticalPath: readonly PathStretch[];
  /** Tile [request, ready] and [delete, gone] without overlap, in order. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  readonly phase: "create" | "ping" | "ssh" | "delete";
  readonly kind: "work" | "wait" | "unexplained";
  readonly startUs: number;
  readonly endUs: number;
  readonly resource: string | null;
  readonly holder: string | null;
  readonly evidence: readonly Evidence[];
  /** What lies inside or runs in parallel; may overlap one another. */
  readonly children: readonly Step[];
}
