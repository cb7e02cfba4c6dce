import type { Acquisition, Trace } from "../../model/trace.ts";
import type { Blaming } from "../blame.ts";
import type { DoingIn } from "../doing.ts";
import type { Pool } from "../pool.ts";
import type { EventTurn } from "../event-turn.ts";
import type { RoomyIn } from "../roomy-place.ts";
import type { BootRun } from "../runs.ts";

/** What a replay is told of the logs: part of a study, which knows how to ask for replays and so is not known here. */
export interface Replayable {
  readonly trace: Trace;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly roomy: RoomyIn;
  readonly eventTurns: readonly EventTurn[];
  readonly blaming: Blaming;
  readonly doing: DoingIn;
  readonly run: BootRun | undefined;
  readonly acquisitions: readonly Acquisition[];
}
