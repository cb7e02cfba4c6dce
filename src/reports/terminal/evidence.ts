import { clipMiddle, clipStart, cutAt, displayWidth } from "../../lib/display-width.ts";
import type { Paint } from "../../lib/sgr.ts";
import type { Evidence } from "../../model/evidence.ts";
import { plainText } from "./plain.ts";

/** Columns that one line of a log may take in all, and lines of the terminal at least. */
const MOST_COLUMNS = 330;
const LEAST_LINES = 4;

/** Columns of a long line kept before the gap: time, process and level. What happened stands at its end. */
const HEAD = 64;

/** A request's id that begins soon is kept whole: it is what one looks for elsewhere. */
const REQUEST_ID = /^.{0,100}?\breq-[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/;

/** A line of a log below the place where it stands, `indent` columns in. */
export function evidenceLines({ file, line, text }: Evidence, width: number, indent: number, paint: Paint): string[] {
  const at = `:${line}`;
  const [outer, inner] = [" ".repeat(indent), " ".repeat(indent + 2)];
  const room = width - indent - 2;
  const safe = plainText(text);
  const head = Math.max(HEAD, displayWidth(REQUEST_ID.exec(safe)?.[0] ?? ""));
  const lines = cutIntoLines(safe, head, room);
  return [paint.dim(`${outer}${clipStart(plainText(file), width - indent - at.length)}${at}`), ...lines.map((each) => `${inner}${each}`.trimEnd())];
}

/** Lines that break at spaces hold less than their width: as much is taken as fits into so many. */
function cutIntoLines(text: string, head: number, room: number): readonly string[] {
  const most = Math.max(LEAST_LINES, Math.ceil(MOST_COLUMNS / room));
  for (let width = most * room; width > head + room; width -= 4) {
    const lines = cutAt(clipMiddle(text, head, width), room);
    if (lines.length <= most) return lines;
  }
  return cutAt(clipMiddle(text, head, head + room), room);
}
