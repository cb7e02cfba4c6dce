import type { Parser } from "./parser.ts";

/** Every format the program reads. Order breaks ties of `sniff`. */
export const parsers: readonly Parser[] = [];
