import type { Note } from "../model/diagnostic.ts";
import { readCollectedEntry } from "./collected-entry.ts";
import { parseObject } from "./json-wrapping.ts";
import type { ParserSession } from "./parser.ts";

/** Whether a log begins with what was collected last: `logcli` gives the newest line first unless told otherwise. */
export function isNewestFirst(head: readonly string[]): boolean {
  if (head[0]?.startsWith("{") !== true) return false;
  const times = head.map((line) => readCollectedEntry(parseObject(line) ?? {})?.atUs).filter((atUs) => atUs !== undefined);
  return (times[0] ?? 0) > (times.at(-1) ?? 0) && times.every((atUs, index) => index === 0 || atUs <= (times[index - 1] ?? 0));
}

/** Characters that are held back; older lines are lost. */
const MOST_CHARS = 512 * 1024 * 1024;

/** A session that is given the lines from the last to the first, with their own numbers, once all have come. */
export function fromTheEnd(session: ParserSession, note: (note: Note) => void, most = MOST_CHARS): ParserSession {
  const held: { readonly text: string; readonly line: number }[] = [];
  let chars = 0;
  let lost = 0;
  return {
    ...session,
    line: (text, line) => {
      if (chars + text.length > most) {
        if (lost++ === 0) note(tooLong(line));
        return;
      }
      chars += text.length;
      held.push({ text, line });
    },
    end: () => {
      for (let one = held.pop(); one !== undefined; one = held.pop()) session.line(one.text, one.line);
      return session.end();
    },
  };
}

function tooLong(line: number): Note {
  return {
    code: "newest-first",
    severity: "warning",
    message: "A log with its newest lines first is too long to be turned round; its oldest lines were left out.",
    hint: "Export it again with the oldest first: logcli query --forward.",
    line,
    text: undefined,
  };
}
