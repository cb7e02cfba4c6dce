import { min } from "d3-array";
import { countStretches, type Stretches } from "../../lib/stretches.ts";
import type { Steps } from "../../lib/integral.ts";
import type { Acquisition } from "../../model/trace.ts";
import { heldStretch, waitsOf, type Blaming, type Caused } from "../blame.ts";
import { isContended } from "./survey.ts";

/** The passages through one individual lock, as often as a class of locks is asked about them: columns, since there may be very many. */
export interface LockPassages {
  readonly identity: string;
  /** In order of time. */
  readonly lives: readonly Acquisition[];
  /** Waits of any length that are placed in time, in order of their end; and how many waited at any time. */
  readonly waits: Stretches;
  readonly waiting: Steps;
  /** Those at least as long as their source can show. */
  readonly contended: Stretches;
  /** What these cost the holders. */
  readonly caused: Caused;
  /** Share of [first request, last release] of these passages in which anyone held it, those included that a filter hides; undefined where no hold is known. */
  readonly utilisation: number | undefined;
}

/** `endUs`: of the logs. */
export function passagesOf(identity: string, lives: readonly Acquisition[], blaming: Blaming, endUs: number): LockPassages {
  const waits = waitsOf(lives);
  const contended = waitsOf(lives.filter(isContended));
  return { identity, lives, waits, waiting: countStretches(waits), contended, caused: blaming.causedBy(identity, contended), utilisation: utilisationOf(identity, lives, waits, blaming, endUs) };
}

function utilisationOf(identity: string, lives: readonly Acquisition[], waits: Stretches, blaming: Blaming, logEndUs: number): number | undefined {
  let startUs = min(waits.startsUs) ?? Number.POSITIVE_INFINITY;
  let stopUs = Number.NEGATIVE_INFINITY;
  for (const life of lives) {
    const held = heldStretch(life, logEndUs);
    if (held === undefined) continue;
    startUs = Math.min(startUs, held.startUs);
    stopUs = Math.max(stopUs, held.endUs);
  }
  return stopUs <= startUs ? undefined : blaming.heldUs(identity, { startUs, endUs: stopUs }) / (stopUs - startUs);
}
