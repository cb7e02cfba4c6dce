/** A text to be compared with bytes, four at a time. */
export interface ByteText {
  readonly bytes: Uint8Array;
  /** Little-endian; of a text whose length is no multiple of four, the last word begins within the one before. None: it is shorter than a word. */
  readonly words: Int32Array;
}

export function byteText(text: string): ByteText {
  const bytes = Uint8Array.from(Buffer.from(text));
  const view = new DataView(bytes.buffer);
  const words = Int32Array.from({ length: bytes.length < 4 ? 0 : Math.ceil(bytes.length / 4) }, (_, word) => view.getInt32(Math.min(word * 4, bytes.length - 4), true));
  return { bytes, words };
}

/** Whether the text begins at `from` and ends by `to`. `view` is of the same bytes. */
export function standsAt({ bytes: text, words }: ByteText, bytes: Uint8Array, view: DataView, from: number, to: number): boolean {
  const { length } = text;
  if (to - from < length) return false;
  const whole = words.length - 1;
  if (whole < 0) {
    for (let index = 0; index < length; index++) if (bytes[from + index] !== text[index]) return false;
    return true;
  }
  for (let word = 0; word < whole; word++) if (view.getInt32(from + word * 4, true) !== words[word]) return false;
  return view.getInt32(from + length - 4, true) === words[whole];
}
