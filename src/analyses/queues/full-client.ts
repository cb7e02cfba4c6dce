import { bisectRight } from "d3-array";
import { accumulated, integrate } from "../../lib/integral.ts";
import { whereAtLeast, type Interval } from "../../lib/intervals.ts";

/** A request is read this soon after there is room for it, µs: stamps are in ms. Where there is room for longer, none is left in the socket. */
export const SOON_US = 2000;
/** On a busy host the daemon turns back to the socket later: after a long time without room so much of it still is none. */
const SOON_SHARE = 0.001;
/** So late it may be where something is known to have been left, µs. */
const LATE_US = 10_000;

/** When as many calls of one client are in hand as may be. */
export interface FullClient {
  /** How long a call waited that could have been sent at one instant and was read at another, µs. */
  readonly waitUs: (sinceUs: number, readUs: number) => number;
  /** Since when there was no room for a call that was read then; undefined: there was. */
  readonly sinceUs: (readUs: number) => number | undefined;
}

/** Whether a call that was read at the end of a gap, or later, lay in the socket at its beginning. */
export type WasLeft = (gap: Interval) => boolean;

/** Stretches in which as many are inside as may be; gaps in which the next is read are part of them. */
export function fullClient(holds: readonly Interval[], permits: number, wasLeft: WasLeft = () => false): FullClient {
  const full = whereAtLeast(holds, permits);
  const exactly = integrate(full.flatMap(({ startUs, endUs }) => [{ atUs: startUs, rate: 1 }, { atUs: endUs, rate: 0 }]), ({ rate }) => rate);
  const withGaps = bridge(full, wasLeft);
  const startsUs = withGaps.map(({ startUs }) => startUs);
  const fullSinceUs = (readUs: number): number | undefined => {
    const last = withGaps[bisectRight(startsUs, readUs) - 1];
    return last === undefined || last.endUs < readUs ? undefined : last.startUs;
  };
  return {
    sinceUs: fullSinceUs,
    waitUs: (sinceUs, readUs) => {
      const startUs = fullSinceUs(readUs);
      // Where there was room, it was sent only then; where nobody else called meanwhile, its own call before had the permit.
      if (startUs === undefined) return 0;
      const fromUs = Math.max(sinceUs, startUs);
      return accumulated(exactly, fromUs, readUs) <= 0 ? 0 : readUs - fromUs;
    },
  };
}

/** Stretches with the gaps between them in which the next call was read, each to the end of such a gap. */
function bridge(full: readonly Interval[], wasLeft: WasLeft): readonly Interval[] {
  const bridged: { readonly startUs: number; endUs: number }[] = [];
  let gapFromUs = Number.NEGATIVE_INFINITY;
  for (const { startUs, endUs } of full) {
    const last = bridged.at(-1);
    const isOver = last === undefined || (startUs > last.endUs && (startUs - gapFromUs > LATE_US || !wasLeft({ startUs: gapFromUs, endUs: startUs })));
    gapFromUs = endUs;
    const fromUs = isOver ? startUs : last.startUs;
    const untilUs = endUs + Math.max(SOON_US, SOON_SHARE * (endUs - fromUs));
    if (last === undefined || fromUs === startUs) bridged.push({ startUs, endUs: untilUs });
    else last.endUs = untilUs;
  }
  return bridged;
}
