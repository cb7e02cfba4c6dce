/** Values by the texts they were read from, found where the text stands in a line without cutting it out. */
export interface StandingTexts<V> {
  /** The entry whose text stands at `from`, if it was met lately. */
  readonly find: (line: string, from: number) => Standing<V> | undefined;
  /** `text` stands at `from`, cut loose from the line. */
  readonly add: (line: string, from: number, text: string, value: V) => void;
}

interface Standing<V> {
  readonly text: string;
  readonly value: V;
}

const SLOTS = 1024;

/** `offsets`: where texts of this kind differ, from their beginning. A text that comes later to the place of another takes it. */
export function openStandingTexts<V>(offsets: readonly [number, number, number, number]): StandingTexts<V> {
  const slots: (Standing<V> | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);
  const [first, second, third, fourth] = offsets;

  function slotOf(line: string, from: number): number {
    const low = line.charCodeAt(from + first) ^ (line.charCodeAt(from + second) << 4);
    const high = (line.charCodeAt(from + third) << 2) ^ (line.charCodeAt(from + fourth) << 6);
    return (low ^ high) & (SLOTS - 1);
  }

  return {
    find: (line, from) => {
      const entry = slots[slotOf(line, from)];
      return entry !== undefined && line.startsWith(entry.text, from) ? entry : undefined;
    },
    add: (line, from, text, value) => {
      slots[slotOf(line, from)] = { text, value };
    },
  };
}
