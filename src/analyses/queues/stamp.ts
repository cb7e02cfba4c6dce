/** Stamps are cut to whole milliseconds: who follows another may seem to have begun that much before its end, µs. Less than this is no time together. */
export const STAMP_US = 1_000;
