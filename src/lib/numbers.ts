/** From here on in shared memory, bytes. Less than that adds up to little, and a buffer of its own costs more than the numbers. */
const SHARED_BYTES = 8192;

/**
 * So many zeros. Many of them lie in shared memory, which V8 frees like any other but does not count: of what it counts outside its heap, each 64 MB that come
 * and go make it collect the heap as a whole (`kExternalAllocationSoftLimit`), and with a million waits in it that takes longer than what the numbers are for.
 */
export function numbers(count: number): Float64Array {
  const bytes = count * Float64Array.BYTES_PER_ELEMENT;
  return bytes < SHARED_BYTES ? new Float64Array(count) : new Float64Array(new SharedArrayBuffer(bytes));
}

/** The same numbers once more. */
export function copyOf(values: ArrayLike<number>): Float64Array {
  const copy = numbers(values.length);
  copy.set(values);
  return copy;
}
