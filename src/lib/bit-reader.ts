/** Reads bits, most significant first, across the borders of byte chunks. */
export interface BitReader {
  /** The next `count` bits (1 … 24) as an unsigned number. Throws at the end of the data. */
  readonly read: (count: number) => number;
  /** The next `count` bits (1 … 24) without taking them; zeros stand for what lies beyond the end. */
  readonly peek: (count: number) => number;
  /** Takes `count` bits seen by `peek`. Throws if they lay beyond the end. */
  readonly skip: (count: number) => void;
  /** Drops the bits up to the next byte border. */
  readonly align: () => void;
  /** True when no whole byte is left. */
  readonly atEnd: () => boolean;
}

export function bitReader(chunks: Iterable<Uint8Array>): BitReader {
  const source = chunks[Symbol.iterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  let at = 0;
  /** The last `held` bits of `bits` are still to be given out. */
  let bits = 0;
  let held = 0;
  let ended = false;

  /** False: nothing left to take. */
  const nextChunk = (): boolean => {
    while (at >= chunk.length) {
      const next = ended ? undefined : source.next();
      if (next === undefined || next.done === true) {
        ended = true;
        return false;
      }
      chunk = next.value;
      at = 0;
    }
    return true;
  };

  const fill = (count: number): void => {
    while (held < count) {
      if (at >= chunk.length && !nextChunk()) return;
      bits = (bits << 8) | (chunk[at++] ?? 0);
      held += 8;
    }
  };

  const peek = (count: number): number => {
    if (held < count) fill(count);
    const mask = (1 << count) - 1;
    return held >= count ? (bits >>> (held - count)) & mask : (bits << (count - held)) & mask & ~((1 << (count - held)) - 1);
  };

  const skip = (count: number): void => {
    if (held < count) throw new Error("unexpected end of data");
    held -= count;
  };

  return {
    peek,
    skip,
    read: (count) => {
      const value = peek(count);
      skip(count);
      return value;
    },
    align: () => {
      held -= held % 8;
    },
    atEnd: () => held < 8 && at >= chunk.length && !nextChunk(),
  };
}
