/** Cuts each list to its size, in place: one that grew item by item has room for sixteen more, which counts where there are many short ones. */
export function fit<K, T>(lists: Map<K, T[]>): Map<K, T[]> {
  for (const [key, list] of lists) lists.set(key, list.slice());
  return lists;
}
