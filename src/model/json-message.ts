/** What was written, where it stands in a line of JSON: of the journal, of what collects logs, of containers, of KubeVirt, of oslo.log's own formatters. */
export interface JsonMessage {
  /** Index of the quote before its key. */
  readonly keyAt: number;
  /** Index behind its last character; the end of the line where that is cut. */
  readonly end: number;
  /** Decoded, as far as it goes. */
  readonly text: string;
}

const KEYS: ReadonlySet<string> = new Set(["MESSAGE", "message", "log", "line", "msg"]);

/** Before the rest of a line of JSON whose beginning a quote leaves out. */
export const LEFT_OUT = "…";

// {"log":"…      …"MESSAGE":"…      nova-compute-x7k2p nova-compute {"message":"…      2025-05-14T15:07:08.229Z stderr F {"asctime":"…
const HEAD = /^(?:[^\s{"]+ +){0,6}(?=\{ ?"|…")/;
/** What a record of plain text has before any JSON that it goes on with. */
const PLAIN = /\b(?:TRACE|DEBUG|INFO|AUDIT|WARNING|WARN|ERROR|CRITICAL|debug|info|warning|error)\b/;

/** Undefined: no line of JSON, or none that says anything. A line may be cut wherever it is. */
export function jsonMessageIn(line: string): JsonMessage | undefined {
  const head = HEAD.exec(line)?.[0];
  if (head === undefined || PLAIN.test(head)) return undefined;
  let depth = line.startsWith(LEFT_OUT, head.length) ? 1 : 0;
  let key: string | undefined;
  let keyAt = 0;
  let isValue = false;
  for (let at = head.length; at < line.length; at++) {
    const char = line[at];
    if (char === '"') {
      const end = stringEnd(line, at);
      if (depth === 1 && isValue && key !== undefined && KEYS.has(key)) return { keyAt, end, text: decoded(line.slice(at + 1, end)) };
      if (depth === 1 && !isValue) {
        key = line.slice(at + 1, end);
        keyAt = at;
      }
      at = end;
    } else if (char === ":") isValue = true;
    else if (char === ",") isValue = false;
    else if (char === "[" && depth === 1 && key === "MESSAGE") return bytesFrom(line, keyAt, at);
    else if (char === "{" || char === "[") {
      depth++;
      isValue = false;
    } else if (char === "}" || char === "]") depth--;
  }
  return undefined;
}

/** Index of the quote that ends the string which begins at `from`. */
function stringEnd(line: string, from: number): number {
  let at = from + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === "\\" ? 2 : 1;
  return Math.min(at, line.length);
}

/** journald gives a message that is not plain text as an array of bytes. */
function bytesFrom(line: string, keyAt: number, from: number): JsonMessage {
  const found = line.indexOf("]", from);
  const end = found < 0 ? line.length : found;
  const bytes = line.slice(from + 1, end).split(",").map(Number);
  return { keyAt, end, text: new TextDecoder().decode(Uint8Array.from(bytes)) };
}

const ESCAPE = /\\(?:u([\da-f]{4})|u[\da-f]{0,3}|(.?))/gi;
const CONTROLS: ReadonlyMap<string, string> = new Map([["n", "\n"], ["r", "\r"], ["t", "\t"], ["b", "\b"], ["f", "\f"]]);

/** An escape that the end of the line cuts goes. */
function decoded(text: string): string {
  return text.replace(ESCAPE, (_, code: string | undefined, char = "") => (code === undefined ? CONTROLS.get(char as string) ?? String(char) : String.fromCharCode(Number.parseInt(code, 16))));
}
