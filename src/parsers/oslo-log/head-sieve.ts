import type { HeadSieve } from "../../model/sieve.ts";
import { openHeadReader } from "./head-reader.ts";

/** For logs of which most records are of the layout that the head reader walks; of others it would keep every line. */
export function sieveOf(head: readonly string[]): HeadSieve | undefined {
  const dated = head.filter((line) => DATED.test(line));
  const plain = dated.filter((line) => PLAIN.test(line));
  return plain.length > 0 && plain.length * 2 >= dated.length ? { openHeads: openHeadReader } : undefined;
}

const DATED = /^\d/;
// 2026-11-22 14:57:21.021 19312 INFO nova.compute.manager [-] Starting instance...
const PLAIN = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d{3} (?:\d+ )?(?:DEBUG|INFO|WARNING|ERROR) [\w.-]+ /;
