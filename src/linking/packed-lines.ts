import type { OwnLine, Role } from "../model/trace.ts";

const ROLES: readonly Role[] = ["boot", "delete", "background"];
/** Instant, role, source, line. */
const NUMBERS = 4;

/** The same lines whenever they are asked for, kept as numbers: a third of the room of objects, and there are hundreds of lines for each instance. */
export function packedLines(lines: readonly OwnLine[]): () => readonly OwnLine[] {
  const numbers = new Array<number>(NUMBERS * lines.length);
  lines.forEach(({ atUs, role, place: { source, line } }, index) => {
    const at = NUMBERS * index;
    numbers[at] = atUs;
    numbers[at + 1] = ROLES.indexOf(role);
    numbers[at + 2] = source;
    numbers[at + 3] = line;
  });
  return linesIn(numbers);
}

/** A function of its own, lest what it is kept in outlive the lines. */
function linesIn(numbers: readonly number[]): () => readonly OwnLine[] {
  const numberAt = (at: number): number => numbers[at] ?? 0;
  return () => {
    const lines: OwnLine[] = [];
    for (let at = 0; at < numbers.length; at += NUMBERS) {
      lines.push({ atUs: numberAt(at), role: ROLES[numberAt(at + 1)] ?? "background", place: { source: numberAt(at + 2), line: numberAt(at + 3) } });
    }
    return lines;
  };
}
