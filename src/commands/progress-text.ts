import { clipEnd, clipMiddle, displayWidth, escapeUnmeasured } from "../lib/display-width.ts";
import { formatDuration } from "../lib/duration.ts";
import { escapeControls } from "../lib/escape.ts";
import { formatBytes } from "../lib/quantity.ts";

/** How far the reading of the logs is. Bytes are those on disk. */
export interface ReadingState {
  /** Of all inputs found so far; 0 while they are looked for. */
  readonly total: number;
  readonly done: number;
  /** Bytes a second; undefined while it is not known. */
  readonly rate: number | undefined;
  /** The input read last. */
  readonly path: string | undefined;
}

/** A file name cut shorter than this says nothing. */
const LEAST_NAME = 12;

/**
 * `57.2 MB of 213 MB, 95.0 MB/s, 2 s left  logs/c1/nova … te.log.2.gz`: one line of at most `width` columns. The name is shortened in the
 * middle; what does not fit at all is left out, the most telling first to stay.
 */
export function progressText({ total, done, rate, path }: ReadingState, width: number): string {
  if (total > 0 && done >= total) return clipEnd(`${formatBytes(total)} read, analysing`, width);
  const parts = [total > 0 ? `${formatBytes(done)} of ${formatBytes(total)}` : `${formatBytes(done)} read`];
  if (rate !== undefined && rate >= 1) {
    parts.push(`${formatBytes(rate)}/s`);
    if (total > 0) parts.push(`${formatWait((total - done) / rate)} left`);
  }
  let figures = clipEnd(parts[0] ?? "", width);
  for (const part of parts.slice(1)) if (figures.length + ", ".length + part.length <= width) figures = `${figures}, ${part}`;
  if (path === undefined) return figures;
  const room = width - figures.length - SEPARATOR.length;
  const name = escapeUnmeasured(escapeControls(path));
  if (room < LEAST_NAME && displayWidth(name) > room) return figures;
  return `${figures}${SEPARATOR}${clipMiddle(name, Math.floor(room / 3), room)}`;
}

const SEPARATOR = "  ";

/** Whole seconds, rounded up: what is left is never nothing. */
function formatWait(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : formatDuration(whole * 1e6);
}
