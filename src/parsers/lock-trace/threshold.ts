/** Fewer rows than this say nothing about a threshold. */
const ENOUGH_ROWS = 50;
/** Below this the tracer's own cost is as good an explanation. */
const LEAST_US = 5;

/** Finds out from the rows themselves below which length a tracer left waits or holds out. */
export interface Threshold {
  readonly see: (durationNs: number) => void;
  /** µs; undefined: none to be seen. */
  readonly inferred: () => number | undefined;
}

/** Of the waits and of the holds of one trace, in all files it was rotated into. */
export interface Thresholds {
  readonly waits: Threshold;
  readonly holds: Threshold;
}

export function createThresholds(): Thresholds {
  return { waits: createThreshold(), holds: createThreshold() };
}

export function createThreshold(): Threshold {
  let rows = 0;
  let leastNs = Infinity;
  return {
    see: (durationNs) => {
      rows++;
      if (durationNs < leastNs) leastNs = durationNs;
    },
    inferred: () => {
      const leastUs = leastNs / 1000;
      return rows >= ENOUGH_ROWS && leastUs >= LEAST_US ? roundDown(leastUs) : undefined;
    },
  };
}

/** To 1, 2 or 5 times a power of ten: what people choose as a limit. */
function roundDown(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const digit = value / magnitude;
  return magnitude * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}
