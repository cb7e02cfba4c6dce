import type { Compression } from "../compression.ts";

/** Where a file inside an archive lies. Plain data, so it can be handed to a worker. */
export interface Member {
  /** The file on disk that holds it, as shown in reports. */
  readonly archive: string;
  /**
   * How to get at its bytes, outermost first: the first layer lies in the file, each other in what the one before unfolds to. All but the last
   * are compressed. A single layer can be entered at will; of several, the first must be unfolded from its start.
   */
  readonly layers: readonly Layer[];
}

/** A range of bytes and what makes them plain. */
export interface Layer {
  readonly from: number;
  /** Undefined: as far as it goes. */
  readonly length: number | undefined;
  readonly coding: Coding | undefined;
}

export interface Coding {
  /** `deflate`: without the header and the check of gzip, as zip has it. */
  readonly method: Compression | "deflate";
  /** What a zip says of the plain bytes. */
  readonly plain: { readonly length: number; readonly crc: number } | undefined;
}

/** In order of place in the archive. */
export function byPlace(a: Member, b: Member): number {
  for (let at = 0; at < Math.min(a.layers.length, b.layers.length); at++) {
    const difference = (a.layers[at]?.from ?? 0) - (b.layers[at]?.from ?? 0);
    if (difference !== 0) return difference;
  }
  return a.layers.length - b.layers.length;
}
