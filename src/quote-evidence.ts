import { readPasses } from "./input/archive/pass-over.ts";
import { planPasses } from "./input/archive/plan-passes.ts";
import type { Checkpoint } from "./input/checkpoints.ts";
import { quoteLines } from "./input/quote-lines.ts";
import type { InputFile } from "./input/input-file.ts";
import type { Quoteless } from "./analyses/analysis.ts";
import type { Evidence } from "./model/report.ts";
import type { Place } from "./model/trace.ts";

/** A file that was read, and where in it to find lines again. */
export interface Quotable {
  readonly input: InputFile;
  readonly checkpoints: readonly Checkpoint[];
}

/** Files quoted from at a time: each takes buffers, and a decompressor where it is compressed. */
const AT_ONCE = 4;

/**
 * Puts the lines themselves where a draft has only their places: reads each file that is quoted once more, and only as far as needed.
 * A line that can no longer be read is left out.
 */
export async function quoteEvidence<T>(draft: Quoteless<T>, files: readonly Quotable[]): Promise<T> {
  const wanted = new Map<number, Set<number>>();
  visit(draft, ({ source, line }) => {
    let lines = wanted.get(source);
    if (lines === undefined) wanted.set(source, (lines = new Set()));
    lines.add(line);
  });
  const texts = new Map<number, ReadonlyMap<number, string>>();
  const sourceOf = new Map(files.map(({ input }, source) => [input, source]));
  const readings = planPasses(files.flatMap(({ input }, source) => (wanted.has(source) ? [[input]] : [])));
  const next = readings.values();
  const quoteNext = async (): Promise<void> => {
    for (const reading of next) {
      await readPasses(reading, async (input, open) => {
        const source = sourceOf.get(input) ?? 0;
        texts.set(source, await quoteLines(input, [...(wanted.get(source) ?? [])], files[source]?.checkpoints, open));
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, quoteNext));
  const quote = ({ source, line }: Place): Evidence | undefined => {
    const text = texts.get(source)?.get(line);
    return text === undefined ? undefined : { file: files[source]?.input.path ?? "", line, text };
  };
  return replace(draft, quote) as T;
}

function visit(value: unknown, seen: (place: Place) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "evidence") for (const place of inner as readonly Place[]) seen(place);
    else visit(inner, seen);
  }
}

function replace(value: unknown, quote: (place: Place) => Evidence | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => replace(item, quote));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "evidence" ? (inner as readonly Place[]).map(quote).filter((line) => line !== undefined) : replace(inner, quote)]),
  );
}
