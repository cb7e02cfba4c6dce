/**
 * Seconds as logged to whole microseconds, exactly (`2.481` → 2481000) and rounded at the seventh decimal. Python prints small floats
 * as `9.05e-05`. A clock set back while a timer ran gives a negative length: that counts as 0. Undefined: not a number.
 */
export function secondsToUs(text: string): number | undefined {
  let at = 0;
  const negative = text.charCodeAt(0) === 45;
  if (negative) at++;
  let us = 0;
  let digits = 0;
  let unit = 1_000_000;
  let fraction = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && !fraction) {
      fraction = true;
      continue;
    }
    if (code === 101 || code === 69) return exponentToUs(text);
    if (code < 48 || code > 57) return undefined;
    digits++;
    if (!fraction) us = us * 10 + (code - 48) * 1_000_000;
    else if (unit > 1) {
      unit /= 10;
      us += unit * (code - 48);
    } else if (unit === 1) {
      unit = 0;
      if (code >= 53) us++;
    }
  }
  if (digits === 0 || us > Number.MAX_SAFE_INTEGER) return undefined;
  return negative ? 0 : us;
}

function exponentToUs(text: string): number | undefined {
  const us = Math.round(Number(text) * 1_000_000);
  return Number.isSafeInteger(us) ? Math.max(0, us) : undefined;
}

/** The leading number of `text` from `from` on: digits, point, exponent. Empty when there is none. */
export function numberAt(text: string, from: number): string {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const exponent = code === 101 || ((code === 45 || code === 43) && (end === from || text.charCodeAt(end - 1) === 101));
    if (!exponent && code !== 46 && (code < 48 || code > 57)) break;
  }
  while (end > from && text.charCodeAt(end - 1) === 46) end--;
  return text.slice(from, end);
}
