/** More words than this are not told apart; what follows belongs to the last. */
const MOST_WORDS = 40;
const SPACE = 0x20;

/**
 * Words of one line at a time, by their positions: splitting a line into strings costs several times the rest of reading a row.
 * A word that is not there is empty.
 */
export interface WordScanner {
  /** Finds up to `most` words. */
  readonly scan: (text: string, most?: number) => void;
  readonly count: () => number;
  readonly text: (index: number) => string;
  /** From the start of one word to the end of another. */
  readonly span: (first: number, last: number) => string;
  readonly restFrom: (index: number) => string;
  readonly startsWith: (index: number, prefix: string) => boolean;
  /** NaN: it is not made of 1 to 15 digits. */
  readonly number: (index: number) => number;
  /** The number without its last three digits (up to 19 digits in all): µs of ns. NaN as above. */
  readonly thousandths: (index: number) => number;
  readonly thousandthsRest: (index: number) => number;
  /** Makes one word of a date and the time after it. */
  readonly joinDate: (index: number) => void;
}

export function createWordScanner(): WordScanner {
  const starts: number[] = new Array<number>(MOST_WORDS).fill(0);
  const ends: number[] = new Array<number>(MOST_WORDS).fill(0);
  let line = "";
  let words = 0;
  const start = (index: number): number => (index < words ? (starts[index] ?? line.length) : line.length);
  const end = (index: number): number => (index < words ? (ends[index] ?? line.length) : line.length);

  return {
    scan: (text, most = MOST_WORDS) => {
      line = text;
      words = 0;
      // A mixed separator is rare enough to be rewritten first.
      if (text.includes("\t")) line = text.replaceAll("\t", " ");
      const limit = Math.min(most, MOST_WORDS);
      let at = 0;
      while (words < limit) {
        while (line.charCodeAt(at) === SPACE) at++;
        if (at >= line.length) break;
        const space = line.indexOf(" ", at);
        starts[words] = at;
        at = space === -1 ? line.length : space;
        ends[words++] = at;
      }
    },
    count: () => words,
    text: (index) => line.slice(start(index), end(index)),
    span: (first, last) => line.slice(start(first), end(last)),
    restFrom: (index) => line.slice(start(index)),
    startsWith: (index, prefix) => end(index) - start(index) >= prefix.length && line.startsWith(prefix, start(index)),
    number: (index) => digits(line, start(index), end(index), 15),
    thousandths: (index) => digits(line, start(index), end(index) - 3, 16),
    thousandthsRest: (index) => digits(line, Math.max(start(index), end(index) - 3), end(index), 3),
    joinDate: (index) => {
      // `2026-11-22 15:16:20.038117`
      if (index + 1 >= words || end(index) - start(index) !== 10 || line.charAt(start(index + 1) + 2) !== ":") return;
      ends[index] = end(index + 1);
      starts.copyWithin(index + 1, index + 2, words);
      ends.copyWithin(index + 1, index + 2, words);
      words--;
    },
  };
}

function digits(text: string, from: number, to: number, most: number): number {
  if (to <= from || to - from > most) return NaN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
