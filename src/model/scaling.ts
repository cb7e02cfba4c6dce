/** One run: how many boots, and how long until the last was ready. */
export interface ScalingRun {
  readonly n: number;
  readonly makespanUs: number;
}

/** Gunther's Universal Scalability Law X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), fitted to throughputs X = N / makespan. */
export interface UniversalScalability {
  /** Contention: the share of the work that is serial. */
  readonly sigma: number;
  /** Crosstalk: what grows with every pair. */
  readonly kappa: number;
  /** Boots per second of one alone. */
  readonly lambda: number;
  /** Of the throughputs. */
  readonly r2: number;
  /** Measured over fitted makespan − 1, of each run. */
  readonly residuals: readonly number[];
  /** Boots at which throughput is highest; null: it never falls. */
  readonly peakN: number | null;
}

/** One run as it is listed: where its logs are, and how its boots grew. */
export interface ListedRun extends ScalingRun {
  readonly path: string;
  /** Slope of completions over the backlog. */
  readonly perInstanceUs: number | null;
}

/** The answer of `trace-rank scaling`. */
export interface ScalingReport {
  readonly schemaVersion: 1;
  readonly tool: { readonly version: string };
  /** In order of the number of boots. */
  readonly runs: readonly ListedRun[];
  readonly usl: UniversalScalability | null;
  /** Why no law is fitted. */
  readonly reason: string | null;
  /** What makes the runs less comparable, a sentence each. */
  readonly notes: readonly string[];
}
