import type { OwnLine, Role, Trace } from "../../model/trace.ts";

/** What one service wrote of one boot or delete, in order of time. */
interface OwnLines {
  readonly lines: readonly OwnLine[];
  /** When each was written, µs UTC. */
  readonly atUs: readonly number[];
}

export type OwnLinesOf = (instance: number, role: Role, service: string) => OwnLines;

/** Looked up once for each boot or delete and service. */
export function tellOwnLines({ instances }: Pick<Trace, "instances">): OwnLinesOf {
  const known = new Map<string, OwnLines>();
  return (instance, role, service) => {
    const key = `${instance} ${role} ${service}`;
    let own = known.get(key);
    if (own === undefined) {
      const lines = (instances[instance]?.ownLines() ?? []).filter((line) => line.role === role && line.service === service);
      known.set(key, (own = { lines, atUs: lines.map(({ atUs }) => atUs) }));
    }
    return own;
  };
}
