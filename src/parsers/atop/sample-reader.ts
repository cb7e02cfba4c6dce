import type { Gauge, RecordHead } from "../../model/event.ts";
import type { ParserContext } from "../parser.ts";
import type { Label, Row } from "./fields.ts";
import { sampleGate, type Sample } from "./samples.ts";
import { addTicks, cpuShares, diskShare, PRESSURES, pressureShare, processShare, ticksOf, USUAL_HERTZ, type Ticks } from "./shares.ts";

/** Processes below this share of one core explain nothing; they are most of the rows. */
const SMALLEST_PROCESS_SHARE = 0.01;

/** Turns the rows of one sample after the other into gauges, whichever layout they were written in. */
export interface SampleReader {
  readonly begin: (sample: Sample, sinceBoot: boolean) => void;
  /** False: the row lacks what its label promises. */
  readonly row: (label: Label, row: Row, line: number) => boolean;
  /** The sample is complete; the source may go on. */
  readonly finish: () => void;
  readonly end: () => void;
}

type Measure = Pick<Gauge, "gauge" | "subject" | "pid" | "cores" | "share">;

export function sampleReader(context: Pick<ParserContext, "emit" | "note">): SampleReader {
  const gate = sampleGate(context);
  let sample: Sample | undefined;
  /** Of `cpu` rows, summed in case no `CPU` row comes. */
  let cores: Ticks | undefined;
  let coresLine = 0;
  let hasWhole = false;
  let hertz = USUAL_HERTZ;

  const add = (line: number, measures: readonly Measure[]): void => {
    if (sample === undefined || sample.intervalS === 0) return;
    const head = headOf(sample, line);
    const intervalUs = Math.round(sample.intervalS * 1_000_000);
    for (const measure of measures) gate.add({ kind: "gauge", head, ...measure, intervalUs });
  };

  const addCpu = (ticks: Ticks, line: number): void => {
    const shares = sample === undefined ? undefined : cpuShares(ticks, sample.intervalS);
    if (shares === undefined) return;
    add(line, [
      { gauge: "cpu", subject: undefined, pid: undefined, share: shares.busy, cores: ticks.cores },
      { gauge: "iowait", subject: undefined, pid: undefined, share: shares.iowait, cores: undefined },
    ]);
  };

  const readCpu = (row: Row, line: number): boolean => {
    const ticks = ticksOf(row, undefined);
    if (ticks === undefined) return false;
    hasWhole = true;
    hertz = ticks.hertz;
    addCpu(ticks, line);
    return true;
  };

  const readCore = (row: Row, line: number): boolean => {
    const ticks = ticksOf(row, 1);
    if (ticks === undefined) return false;
    if (cores === undefined) coresLine = line;
    cores = addTicks(cores, ticks);
    return true;
  };

  const readDisk = (row: Row, line: number, intervalS: number): boolean => {
    const share = diskShare(row, intervalS);
    const subject = row.text("name");
    if (share === undefined || subject === undefined) return false;
    add(line, [{ gauge: "disk", subject, pid: undefined, share, cores: undefined }]);
    return true;
  };

  const readPressure = (row: Row, line: number, intervalS: number): boolean => {
    const present = row.text("psi");
    if (present !== "y") return present === "n";
    const measures = PRESSURES.flatMap(({ subject, prefix }): Measure[] => {
      const share = pressureShare(row, prefix, intervalS);
      return share === undefined ? [] : [{ gauge: "pressure", subject, pid: undefined, share, cores: undefined }];
    });
    add(line, measures);
    return measures.length > 0;
  };

  const readProcess = (row: Row, line: number, intervalS: number): boolean => {
    // With -y the threads of a process follow it as rows of their own: their time is in the process's row already.
    const isProcess = row.text("isproc");
    if (isProcess === "n" || isProcess === "0") return true;
    const share = processShare(row, row.number("hertz") ?? hertz, intervalS);
    if (share === undefined) return false;
    if (share < SMALLEST_PROCESS_SHARE) return true;
    const name = row.text("cmd");
    add(line, [{ gauge: "process-cpu", subject: name === "" ? undefined : name, pid: row.number("pid"), share, cores: undefined }]);
    return true;
  };

  const finish = (): void => {
    if (cores !== undefined && !hasWhole) addCpu(cores, coresLine);
    sample = undefined;
    cores = undefined;
    hasWhole = false;
  };

  return {
    begin: (next, sinceBoot) => {
      finish();
      sample = next;
      gate.begin(next, sinceBoot);
      if (next.intervalS > 0) return;
      context.note({
        code: "atop-no-interval",
        severity: "warning",
        message: "An atop sample of zero seconds says nothing of how busy the host was",
        hint: undefined,
        line: next.line,
        text: undefined,
      });
    },
    row: (label, row, line) => {
      if (sample === undefined || sample.intervalS === 0) return true;
      switch (label) {
        case "CPU":
          return readCpu(row, line);
        case "cpu":
          return readCore(row, line);
        case "PSI":
          return readPressure(row, line, sample.intervalS);
        case "PRC":
          return readProcess(row, line, sample.intervalS);
        case "DSK":
        case "LVM":
        case "MDD":
          return readDisk(row, line, sample.intervalS);
      }
    },
    finish,
    end: () => {
      finish();
      gate.end();
    },
  };
}

function headOf(sample: Sample, line: number): RecordHead {
  return {
    atUs: sample.atUs,
    clock: "utc",
    line,
    service: undefined,
    host: sample.host,
    pid: undefined,
    tid: undefined,
    requestId: undefined,
    globalRequestId: undefined,
    instanceId: undefined,
  };
}
