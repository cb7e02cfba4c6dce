/** Ways to set off text on a terminal (ECMA-48 SGR codes). Each takes text without controls of its own. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const plain = (text: string): string => text;

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;

const coloured: Paint = { bold: sgr(1, 22), dim: sgr(2, 22), red: sgr(31, 39), yellow: sgr(33, 39) };

export function paintFor(colour: boolean): Paint {
  return colour ? coloured : { bold: plain, dim: plain, red: plain, yellow: plain };
}
