/** Moves wall-clock instants of one time zone to UTC. Both in µs since the epoch, the wall clock read as if it were UTC. */
export type WallToUtc = (wallUs: number) => number;

const HOUR_US = 3_600_000_000;

/**
 * `zone`: an IANA name (`Europe/Berlin`), `UTC`, `Z`, or a fixed offset (`+02:00`, `-0530`). Undefined: no such zone. In the hour that a
 * zone repeats in autumn the first (summer) reading is taken; one that it skips in spring is moved forward.
 */
export function wallToUtc(zone: string): WallToUtc | undefined {
  const fixed = fixedOffsetUs(zone);
  if (fixed !== undefined) return (wallUs) => wallUs - fixed;
  const offsetAt = offsetOfZone(zone);
  if (offsetAt === undefined) return undefined;
  const perHour = new Map<number, number>();
  return (wallUs) => {
    const hour = Math.floor(wallUs / (HOUR_US / 4));
    let offset = perHour.get(hour);
    if (offset === undefined) {
      // The offset before a change is that of summer in autumn; if it leads back to the same wall clock, it holds.
      const early = offsetAt(wallUs - 24 * HOUR_US);
      offset = offsetAt(wallUs - early) === early ? early : offsetAt(wallUs - offsetAt(wallUs));
      perHour.set(hour, offset);
    }
    return wallUs - offset;
  };
}

// e.g. +02:00, -0530, Z
const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/i;

function fixedOffsetUs(zone: string): number | undefined {
  if (/^(?:UTC|GMT|Z)$/i.test(zone)) return 0;
  const match = FIXED.exec(zone);
  if (match === null) return undefined;
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? 0);
  if (hours > 14 || minutes > 59) return undefined;
  return (match[1] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60_000_000;
}

function offsetOfZone(zone: string): ((utcUs: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  return (utcUs) => {
    const utcMs = Math.floor(utcUs / 1000);
    const parts = new Map(format.formatToParts(utcMs).map((part) => [part.type, Number(part.value)]));
    const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const wallMs = Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
    return (wallMs - Math.floor(utcMs / 1000) * 1000) * 1000;
  };
}
