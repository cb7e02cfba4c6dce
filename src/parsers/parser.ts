import type { Note } from "../model/diagnostic.ts";
import type { LogEvent } from "../model/event.ts";
import type { Heads, HeadSieve } from "../model/sieve.ts";

/**
 * A parser turns the lines of one source into events. It knows its format by content, keeps no stream, throws nothing,
 * and counts what it rejects.
 */
export interface Parser {
  /** Stable, e.g. `oslo-log`; also the name of its folder. */
  readonly id: string;
  /** For `trace-rank formats`: one line each. */
  readonly title: string;
  readonly versions: string;
  /** One real line of the format, for `trace-rank formats`. */
  readonly example: string;
  /** The smallest wait the format can show, µs: an acquisition that waited this long or longer is a contention. */
  readonly resolutionUs: number;
  /**
   * How sure the parser is that these first lines of a source are its own: 0 (not at all) … 1 (certain). The highest wins;
   * from 0.95 on, which is for whole records, no parser after this one is asked.
   * Lines are without line ends; the last may be cut.
   */
  readonly sniff: (head: readonly string[]) => number;
  /** Which records to keep when the source is read by bytes; undefined: every line is wanted. Called with the same head as `sniff`. */
  readonly sieve: ((head: readonly string[]) => HeadSieve | undefined) | undefined;
  /** How to find records of the format in a log that many programs write, as to syslog and the journal; undefined: they never stand there. */
  readonly amongOthers?: AmongOthers | undefined;
  readonly open: (context: ParserContext) => ParserSession;
}

export interface AmongOthers {
  /** Stands in the bytes, read as Latin-1, of every piece of a log with a record in it; in few others. */
  readonly mark: RegExp;
  /** Whether one of these lines is a record. */
  readonly anyRecord: (lines: readonly string[]) => boolean;
}

export interface ParserContext {
  /** Path as shown in reports. For hints about service or host only: what a source is, its content decides. */
  readonly path: string;
  /** Last modification, µs since the epoch: the year or day of formats that leave them out ends here. Undefined for a stream. */
  readonly modifiedUs: number | undefined;
  /** `--year`: the year of the first record of formats without one. */
  readonly year: number | undefined;
  /** What the session that read the file before of the same rotation set remembered (`ParserSession.memory`); undefined: there was none. */
  readonly memory?: unknown;
  /** Another file of the same rotation set follows, so what is told of the whole log is not yet to be told. */
  readonly goesOn?: boolean;
  readonly emit: (event: LogEvent) => void;
  readonly note: (note: Note) => void;
}

export interface ParserSession {
  /** The next line, without its line end, and its 1-based number. Behind a sieve, numbers skip the lines left out. */
  readonly line: (text: string, line: number) => void;
  /** The next record is one of which a `HeadSieve` noted only the head: row `row` of `heads`; `line` is its 1-based number. */
  readonly head?: (heads: Heads, row: number, line: number) => void;
  /** No more lines come. Emits what was held back. */
  readonly end: () => SourceFacts;
  /** What must be known of these lines to understand the next file of the same rotation set. Asked for after `end`. */
  readonly memory?: () => unknown;
}

/** What the whole source turned out to be. */
export interface SourceFacts {
  /** The service that wrote it, e.g. `nova-compute`; undefined if it does not say or holds several (then each record says). */
  readonly service: string | undefined;
  /** Those that it holds, where it holds several. */
  readonly services?: readonly string[] | undefined;
  /** Of these, those of which no line is of debug level, where others have some. */
  readonly silent?: readonly string[] | undefined;
  readonly host: string | undefined;
  /** Sub-format, e.g. `devstack`, `futexes.stp`; shown in the report's list of inputs. */
  readonly layout: string | undefined;
  readonly records: number;
  /** Records with no line of debug level: lock waits cannot be seen in such a log. Undefined where the format has no levels. */
  readonly hasDebug: boolean | undefined;
  /** Recording thresholds of a trace, µs; undefined: everything was recorded. */
  readonly minWaitUs: number | undefined;
  readonly minHoldUs: number | undefined;
  /** What the log says about the release that wrote it, e.g. `oslo.concurrency >= 5.0 (Zed)`, `libvirt 9.0.0`. */
  readonly versions: readonly string[];
}
