import type { ExternalEvent } from "../model/trace.ts";

/** An event that came in its turn, behind those of other boots. */
export interface EventTurn {
  readonly instance: number;
  readonly event: ExternalEvent;
  /** Of those who bring such events to one host, one after another. */
  readonly server: string;
  /** The boot itself had nothing to wait for on the way to it, µs UTC. */
  readonly preparedUs: number;
  /** It was ready to be brought, µs UTC: before, the port was plugged in and seen. */
  readonly requestUs: number;
  /** Since when it was its turn, µs UTC. */
  readonly startUs: number;
  /** What brings it was done with it, µs UTC. */
  readonly endUs: number;
  /** It was on its way until then, µs UTC; that it was received later was up to who received it. */
  readonly arrivedUs: number;
}
