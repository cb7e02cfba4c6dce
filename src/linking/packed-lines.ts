import type { OwnLine, Role } from "../model/trace.ts";

const ROLES: readonly Role[] = ["boot", "delete", "background"];
/** Instant, role and service, source, line. */
const NUMBERS = 4;

/** The same lines whenever they are asked for, kept as numbers: a third of the room of objects, and there are hundreds of lines for each instance. */
export function packedLines(lines: readonly OwnLine[]): () => readonly OwnLine[] {
  const services = [...new Set(lines.map(({ service }) => service))];
  const numbers = new Array<number>(NUMBERS * lines.length);
  lines.forEach(({ atUs, service, role, place: { source, line } }, index) => {
    const at = NUMBERS * index;
    numbers[at] = atUs;
    numbers[at + 1] = ROLES.indexOf(role) + ROLES.length * services.indexOf(service);
    numbers[at + 2] = source;
    numbers[at + 3] = line;
  });
  return linesIn(numbers, services);
}

/** A function of its own, lest what it is kept in outlive the lines. */
function linesIn(numbers: readonly number[], services: readonly string[]): () => readonly OwnLine[] {
  const numberAt = (at: number): number => numbers[at] ?? 0;
  return () => {
    const lines: OwnLine[] = [];
    for (let at = 0; at < numbers.length; at += NUMBERS) {
      const of = numberAt(at + 1);
      lines.push({
        atUs: numberAt(at),
        service: services[Math.floor(of / ROLES.length)] ?? "",
        role: ROLES[of % ROLES.length] ?? "background",
        place: { source: numberAt(at + 2), line: numberAt(at + 3) },
      });
    }
    return lines;
  };
}
