import { formatDuration } from "../lib/duration.ts";
import type { PathStretch } from "../model/run.ts";
import { join, logged, say, type Sentence } from "./sentence.ts";

/** Parts of a critical path that are named. */
const MOST = 3;

/** What a critical path consists of, most first. */
export function pathParts(path: readonly PathStretch[]): Sentence {
  const parts = new Map<string, { readonly name: Sentence; us: number }>();
  for (const { kind, name, resource, startUs, endUs } of path) {
    const key = resource === null ? `${kind} ${name}` : `through ${resource}`;
    const part = parts.get(key) ?? { name: resource === null ? [logged(name)] : say`through ${logged(resource)}`, us: 0 };
    parts.set(key, part);
    part.us += endUs - startUs;
  }
  const most = [...parts.values()].sort((a, b) => b.us - a.us).slice(0, MOST);
  return join(most.map(({ name, us }) => say`${name} ${formatDuration(us)}`), ", ");
}
