import { isDigit } from "../lib/digits.ts";
import { isYearOfLogs } from "../lib/instant.ts";

/** A printed date and time. */
export interface Stamp {
  /** Wall clock read as UTC, µs. */
  wallUs: number;
  /** Minutes east of UTC; undefined: none printed. */
  offsetMin: number | undefined;
  /** Index of the first character after it. */
  end: number;
  /** Day last seen and its midnight: a log has few days, and Date.UTC is the dear part. */
  day: number;
  midnightUs: number;
}

export function emptyStamp(): Stamp {
  return { wallUs: 0, offsetMin: undefined, end: 0, day: -1, midnightUs: 0 };
}

const DASH = 45;
const COLON = 58;

/**
 * Reads `YYYY-MM-DD`, a blank or `T`, `HH:MM:SS`, then what deployments add: `.mmm`, `,mmm`, both (Python's default asctime plus the
 * format's own `.%(msecs)03d`), up to nine digits, `Z` or an offset. False: no such stamp begins at `from`.
 */
export function readStamp(text: string, from: number, stamp: Stamp): boolean {
  if (text.charCodeAt(from + 4) !== DASH || text.charCodeAt(from + 7) !== DASH) return false;
  const between = text.charCodeAt(from + 10);
  if (between !== 32 && between !== 84) return false;
  const century = two(text, from);
  const yearOfCentury = two(text, from + 2);
  const month = two(text, from + 5);
  const day = two(text, from + 8);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (!isYearOfLogs(century * 100 + yearOfCentury)) return false;
  const end = readClock(text, from + 11, stamp);
  if (end < 0) return false;
  const key = ((century * 100 + yearOfCentury) * 13 + month) * 32 + day;
  if (key !== stamp.day) {
    stamp.day = key;
    stamp.midnightUs = Date.UTC(century * 100 + yearOfCentury, month - 1, day) * 1000;
  }
  stamp.wallUs += stamp.midnightUs;
  stamp.end = readZone(text, end, stamp);
  return true;
}

/** Reads `HH:MM:SS` and fractions into `wallUs` (since midnight); the index after it, or -1. */
export function readClock(text: string, from: number, stamp: Stamp): number {
  if (text.charCodeAt(from + 2) !== COLON || text.charCodeAt(from + 5) !== COLON) return -1;
  const hour = two(text, from);
  const minute = two(text, from + 3);
  const second = two(text, from + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  let end = from + 8;
  let fractionUs = 0;
  for (let separators = 0; separators < 2; separators++) {
    const separator = text.charCodeAt(end);
    if ((separator !== 46 && separator !== 44) || !isDigit(text.charCodeAt(end + 1))) break;
    let unit = 100_000;
    fractionUs = 0;
    end++;
    for (let digit = text.charCodeAt(end); isDigit(digit); digit = text.charCodeAt(++end)) {
      fractionUs += unit * (digit - 48);
      unit = Math.floor(unit / 10);
    }
  }
  stamp.wallUs = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fractionUs;
  return end;
}

function readZone(text: string, from: number, stamp: Stamp): number {
  stamp.offsetMin = undefined;
  const sign = text.charCodeAt(from);
  if (sign === 90) {
    stamp.offsetMin = 0;
    return from + 1;
  }
  if (sign !== 43 && sign !== DASH) return from;
  const hours = two(text, from + 1);
  if (hours < 0 || hours > 15) return from;
  const colon = text.charCodeAt(from + 3) === COLON ? 1 : 0;
  const minutes = two(text, from + 3 + colon);
  const offset = hours * 60 + Math.max(0, minutes);
  stamp.offsetMin = sign === DASH ? -offset : offset;
  return minutes < 0 ? from + 3 : from + 5 + colon;
}

/** Two digits as a number, or -1. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
