/**
 * Names of the fields after the six header columns, in the order of atop's parseable.c (1.26 … 2.13). Later releases append,
 * so a name keeps its place and what a release lacks is missing at the end. The JSON output (json.c, 2.6 and later) has the same names.
 */
const FIELDS = {
  CPU: ["hertz", "nrcpu", "stime", "utime", "ntime", "itime", "wtime", "Itime", "Stime", "steal", "guest", "freq", "freqperc", "instr", "cycle"],
  cpu: ["hertz", "cpuid", "stime", "utime", "ntime", "itime", "wtime", "Itime", "Stime", "steal", "guest", "freq", "freqperc", "instr", "cycle"],
  PSI: [
    "psi",
    ...["cs10", "cs60", "cs300", "cstot", "ms10", "ms60", "ms300", "mstot", "mf10", "mf60", "mf300", "mftot"],
    ...["ios10", "ios60", "ios300", "iostot", "iof10", "iof60", "iof300", "ioftot"],
  ],
  DSK: ["name", "io_ms", "nread", "nrsect", "nwrite", "nwsect", "ndisc", "ndsect", "inflight", "avque"],
  LVM: ["name", "io_ms", "nread", "nrsect", "nwrite", "nwsect", "ndisc", "ndsect", "inflight", "avque"],
  MDD: ["name", "io_ms", "nread", "nrsect", "nwrite", "nwsect", "ndisc", "ndsect", "inflight", "avque"],
  PRC: [
    ...["pid", "cmd", "state", "hertz", "utime", "stime", "nice", "prio", "rtprio", "policy", "curcpu", "sleepavg"],
    ...["tgid", "isproc", "rundelay", "wchan", "blkdelay", "cgcpumax", "cgcpumaxr", "nvcsw", "nivcsw"],
  ],
} as const satisfies Record<string, readonly string[]>;

/** A label whose lines are read. */
export type Label = keyof typeof FIELDS;

export function isLabel(text: string): text is Label {
  return Object.hasOwn(FIELDS, text);
}

const POSITIONS: Readonly<Record<Label, ReadonlyMap<string, number>>> = {
  CPU: positions(FIELDS.CPU),
  cpu: positions(FIELDS.cpu),
  PSI: positions(FIELDS.PSI),
  DSK: positions(FIELDS.DSK),
  LVM: positions(FIELDS.LVM),
  MDD: positions(FIELDS.MDD),
  PRC: positions(FIELDS.PRC),
};

/** One line or JSON object by field name. A field that is missing, or no number where one is asked for, is undefined. */
export interface Row {
  readonly text: (field: string) => string | undefined;
  /** A finite number ≥ 0; old releases print a missing counter as -1, which is undefined here. */
  readonly number: (field: string) => number | undefined;
}

export function rowOfColumns(label: Label, columns: readonly string[]): Row {
  const at = POSITIONS[label];
  const text = (field: string): string | undefined => columns[at.get(field) ?? -1];
  return { text, number: (field) => numberOf(text(field)) };
}

export function rowOfObject(object: object): Row {
  const get = (field: string): unknown => (Object.hasOwn(object, field) ? (object as Readonly<Record<string, unknown>>)[field] : undefined);
  return {
    text: (field) => {
      const value = get(field);
      return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
    },
    number: (field) => numberOf(get(field)),
  };
}

function numberOf(value: unknown): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || value === "" || value === "-")) return undefined;
  const number = Number(value);
  return number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

function positions(fields: readonly string[]): ReadonlyMap<string, number> {
  return new Map(fields.map((field, index) => [field, index]));
}
