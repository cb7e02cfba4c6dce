/** Sets and, beyond `limit` entries, forgets the one set first: what stays open when a log is cut must not grow without bound. */
export function rememberWithin<K, V>(limit: number, map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= limit) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
