import { countStretches, fillingStretches, type Stretches } from "../../lib/stretches.ts";
import type { Steps } from "../../lib/integral.ts";
import type { Acquisition } from "../../model/trace.ts";
import { heldStretch, type Blaming, type Caused } from "../blame.ts";

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
  /** Those that stood in the queue and did not give up, in order of acquisition, and from when to when they stood there. */
  readonly queued: { readonly acquisitions: readonly Acquisition[]; readonly turns: Stretches };
  /** What these cost the holders. */
  readonly caused: Caused;
  /** Share of [first request, last release] of these passages in which anyone held it, those included that a filter hides; undefined where no hold is known. */
  readonly utilisation: number | undefined;
}

/** `endUs`: of the logs. */
export function passagesOf(identity: string, lives: readonly Acquisition[], blaming: Blaming, endUs: number): LockPassages {
  const waits = fillingStretches(lives.length);
  const contended = fillingStretches(lives.length);
  const got: Acquisition[] = [];
  const turns = fillingStretches(lives.length);
  let startUs = Number.POSITIVE_INFINITY;
  let stopUs = Number.NEGATIVE_INFINITY;
  for (const life of lives) {
    const { acquiredUs, waitUs } = life;
    if (acquiredUs !== undefined && waitUs !== undefined) {
      const askedUs = acquiredUs - waitUs;
      if (life.state !== "abandoned") {
        got.push(life);
        turns.push(askedUs, acquiredUs);
      }
      if (waitUs > 0) {
        waits.push(askedUs, acquiredUs);
        startUs = Math.min(startUs, askedUs);
        if (waitUs >= life.resolutionUs) contended.push(askedUs, acquiredUs);
      }
    }
    const held = heldStretch(life, endUs);
    if (held === undefined) continue;
    startUs = Math.min(startUs, held.startUs);
    stopUs = Math.max(stopUs, held.endUs);
  }
  const all = waits.filled();
  const long = contended.filled();
  return {
    identity,
    lives,
    waits: all,
    waiting: countStretches(all),
    contended: long,
    queued: { acquisitions: got, turns: turns.filled() },
    caused: blaming.causedBy(identity, long),
    utilisation: stopUs <= startUs ? undefined : blaming.heldUs(identity, { startUs, endUs: stopUs }) / (stopUs - startUs),
  };
}
