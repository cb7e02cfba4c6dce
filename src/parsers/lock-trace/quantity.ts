/** Length of each unit tracers print, µs. */
const UNIT_US: Readonly<Record<string, number>> = {
  ns: 0.001, nsec: 0.001, nsecs: 0.001,
  us: 1, usec: 1, usecs: 1,
  ms: 1000, msec: 1000, msecs: 1000,
  s: 1e6, sec: 1e6, secs: 1e6,
  m: 60e6, min: 60e6,
  h: 3600e6,
};

/** A cell such as `387`, `10.27 us`; the unit is its own where it has one. */
export interface Quantity {
  readonly value: number;
  readonly unit: string | undefined;
}

/** µs, to the nanosecond; `unit` is used where the cell has none. */
export function toUs(quantity: Quantity, unit: string): number {
  return Math.round(quantity.value * (UNIT_US[quantity.unit ?? unit] ?? 1) * 1000) / 1000;
}

function isUnit(text: string | undefined): text is string {
  return text !== undefined && Object.hasOwn(UNIT_US, text);
}

export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** `count` quantities from the left; `rest` are the words after them. Undefined: there are fewer. */
export function fromLeft(row: readonly string[], count: number): { values: Quantity[]; rest: string[] } | undefined {
  const values: Quantity[] = [];
  let at = 0;
  while (values.length < count) {
    const value = number(row[at++]);
    if (value === undefined) return undefined;
    const unit = row[at];
    if (isUnit(unit)) at++;
    values.push({ value, unit: isUnit(unit) ? unit : undefined });
  }
  return { values, rest: row.slice(at) };
}

/** `count` quantities from the right, in their order; `rest` are the words before them. Undefined: there are fewer. */
export function fromRight(row: readonly string[], count: number): { values: Quantity[]; rest: string[] } | undefined {
  const values: Quantity[] = [];
  let at = row.length - 1;
  while (values.length < count) {
    const unit = row[at];
    if (isUnit(unit)) at--;
    const value = number(row[at--]);
    if (value === undefined) return undefined;
    values.unshift({ value, unit: isUnit(unit) ? unit : undefined });
  }
  return { values, rest: row.slice(0, at + 1) };
}

function number(word: string | undefined): number | undefined {
  return word !== undefined && /^\d+(?:\.\d+)?$/.test(word) ? Number(word) : undefined;
}
