import { max, min } from "d3-array";
import { countStretches, fillingStretches, unitedUs, type Stretches } from "../../lib/stretches.ts";
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
  /** Σ hold ÷ [first request, last release]; undefined where no hold is known. */
  readonly utilisation: number | undefined;
}

/** `endUs`: of the logs. */
export function passagesOf(identity: string, lives: readonly Acquisition[], blaming: Blaming, endUs: number): LockPassages {
  const holds = fillingStretches(lives.length);
  for (const life of lives) {
    const held = heldStretch(life, endUs);
    if (held !== undefined) holds.push(held.startUs, held.endUs);
  }
  const waits = waitsOf(lives);
  const contended = waitsOf(lives.filter(isContended));
  return { identity, lives, waits, waiting: countStretches(waits), contended, caused: blaming.causedBy(identity, contended), utilisation: utilisationOf(holds.filled(), waits) };
}

function utilisationOf(holds: Stretches, waits: Stretches): number | undefined {
  const startUs = min([min(holds.startsUs), min(waits.startsUs)], (us) => us);
  const stopUs = max(holds.endsUs);
  return startUs === undefined || stopUs === undefined || stopUs <= startUs ? undefined : unitedUs(holds) / (stopUs - startUs);
}
