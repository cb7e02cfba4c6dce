import { ascending, max, min } from "d3-array";
import type { Retold } from "../model/trace.ts";
import { dropRecords } from "./drop-records.ts";
import type { Lineage, LinkSource } from "./link-source.ts";
import type { Placing } from "./placing.ts";
import type { RawAcquisition, RawOperation } from "./raw.ts";

/** Records of one service in one lineage that are looked up in the others. */
const SAMPLE = 64;

/** Fewer that are found say nothing. */
const LEAST_FOUND = 3;

/** Share of them that the other log has where it reaches: at its ends records are cut in two. */
const LEAST_SHARE = 0.9;

/** Who passes a line on may put another time before it: in whole seconds, and a little later. µs */
const LATE_US = 1_500_000;

/** Layouts of logs through which a service's lines are passed on. */
const PASSED_ON: ReadonlySet<string | undefined> = new Set(["syslog", "devstack", "journal-json", "docker-json", "cri", "kubectl", "pebble", "compose", "stern", "filebeat", "loki"]);

type Telltale = Pick<Placing, "at" | "serviceOf" | "hostOf">;

type Entry = RawAcquisition | RawOperation;

/** A record by all that another log would say of it as well, its request or thread among that. */
interface Signed {
  readonly id: string | number;
  readonly text: string;
  readonly atUs: number;
}

/** What one lineage tells of one service. */
interface Telling {
  readonly service: string;
  readonly lineage: Lineage;
  /** Of its first file. */
  readonly source: Partial<LinkSource>;
  /** As it was settled for that file. */
  readonly host: string | undefined;
  readonly isPassedOn: boolean;
  /** From the first to the last instant of the lineage. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly sample: readonly Signed[];
  /** Those of the sample that another lineage has, too. */
  readonly found: Map<Lineage, Set<Signed>>;
}

/**
 * A service may write its log twice, to a file and to syslog or the journal, and who collects logs may take both. What a log tells of a service in a time of
 * which another one tells the same counts once, as the service's own file has it. That they are the same a sample shows: who did it, with which lock or call,
 * how long it took, and when.
 */
export function toldOnce(
  lineages: readonly Lineage[],
  sources: readonly LinkSource[],
  placing: Telltale,
): { readonly lineages: readonly Lineage[]; readonly retold: readonly Retold[] } {
  const tellings = tellingsOf(lineages, sources, placing);
  lookUp(tellings, lineages, placing);
  const kept = new Set(tellings);
  const repeats: { readonly telling: Telling; readonly original: Telling }[] = [];
  // Those that are rather kept come last.
  for (const telling of [...tellings].sort((a, b) => Number(b.isPassedOn) - Number(a.isPassedOn) || firstOf(b) - firstOf(a))) {
    const original = [...kept].find((other) => isRepeatOf(telling, other));
    if (original === undefined) continue;
    kept.delete(telling);
    repeats.push({ telling, original });
  }
  if (repeats.length === 0) return { lineages, retold: [] };
  const { at, serviceOf } = placing;
  return {
    lineages: lineages.map((lineage) => {
      const own = repeats.filter(({ telling }) => telling.lineage === lineage);
      if (own.length === 0) return lineage;
      return {
        ...lineage,
        paired: dropRecords(lineage.paired, (writer, source, us) => {
          const atUs = at(source, writer.clock, us);
          const service = serviceOf(writer, source);
          return atUs !== undefined && own.some(({ telling, original: { fromUs, toUs } }) => telling.service === service && atUs >= fromUs - LATE_US && atUs <= toUs + LATE_US);
        }),
      };
    }),
    retold: repeats
      .map(({ telling, original }) => ({ service: telling.service, source: firstOf(telling), original: firstOf(original) }))
      .sort((a, b) => a.source - b.source || ascending(a.service, b.service)),
  };
}

function firstOf({ lineage }: Telling): number {
  return lineage.sources[0] ?? -1;
}

function isRepeatOf(telling: Telling, original: Telling): boolean {
  const { service, sample, found, source } = telling;
  if (mayBeOfTwoHosts(telling, original)) return false;
  // Of calls a log of info level has as many, and of locks none.
  if (source.hasDebug === true && original.source.hasDebug === false) return false;
  const both = service === original.service ? found.get(original.lineage)?.size ?? 0 : 0;
  return both >= LEAST_FOUND && both >= LEAST_SHARE * sample.filter(({ atUs }) => atUs >= original.fromUs && atUs <= original.toUs).length;
}

/** Logs alike in two folders may be those of two hosts, and what the command line gives two names is of two; lines that were passed on name their host. */
function mayBeOfTwoHosts(one: Telling, other: Telling): boolean {
  const [given, alsoGiven] = [one.source.givenHost, other.source.givenHost];
  if (given !== undefined && alsoGiven !== undefined && given !== alsoGiven) return true;
  if (one.isPassedOn !== other.isPassedOn) return false;
  const [host, others] = one.isPassedOn ? [one.source.statedHost, other.source.statedHost] : [one.host, other.host];
  return host === undefined || host !== others;
}

/** Of services that several lineages tell of; none where each tells of its own. */
function tellingsOf(lineages: readonly Lineage[], sources: readonly LinkSource[], placing: Telltale): readonly Telling[] {
  const services = lineages.map((lineage) => ({ lineage, numbers: recordsByService(lineage, placing) }));
  const tellers = new Map<string, number>();
  for (const { numbers } of services) for (const service of numbers.keys()) tellers.set(service, (tellers.get(service) ?? 0) + 1);
  return services.flatMap(({ lineage, numbers }) => {
    const { sources: [first = -1], paired: { extents } } = lineage;
    const fromUs = min(extents, ({ source, clock, fromUs: us }) => placing.at(source, clock, us));
    const toUs = max(extents, ({ source, clock, toUs: us }) => placing.at(source, clock, us));
    const told = [...numbers].filter(([service]) => (tellers.get(service) ?? 0) > 1);
    if (fromUs === undefined || toUs === undefined || told.length === 0) return [];
    const source: Partial<LinkSource> = sources[first] ?? {};
    const whole = { lineage, source, host: placing.hostOf({ host: undefined }, first), isPassedOn: PASSED_ON.has(source.layout), fromUs, toUs };
    return told.map(([service, number]) => ({ ...whole, service, sample: sampleOf(lineage, service, number, placing), found: new Map<Lineage, Set<Signed>>() }));
  });
}

function recordsByService(lineage: Lineage, { serviceOf }: Pick<Placing, "serviceOf">): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const record of entriesOf(lineage)) {
    const service = serviceOf(record.writer, record.place.source);
    numbers.set(service, (numbers.get(service) ?? 0) + 1);
  }
  return numbers;
}

/** Evenly from the first to the last. */
function sampleOf(lineage: Lineage, service: string, number: number, placing: Telltale): readonly Signed[] {
  const every = Math.ceil(number / SAMPLE);
  const sample: Signed[] = [];
  let count = 0;
  for (const record of entriesOf(lineage)) {
    if (placing.serviceOf(record.writer, record.place.source) !== service || count++ % every !== 0) continue;
    const signed = sign(record, placing);
    if (signed !== undefined) sample.push(signed);
  }
  return sample;
}

/** Finds out which lineages have what is in the samples of others. */
function lookUp(tellings: readonly Telling[], lineages: readonly Lineage[], placing: Telltale): void {
  const sought = new Map<string, { readonly telling: Telling; readonly signed: Signed }[]>();
  for (const telling of tellings) {
    for (const signed of telling.sample) {
      const list = sought.get(signed.text);
      if (list === undefined) sought.set(signed.text, [{ telling, signed }]);
      else list.push({ telling, signed });
    }
  }
  // To put the texts of all records together would take long.
  const ids = new Set(tellings.flatMap(({ sample }) => sample.map(({ id }) => id)));
  if (ids.size === 0) return;
  for (const lineage of lineages) {
    if (!tellings.some((telling) => telling.lineage === lineage)) continue;
    for (const record of entriesOf(lineage)) {
      const own = ids.has(idOf(record) ?? "") ? sign(record, placing) : undefined;
      if (own === undefined) continue;
      for (const { telling, signed } of sought.get(own.text) ?? []) {
        if (telling.lineage === lineage || Math.abs(signed.atUs - own.atUs) > LATE_US) continue;
        const found = telling.found.get(lineage);
        if (found === undefined) telling.found.set(lineage, new Set([signed]));
        else found.add(signed);
      }
    }
  }
}

/** What can be told apart from its like: a trace names threads as other logs do, and may lie beside itself (traced-locks.ts). */
function* entriesOf({ paired: { acquisitions, operations } }: Lineage): Generator<Entry> {
  for (const acquisition of acquisitions) if (acquisition.form !== "traced") yield acquisition;
  yield* operations;
}

/** Undefined where no line says who did it, or when. */
function sign(record: Entry, { at, serviceOf }: Telltale): Signed | undefined {
  const { writer, place } = record;
  const id = idOf(record);
  const us = "lock" in record ? record.acquiredUs ?? record.releasedUs : record.endUs;
  const atUs = us === undefined ? undefined : at(place.source, writer.clock, us);
  if (id === undefined || atUs === undefined) return undefined;
  const what =
    "lock" in record
      ? `${record.lock}|${record.by ?? ""}|${inMs(record.waitUs)}|${inMs(record.holdUs)}`
      : `${record.operation}|${record.name}|${inMs(record.endUs - record.startUs)}`;
  return { id, text: `${serviceOf(writer, place.source)}|${id}|${what}`, atUs };
}

function idOf({ writer: { requestId, tid } }: Entry): string | number | undefined {
  return requestId ?? tid;
}

function inMs(us: number | undefined): string {
  return us === undefined ? "" : Math.round(us / 1000).toString();
}
