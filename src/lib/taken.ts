/** The items of a list in order, each taken out of the list as it is given: it never holds more than what is still to come. */
export function* taken<T>(items: T[]): Generator<T> {
  items.reverse();
  while (items.length > 0) yield items.pop() as T;
}
