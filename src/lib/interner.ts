/**
 * Returns one copy of equal strings, cut loose from the lines they were sliced out of, which would otherwise stay in memory with
 * every event that names a request. Bounded: starts anew beyond `limit` different strings.
 */
export function openInterner(limit: number): (text: string) => string {
  let seen = new Map<string, string>();
  return (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    if (seen.size >= limit) seen = new Map();
    const copy = copyOf(text);
    seen.set(copy, copy);
    return copy;
  };
}

/** A string of its own. Halves of surrogate pairs do not survive the cheap way. */
function copyOf(text: string): string {
  const copy = Buffer.from(text).toString();
  return copy === text ? copy : [...text].join("");
}
