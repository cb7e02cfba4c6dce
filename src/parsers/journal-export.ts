import type { ParserSession } from "./parser.ts";

/**
 * `journalctl -o export` (systemd's Journal Export Format): a field a line, a blank line behind each entry. An entry becomes the line that `journalctl -o json`
 * prints of it, which the parsers read.
 */
// __CURSOR=s=0d5c…
// __REALTIME_TIMESTAMP=1795359601100000
// SYSLOG_IDENTIFIER=nova-compute
// MESSAGE=2026-11-22 15:00:01.100 7 INFO nova.compute.manager [-] …
export function isJournalExport(head: readonly string[]): boolean {
  return ADDRESS.test(head.find((line) => line !== "") ?? "");
}

const ADDRESS = /^__(?:CURSOR|REALTIME_TIMESTAMP|MONOTONIC_TIMESTAMP)=/;

/** A piece of a log may begin within an entry. */
export function holdsJournalExport(text: string): boolean {
  return /^__REALTIME_TIMESTAMP=/m.test(text);
}

/** The entries that end among these lines. */
export function exportedEntries(lines: readonly string[]): readonly string[] {
  const entries: string[] = [];
  const reader = openEntries((entry) => entries.push(entry));
  lines.forEach((text, index) => {
    reader.line(text, index + 1);
  });
  return entries;
}

/** A session that is given the entries, each as of the line that has its message. */
export function fromJournalExport(session: ParserSession): ParserSession {
  const reader = openEntries(session.line);
  return {
    ...session,
    line: reader.line,
    end: () => {
      reader.end();
      return session.end();
    },
  };
}

/** What the length of a text that follows in bytes leaves behind in the lines, and what bytes of it that are not UTF-8 do: no fault of the file. */
export const TRACES_OF_LENGTHS: ReadonlySet<string> = new Set(["nul-bytes", "invalid-utf8"]);

const FIELD = /^([A-Z_][A-Z\d_]{0,63})=/;
/** Its text follows: eight bytes of length, then so many, line ends among them. */
const BINARY_FIELD = /^[A-Z_][A-Z\d_]{0,63}$/;

interface EntryReader {
  readonly line: (text: string, line: number) => void;
  readonly end: () => void;
}

function openEntries(emit: (entry: string, line: number) => void): EntryReader {
  let fields: Record<string, string> = {};
  let messageLine = 0;
  let open: Following | undefined;

  function set(name: string, value: string, line: number): void {
    fields[name] = value;
    if (name === "MESSAGE") messageLine = line;
  }

  function close(): void {
    if (open !== undefined) fields[open.name] = open.lines.join("\n").slice(digitsOf(open) ?? 1);
    open = undefined;
  }

  function end(): void {
    close();
    if ("MESSAGE" in fields) emit(JSON.stringify(fields), messageLine);
    fields = {};
  }

  return {
    line: (text, line) => {
      if (open !== undefined) {
        // What looks like a field or an end may be of the text, unless that is as long as it should be.
        const mayEnd = text === "" || FIELD.test(text) || BINARY_FIELD.test(text);
        if (!ADDRESS.test(text) && !(mayEnd && digitsOf(open) !== undefined)) {
          open.bytes += Buffer.byteLength(text) + (open.lines.length > 0 ? 1 : 0);
          open.lines.push(text);
          return;
        }
        close();
      }
      if (text === "") {
        end();
        return;
      }
      const name = FIELD.exec(text)?.[1];
      if (name === "__CURSOR") end();
      if (name !== undefined) set(name, text.slice(name.length + 1), line);
      else if (BINARY_FIELD.test(text)) {
        set(text, "", line + 1);
        open = { name: text, lines: [], bytes: 0 };
      }
    },
    end,
  };
}

/** A text that follows its field, as far as it was read. Its length stands before it, less the bytes of that which are zero. */
interface Following {
  readonly name: string;
  readonly lines: string[];
  /** Of all lines, and the line ends between them. */
  bytes: number;
}

const MOST_DIGITS = 4;

/** Characters before the text, where that is as long as they say; undefined: it is not, or not yet. */
function digitsOf({ lines, bytes }: Following): number | undefined {
  const [first = "", second = ""] = lines;
  const start = lines.length > 1 ? `${first.slice(0, MOST_DIGITS)}\n${second.slice(0, MOST_DIGITS)}` : first.slice(0, MOST_DIGITS);
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    const before = start.slice(0, digits);
    const length = lengthBytes(bytes - Buffer.byteLength(before));
    // Bytes that are not ASCII have become something else.
    if (length.length === digits && length.every((byte, index) => byte >= 0x80 || byte === before.charCodeAt(index))) return digits;
  }
  return undefined;
}

function lengthBytes(length: number): readonly number[] {
  return [0, 8, 16, 24].map((shift) => (length >>> shift) & 0xff).filter((byte) => byte !== 0);
}
