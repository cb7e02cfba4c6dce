/** Sets and forgets the oldest entry beyond `limit`: what is still open when a log is cut must not grow without bound. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, limit = 4096): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= limit) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
