import { monthOf } from "../syslog-head.ts";

/** `stdout F ` or `stderr P ` of a container runtime: the index after it and whether the line goes on; undefined: none. */
export function readCriTag(text: string, from: number): { readonly end: number; readonly partial: boolean } | undefined {
  if (!text.startsWith("stdout ", from) && !text.startsWith("stderr ", from)) return undefined;
  const blank = text.indexOf(" ", from + 7);
  const tags = blank < 0 ? text.slice(from + 7) : text.slice(from + 7, blank);
  if (!tags.startsWith("F") && !tags.startsWith("P")) return undefined;
  return { end: blank < 0 ? text.length : blank + 1, partial: tags.startsWith("P") };
}

/** Apache's error log: `[Wed May 14 15:07:31.468803 2025] [wsgi:error] [pid 17601:tid 1] `: index after the last group, or -1. */
export function endOfApacheGroups(text: string): number {
  if (text.charCodeAt(4) !== 32 || monthOf(text.slice(5, 8)) === undefined) return -1;
  let at = 0;
  while (text.charCodeAt(at) === 91) {
    const close = text.indexOf("] ", at);
    if (close < 0) return -1;
    at = close + 2;
  }
  return at;
}
