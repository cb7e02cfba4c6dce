/** What to call a hotspot on the command line: its id, its resource, or service and resource where several have that name. */
interface Named {
  readonly id: string;
  readonly service: string;
  readonly resource: string;
}

/** Names offered to someone whose name fits none. */
const OFFERED = 8;

/** The hotspot of that name, or the names that could have been meant: those alike, else the first. */
export function findHotspot<T extends Named>(hotspots: readonly T[], name: string): { readonly found: T } | { readonly candidates: readonly string[] } {
  const wanted = name.toLowerCase();
  const is = (hotspot: T): boolean => [hotspot.id, hotspot.resource, `${hotspot.service} ${hotspot.resource}`].some((one) => one.toLowerCase() === wanted);
  const fitting = hotspots.filter(is);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return { found: only };
  const alike = fitting.length > 0 ? fitting : hotspots.filter(({ service, resource }) => `${service} ${resource}`.toLowerCase().includes(wanted));
  const offered = alike.length > 0 ? alike : hotspots;
  return { candidates: offered.slice(0, OFFERED).map(({ id, service, resource }) => `${id} (${service} ${resource})`) };
}
