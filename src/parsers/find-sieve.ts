import type { HeadSieve } from "../model/sieve.ts";
import { parsers } from "./index.ts";

/** The sieve for a source that the parser of this id reads and that begins with these lines. Undefined: all its lines are wanted. */
export function findSieve({ parser, head }: { readonly parser: string; readonly head: readonly string[] }): HeadSieve | undefined {
  return parsers.find(({ id }) => id === parser)?.sieve?.(head);
}
