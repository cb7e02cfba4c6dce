import { readPasses } from "./input/archive/pass-over.ts";
import { planPasses } from "./input/archive/plan-passes.ts";
import type { Checkpoint } from "./input/checkpoints.ts";
import { quoteLines } from "./input/quote-lines.ts";
import type { InputFile } from "./input/input-file.ts";
import type { Evidence } from "./model/evidence.ts";
import type { Place } from "./model/trace.ts";
import type { Quoteless } from "./analyses/quoteless.ts";

/** A file that was read, and where in it to find lines again. */
export interface Quotable {
  readonly input: InputFile;
  readonly checkpoints: readonly Checkpoint[];
}

/** Files quoted from at a time: each takes buffers, and a decompressor where it is compressed. */
const AT_ONCE = 4;

/**
 * Puts the lines themselves where a draft has only their places, in the draft itself, since there may be no room for two: reads each file
 * that is quoted once more, and only as far as needed. A line that can no longer be read is left out.
 */
export async function quoteEvidence<T>(draft: Quoteless<T>, files: readonly Quotable[]): Promise<T> {
  const quoters = new Set<Quoting>();
  findQuoting(draft, quoters);
  const wanted = new Map<number, Set<number>>();
  for (const { evidence } of quoters) {
    for (const { source, line } of evidence) {
      const lines = wanted.get(source);
      if (lines === undefined) wanted.set(source, new Set([line]));
      else lines.add(line);
    }
  }
  const quotes = new Map<number, ReadonlyMap<number, Evidence>>();
  const sourceOf = new Map(files.map(({ input }, source) => [input, source]));
  const readings = planPasses(files.flatMap(({ input }, source) => (wanted.has(source) ? [[input]] : [])));
  const next = readings.values();
  const quoteNext = async (): Promise<void> => {
    for (const reading of next) {
      await readPasses(reading, async (input, open) => {
        const source = sourceOf.get(input) ?? 0;
        const texts = await quoteLines(input, [...(wanted.get(source) ?? [])], files[source]?.checkpoints, open);
        quotes.set(source, new Map([...texts].map(([line, text]) => [line, { file: input.path, line, text }])));
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, quoteNext));
  const quoted: ReadonlySet<{ evidence: readonly (Place | Evidence)[] }> = quoters;
  for (const one of quoted) one.evidence = (one.evidence as readonly Place[]).map(({ source, line }) => quotes.get(source)?.get(line)).filter((evidence) => evidence !== undefined);
  return draft as T;
}

/** A part of the draft with lines to quote. */
interface Quoting {
  readonly evidence: readonly Place[];
}

function findQuoting(value: unknown, found: Set<Quoting>): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) for (const item of value) findQuoting(item, found);
  else {
    const quoting = "evidence" in value ? (value as Quoting) : undefined;
    if (quoting !== undefined) found.add(quoting);
    for (const inner of Object.values(value)) if (inner !== quoting?.evidence) findQuoting(inner, found);
  }
}
