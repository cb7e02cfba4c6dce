import type { Instance } from "../../model/instance.ts";
import type { Place, Trace, TracedSource } from "../../model/trace.ts";
import type { Quoteless } from "../quoteless.ts";
import { asOf, servicesOf } from "../services-of.ts";

/** By file and line number, of lines in files that several programs write. */
export type GapWriters = ReadonlyMap<string, ReadonlyMap<number, TracedSource>>;

/** Who wrote the lines around gaps of boots, where their files alone do not say: the part of the log that is of the line's format and, if known, of its service. */
export function gapWriters(instances: readonly Quoteless<Pick<Instance, "id" | "steps">>[], { instances: traced, sources }: Pick<Trace, "instances" | "sources">): GapWriters {
  const writers = new Map<string, Map<number, TracedSource>>();
  const formats = new Map<string, number>();
  for (const { path } of sources) formats.set(path, (formats.get(path) ?? 0) + 1);
  const isShared = ({ source }: Place): boolean => {
    const file = sources[source];
    return file !== undefined && (servicesOf(file).length > 1 || (formats.get(file.path) ?? 0) > 1);
  };
  const byId = new Map(traced.map((instance) => [instance.id, instance]));
  for (const { id, steps } of instances) {
    const places = steps.flatMap(({ kind, evidence }) => (kind === "unexplained" ? evidence.filter(isShared) : []));
    if (places.length === 0) continue;
    const services = new Map(byId.get(id)?.ownLines().map(({ place, service }) => [`${place.source}:${place.line}`, service]));
    for (const { source, line } of places) {
      const whole = sources[source];
      if (whole === undefined) continue;
      const lines = writers.get(whole.path) ?? new Map<number, TracedSource>();
      writers.set(whole.path, lines.set(line, asOf(whole, services.get(`${source}:${line}`))));
    }
  }
  return writers;
}
