import { TraceRankError } from "../model/error.ts";

/** What to call a hotspot on the command line: its id, its resource, or service and resource where several have that name. */
interface Named {
  readonly id: string;
  readonly service: string;
  readonly resource: string;
}

/** Names offered to someone whose name fits none. */
const OFFERED = 8;

/**
 * The hotspots of that name, whatever the case of its letters: by id one, by resource perhaps one of each of several services, and by the last words
 * of a resource (`build slots`) the only one that ends so.
 *
 * @throws TraceRankError `no-such-hotspot`, with the names that could have been meant: those alike, else the first.
 */
export function findHotspots<T extends Named>(hotspots: readonly T[], name: string): readonly T[] {
  const wanted = name.toLowerCase();
  for (const nameOf of [({ id }: T) => id, ({ resource }: T) => resource, nameWithService]) {
    const found = hotspots.filter((hotspot) => nameOf(hotspot).toLowerCase() === wanted);
    if (found.length > 0) return found;
  }
  const ending = hotspots.filter(({ resource }) => answersTo(resource, name));
  if (ending.length === 1) return ending;
  const alike = hotspots.filter((hotspot) => nameWithService(hotspot).toLowerCase().includes(wanted));
  throw new TraceRankError("no-such-hotspot", `${name}: no such hotspot in these logs`, offer(alike.length > 0 ? alike : hotspots));
}

/**
 * The one hotspot of that name.
 *
 * @throws TraceRankError `no-such-hotspot`, also where several have the name.
 */
export function findHotspot<T extends Named>(hotspots: readonly T[], name: string): T {
  const [found, ...others] = findHotspots(hotspots, name);
  if (found !== undefined && others.length === 0) return found;
  throw new TraceRankError("no-such-hotspot", `${name}: not the name of one hotspot of these logs`, offer(found === undefined ? [] : [found, ...others]));
}

/** Whether a resource has this name, or ends with these words, whatever the case of the letters. */
export function answersTo(resource: string, name: string): boolean {
  return resource.toLowerCase().endsWith(name.toLowerCase()) && !/\w$/.test(resource.slice(0, -name.length));
}

function nameWithService({ service, resource }: Named): string {
  return `${service} ${resource}`;
}

/** Resources without a name of their own are called after their service already. */
function shownName(hotspot: Named): string {
  return hotspot.resource.startsWith(`${hotspot.service} `) ? hotspot.resource : nameWithService(hotspot);
}

function offer(hotspots: readonly Named[]): string {
  if (hotspots.length === 0) return "Nothing in these logs is waited for.";
  const names = hotspots.slice(0, OFFERED).map((hotspot) => `${hotspot.id} (${shownName(hotspot)})`);
  return `Name one by its id or its resource: ${names.join(", ")}${hotspots.length > OFFERED ? `, and ${hotspots.length - OFFERED} more` : ""}.`;
}
