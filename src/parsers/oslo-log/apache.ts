import { monthOf } from "../syslog-head.ts";

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
