/** The end of the run of digits that begins at `from`. */
export function digitsEnd(text: string, from: number): number {
  let index = from;
  while (isDigit(text.charCodeAt(index))) index++;
  return index;
}

/** Of a character code, or a byte of text. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Exactly `width` digits as a number, else NaN. */
export function decimal(text: string, from: number, width: number): number {
  let value = 0;
  for (let index = from; index < from + width; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
