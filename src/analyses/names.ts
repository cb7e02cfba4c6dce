import type { Acquisition, TracedInstance } from "../model/trace.ts";

/** The last two parts of a qualified Python name, inner functions without `<locals>`; anything else as it is. */
export function shortFunction(name: string): string {
  const last = name.lastIndexOf(".");
  if (last <= 0) return name;
  // Most have no inner function, and there may be millions.
  if (!name.includes("<locals>")) return name.slice(name.lastIndexOf(".", last - 1) + 1);
  const parts = name.split(".").filter((part) => part !== "<locals>");
  return parts.length <= 2 ? parts.join(".") : parts.slice(-2).join(".");
}

/** What to call who took a lock: the function or API, else the worker thread, else what it was doing for whom. */
export function nameOfTaker({ by, form, actor }: Acquisition): string {
  if (by !== undefined) return form === "inferred" ? by : shortFunction(by);
  if (actor.tid !== undefined) return `thread ${actor.tid}`;
  const process = actor.pid === undefined ? actor.service : `${actor.service}[${actor.pid}]`;
  return actor.role === "background" ? `background work of ${process}` : `${actor.role}s in ${process}`;
}

/** The same for many, most of whom are called alike. */
export function takerNames(): (taker: Acquisition) => string {
  const shortened = new Map<string, string>();
  return (taker) => {
    const { by, form } = taker;
    if (by === undefined || form === "inferred") return nameOfTaker(taker);
    let name = shortened.get(by);
    if (name === undefined) shortened.set(by, (name = shortFunction(by)));
    return name;
  };
}

/** What to call an instance: its display name, else its domain, else its id. */
export function nameOfInstance({ id, name, domain }: TracedInstance): string {
  return name ?? domain ?? id;
}
