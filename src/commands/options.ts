import { Option, type Command } from "commander";
import { wallToUtc, type WallToUtc } from "../lib/time-zone.ts";
import { TraceRankError } from "../model/error.ts";
import type { Quantity } from "../gate/quantities.ts";
import type { Filter } from "../model/report.ts";
import { sortKeys, type SortKey } from "../model/sort-key.ts";
import type { AnalyseOptions } from "../pipeline.ts";
import { TABLES, type RenderOptions, type TableName, type View } from "../reports/format.ts";
import { formatsOf, type FormatEntry } from "../reports/index.ts";
import { readOutput } from "./write-output.ts";

/** What commander hands over. */
export interface RawOptions {
  readonly format: string;
  readonly output?: string;
  readonly top?: string;
  readonly since?: string;
  readonly until?: string;
  readonly instance?: string;
  readonly request?: string;
  readonly host?: string;
  readonly sort?: SortKey;
  readonly run?: string;
  readonly timezone?: string;
  readonly year?: string;
  readonly jobs?: string;
  readonly strict?: boolean;
  readonly colour: boolean;
  /** The other spelling of the same. */
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly failOn?: readonly string[];
  readonly redact?: boolean;
  readonly redactMap?: string;
  readonly table?: TableName;
  readonly maxEvents?: string;
}

/** Of a file, and of a terminal that says nothing of its own. */
const USUAL_COLUMNS = 80;

/** Of the terminal, else what the environment says of where the text will be read. */
export function outputColumns(usual = USUAL_COLUMNS): number {
  const stated = Number(process.env["COLUMNS"]);
  return (process.stdout.isTTY ? process.stdout.columns : 0) || (Number.isInteger(stated) && stated > 0 ? stated : usual);
}

/** Of the column of formats in `--help`. */
const FORMAT_COLUMNS = 14;

/** Every value of an option that may be repeated. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** How a view is written, by one of these formats, the first unless told. */
export function addFormatOptions(command: Command, formats: readonly FormatEntry[]): Command {
  return addWritingOptions(command, formats.map(({ id }) => id))
    .addHelpText("after", () => `\nFormats:\n${formats.map(({ id, title }) => `  ${id.padEnd(FORMAT_COLUMNS)}${title}`).join("\n")}`);
}

/** How an answer is written, in one of these formats, the first unless told. */
export function addWritingOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option("-f, --format <format>", "how to write the report").choices(formats).default(formats[0]))
    .option("-o, --output <file>", "write the report to a file instead of standard output", readOutput)
    .option("--no-colour", "no colour (also: the environment variable NO_COLOR; COLUMNS says how wide text is that does not go to a terminal)")
    .addOption(new Option("--no-color").hideHelp());
}

/** What must not be; checked after the answer is written. */
export function addGateOption<T>(command: Command, quantities: readonly Quantity<T>[], example: string): Command {
  const widest = Math.max(...quantities.map(({ name }) => name.length));
  return command
    .addOption(new Option("--fail-on <condition>", `exit 1 if this is so, such as '${example}' (repeatable)`).argParser(collect).default([], "none"))
    .addHelpText(
      "after",
      () =>
        `\nQuantities of --fail-on, compared by > >= < <= == != with a duration (500ms,\n30s, 2min), a share (+10%), a count or a word; of one hotspot by its id or\nresource, such as hotspot[compute_resources]:\n${quantities.map(({ name, title }) => `  ${name.padEnd(widest)}  ${title}`).join("\n")}`,
    );
}

/** How logs are read, whatever is made of them. */
export function addReadingOptions(command: Command): Command {
  return command
    .option("--since <instant>", "leave out what ended before (2026-11-22T14:57:10Z)")
    .option("--until <instant>", "leave out what began after")
    .option("--run <number>", "report this run of the logs instead of the one with most waiting (1 = first)")
    .option("--timezone <zone>", "zone of logs that do not say theirs: Europe/Berlin, +02:00, UTC")
    .option("--year <year>", "year of logs that do not say theirs")
    .option("--jobs <number>", "files and pieces of files read at the same time, 1 to 256 (default: one per core where there is much to read, else 1; the result is the same)")
    .option("--redact", "replace ids, names, addresses, hosts and paths by aliases (instance-A, host-1, 10.0.0.1) that are the same throughout")
    .option("--redact-map <file>", "with --redact: write which alias stands for what to a file that only you can read")
    .option("-q, --quiet", "say nothing on standard error but what went wrong: no progress line, no word of the file written");
}

export function addReportOptions(command: Command, view: View): Command {
  addFormatOptions(command, formatsOf(view))
    .option("--instance <id>", "only this instance: id, its first characters, name or domain")
    .option("--request <id>", "only this request (req-…)")
    .option("--host <name>", "only this host");
  if (view !== "why") command.option("--strict", "exit 2 after the report if a file was damaged or not recognised, or a clock was guessed");
  return addReadingOptions(command);
}

export function addRankOptions(command: Command): Command {
  return command
    .addOption(new Option("--table <name>", "which table, of formats with tables (default: hotspots; --output DIR/ writes all)").choices([...TABLES]))
    .option("--max-events <number>", "slices written at most, of formats with events: the longest (default: 1000000)")
    .option("-n, --top <number>", "hotspots to show (the JSON report has all)", "10")
    .addOption(
      new Option("--sort <by>", "rank by the waiting time of boots, of anyone, the longest wait, the number of waits, the waiting of deletes, or the time saved without it")
        .choices([...sortKeys])
        .default("wait"),
    );
}

/** @throws TraceRankError `bad-option`, naming the option. */
export function readAnalyseOptions(raw: RawOptions): AnalyseOptions {
  const zone = zoneOf(raw.timezone);
  const filter: Filter = {
    sinceUs: instantOf("--since", raw.since, zone?.toUtc),
    untilUs: instantOf("--until", raw.until, zone?.toUtc),
    instance: raw.instance?.toLowerCase() ?? null,
    request: raw.request ?? null,
    host: raw.host ?? null,
  };
  if (filter.sinceUs !== null && filter.untilUs !== null && filter.sinceUs >= filter.untilUs) {
    throw new TraceRankError("bad-option", `--since ${raw.since ?? ""} is not before --until ${raw.until ?? ""}`, "Swap them, or leave one out.");
  }
  return {
    filter,
    zone,
    year: wholeOf("--year", raw.year, 1970, 9999),
    jobs: wholeOf("--jobs", raw.jobs, 1, 256),
    sort: raw.sort ?? "wait",
    run: wholeOf("--run", raw.run, 1, 1_000_000),
  };
}

export function readRenderOptions(raw: RawOptions): RenderOptions {
  const maxEvents = wholeOf("--max-events", raw.maxEvents, 1, 100_000_000);
  return {
    width: Math.max(60, raw.output === undefined ? outputColumns() : USUAL_COLUMNS),
    colour: raw.colour && raw.color && raw.output === undefined && process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "",
    top: wholeOf("--top", raw.top, 1, 1_000_000) ?? 10,
    sort: raw.sort ?? "wait",
    ...(raw.table !== undefined && { table: raw.table }),
    ...(maxEvents !== undefined && { maxEvents }),
  };
}

function wholeOf(option: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) throw new TraceRankError("bad-option", `${option} ${value}: a whole number from ${least} to ${most} is needed`);
  return number;
}

function zoneOf(name: string | undefined): { readonly name: string; readonly toUtc: WallToUtc } | undefined {
  if (name === undefined) return undefined;
  const toUtc = wallToUtc(name);
  if (toUtc === undefined) throw new TraceRankError("bad-option", `--timezone ${name}: no such time zone`, "Give a name such as Europe/Berlin, an offset such as +02:00, or UTC.");
  return { name, toUtc };
}

// e.g. 2026-11-22T14:57:10.920Z, 2026-11-22 14:57, 2026-11-22T14:57:10+01:00
const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Not the 30th of February, which would be read as a day in March. */
function isInCalendar(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** µs UTC; an instant without a zone is in `--timezone`, else UTC. */
function instantOf(option: string, value: string | undefined, toUtc: WallToUtc | undefined): number | null {
  if (value === undefined) return null;
  const match = INSTANT.exec(value);
  const [, day = "", minutes = "00:00", seconds = ":00", zone] = match ?? [];
  const wallMs = Date.parse(`${day}T${minutes}${seconds}${zone === undefined ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")}`);
  if (match === null || Number.isNaN(wallMs) || !isInCalendar(day)) {
    throw new TraceRankError("bad-option", `${option} ${value}: not an instant`, "Give it as 2026-11-22T14:57:10Z (or without the Z, in --timezone or UTC).");
  }
  const wallUs = Math.round(wallMs * 1000);
  return zone === undefined && toUtc !== undefined ? toUtc(wallUs) : wallUs;
}
