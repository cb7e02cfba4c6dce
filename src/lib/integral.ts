import { bisector } from "d3-array";

/** The integral of a rate that changes only at known instants and is zero before the first and after the last. */
export interface Integral {
  /** The instants, in order, each once. */
  readonly atUs: readonly number[];
  /** Accumulated up to each of them. */
  readonly sum: readonly number[];
}

/** Integrates a rate: `rateAfter` is given the changes in order of time and says the rate from each on. */
export function integrate<Change extends { readonly atUs: number }>(changes: readonly Change[], rateAfter: (change: Change) => number): Integral {
  const atUs: number[] = [];
  const sum: number[] = [];
  let total = 0;
  let rate = 0;
  let lastUs: number | undefined;
  for (const change of [...changes].sort((a, b) => a.atUs - b.atUs)) {
    if (change.atUs !== lastUs) {
      if (lastUs !== undefined) total += rate * (change.atUs - lastUs);
      lastUs = change.atUs;
      atUs.push(lastUs);
      sum.push(total);
    }
    rate = rateAfter(change);
  }
  return { atUs, sum };
}

/** What accumulated from one instant to another, in logarithmic time. */
export function accumulated(integral: Integral, startUs: number, endUs: number): number {
  return upTo(integral, endUs) - upTo(integral, startUs);
}

/** A stretch in which the rate does not change. */
export interface Level {
  readonly startUs: number;
  readonly endUs: number;
  readonly rate: number;
}

const LEAST_RATE = 1e-9;

/** How the rate changed from one instant to another; stretches without any, or with no more than rounding leaves, are left out. */
export function levels({ atUs, sum }: Integral, startUs: number, endUs: number): readonly Level[] {
  const found: Level[] = [];
  for (let index = Math.max(0, byInstant(atUs, startUs) - 1); index + 1 < atUs.length; index++) {
    const fromUs = atUs[index] ?? 0;
    const toUs = atUs[index + 1] ?? fromUs;
    if (fromUs >= endUs) break;
    const rate = ((sum[index + 1] ?? 0) - (sum[index] ?? 0)) / (toUs - fromUs);
    if (rate > LEAST_RATE && toUs > startUs) found.push({ startUs: Math.max(fromUs, startUs), endUs: Math.min(toUs, endUs), rate });
  }
  return found;
}

const byInstant = bisector((us: number) => us).right;

function upTo({ atUs, sum }: Integral, us: number): number {
  const next = byInstant(atUs, us);
  const before = sum[next - 1];
  const fromUs = atUs[next - 1];
  if (before === undefined || fromUs === undefined) return 0;
  const after = sum[next];
  return after === undefined ? before : before + ((after - before) * (us - fromUs)) / ((atUs[next] ?? us) - fromUs);
}
