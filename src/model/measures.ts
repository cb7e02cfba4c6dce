/**
 * Time by what was the limit then: processors or a disk (90 % busy over the sample), else software, which is what can be mended by settings and code;
 * unknown without a sample of at most 10 s.
 */
export interface BoundTime {
  readonly software: number;
  readonly cpu: number;
  readonly disk: number;
  readonly unknown: number;
}

/** Durations in µs. Quantiles by linear interpolation between order statistics. */
export interface Quantiles {
  readonly total: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly count: number;
}

/** Durations in µs, quantiles as above. */
export interface Spread {
  readonly min: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}
