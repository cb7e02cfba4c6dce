import { rememberWithin } from "../../lib/bounded-map.ts";

/** Entries of every map of what is still open. */
const LIMIT = 4096;

export function remember<K, V>(map: Map<K, V>, key: K, value: V, limit = LIMIT): void {
  rememberWithin(limit, map, key, value);
}
