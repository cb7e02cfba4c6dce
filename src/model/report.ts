import type { Diagnostic } from "./diagnostic.ts";
import type { Evidence } from "./evidence.ts";
import type { Advice, Hotspot } from "./hotspot.ts";
import type { Instance } from "./instance.ts";
import type { Run, RunSummary } from "./run.ts";

/**
 * The JSON report, and what every report format renders. Instants are µs since the epoch, UTC; durations µs; a missing
 * answer is null. `report.schema.json` at the top of the package says the same to machines.
 */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly version: string };
  readonly inputs: readonly Input[];
  /** What was asked: sums, maxima and percentiles are over the records this leaves. */
  readonly filter: Filter;
  readonly clocks: readonly PlacedClock[];
  /** Of hosts that something links to another. */
  readonly clockOffsets: readonly ClockOffset[];
  readonly run: Run;
  readonly otherRuns: readonly RunSummary[];
  readonly instances: readonly Instance[];
  readonly hotspots: readonly Hotspot[];
  /** What to do that no single hotspot calls for; that of a hotspot stands with it. */
  readonly advice: readonly Advice[];
  readonly gauges: readonly GaugeSeries[];
  readonly blindSpots: readonly Finding[];
  /** Where boot time goes that no evidence covers, most first. */
  readonly unexplained: readonly UnexplainedGap[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One source, in order of path. */
export interface Input {
  readonly path: string;
  readonly host: string | null;
  readonly service: string | null;
  /** Id of the parser; null: recognised by none. */
  readonly format: string | null;
  readonly layout: string | null;
  readonly versions: readonly string[];
  /** Decompressed. */
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** The window and the names the report was limited to; null means not limited. */
export interface Filter {
  readonly sinceUs: number | null;
  readonly untilUs: number | null;
  readonly instance: string | null;
  readonly request: string | null;
  readonly host: string | null;
}

/** How the clock of one host's sources of one kind was placed on UTC. */
export interface PlacedClock {
  readonly host: string | null;
  readonly sources: readonly string[];
  readonly clock: "utc" | "local" | "boottime";
  /** Added to the source's clock to give UTC; null: could not be placed. */
  readonly offsetUs: number | null;
  /** `stated`: the format says its zone. `option`: `--timezone`. `matched`: found through events both sources saw. `assumed`: taken for UTC. */
  readonly how: "stated" | "option" | "matched" | "assumed" | "unplaced";
  /** One sentence, e.g. the number of matches and their spread. */
  readonly basis: string;
}

/** How far the clock of a host is from that of another, as far as causes and their effects on both tell. */
export interface ClockOffset {
  readonly host: string;
  readonly reference: string;
  /** Added to what the clocks of the host say; 0 where all is in order as it stands, or nothing fits. */
  readonly offsetUs: number;
  /** What would need to be added at least, and at most; null: nothing bounds it, or the bounds contradict one another. */
  readonly lowUs: number | null;
  readonly highUs: number | null;
  readonly basis: string;
}

/** A level over time; each point is the end of its interval and the share over it. */
export interface GaugeSeries {
  readonly gauge: "cpu" | "iowait" | "disk" | "process-cpu" | "pressure";
  readonly host: string | null;
  readonly subject: string | null;
  readonly pid: number | null;
  readonly points: readonly { readonly atUs: number; readonly intervalUs: number; readonly share: number }[];
}

/** Something the logs cannot show, and the smallest change that would show it. */
export interface Finding {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string | null;
}

/** The same gap in the log lines of several boots. */
export interface UnexplainedGap {
  /** What the lines on either side say, their variable parts collapsed; null: no log line, the edge of the boot as seen from outside. */
  readonly from: string | null;
  readonly to: string | null;
  readonly boots: number;
  /** Over all boots. */
  readonly totalUs: number;
  readonly maxUs: number;
  /** The smallest change to logging that would show what happened in it. */
  readonly fix: string | null;
  /** The two lines of the longest. */
  readonly evidence: readonly Evidence[];
}
