import { bisector } from "d3-array";
import { clip, unite, uncovered, type Interval } from "../../lib/intervals.ts";
import type { Step } from "../../model/instance.ts";
import type { Place } from "../../model/trace.ts";
import { resourceOf, type Awaited, type Wait } from "../awaited.ts";
import type { Stage } from "./stages.ts";
import type { Quoteless } from "../quoteless.ts";

export type StepDraft = Quoteless<Step>;

/** A stretch no evidence covers is a step of its own from this length on, µs. */
const UNEXPLAINED_FROM_US = 100_000;

/** Spans shorter than this explain their time but are not listed, µs. */
const SHOWN_FROM_US = 5_000;

/** Something that explains a stretch, and is shown under the step it begins in. */
export interface Span extends Interval {
  readonly name: string;
  readonly resource: string | null;
  readonly place: Place;
  /** Holds explain without being work of their own. */
  readonly kind: "work" | "wait";
}

export interface Tiling {
  readonly range: Interval;
  readonly phase: Step["phase"];
  readonly stages: readonly Stage[];
  /** Of the instance's own thread of work. */
  readonly waits: readonly Wait[];
  readonly spans: readonly Span[];
  /** Instants of the instance's own lines within the range, in order, with their places. */
  readonly lines: readonly { readonly atUs: number; readonly place: Place }[];
}

/** One of the stretches that together are a whole range, without overlap. There may be millions, so that what names a wait is asked of it. */
export type Tile = Worked | Wait & { readonly kind: "wait" };

interface Worked extends Interval {
  readonly kind: Exclude<Step["kind"], "wait">;
  readonly name: string;
}

export function nameOfTile(tile: Tile): string {
  return tile.kind === "wait" ? `wait for ${resourceOf(tile.awaited).resource}` : tile.name;
}

/** The tiles of a range (tilesOf) as steps. Evidence hangs below the step it begins in. `holderOf`: who made a wait last. */
export function stepsOf(tiles: readonly Tile[], tiling: Tiling, holderOf: (awaited: Awaited) => string | null): readonly StepDraft[] {
  const { phase, lines } = tiling;
  const shown = tiling.spans.filter(({ startUs, endUs }) => endUs - startUs >= SHOWN_FROM_US).sort((a, b) => a.startUs - b.startUs || b.endUs - a.endUs);
  return tiles.map((one, index) => ({
    name: nameOfTile(one),
    phase,
    kind: one.kind,
    startUs: one.startUs,
    endUs: one.endUs,
    resource: one.kind === "wait" ? resourceOf(one.awaited).resource : null,
    holder: one.kind === "wait" ? holderOf(one.awaited) : null,
    evidence: one.kind === "wait" ? [one.awaited.place] : boundaryLines(one, lines),
    children: childrenOf(one, index === 0, tiles[index + 1]?.startUs ?? Number.POSITIVE_INFINITY, shown, phase),
  }));
}

/**
 * Tiles a range with stretches that touch and never overlap: first the waits (the earlier one keeps what two claim), then what no evidence
 * covers between two lines, then the stages for all the rest.
 */
export function tilesOf({ range, stages, waits, spans, lines }: Omit<Tiling, "phase">): readonly Tile[] {
  const tiles: Tile[] = [];
  // In order of start, all that is taken lies before the end of the last one taken.
  let untilUs = range.startUs;
  for (const wait of [...waits].sort((a, b) => a.startUs - b.startUs || b.endUs - a.endUs)) {
    const startUs = Math.max(wait.startUs, untilUs);
    const endUs = Math.min(wait.endUs, range.endUs);
    if (startUs >= endUs) continue;
    tiles.push({ startUs, endUs, kind: "wait", awaited: wait.awaited });
    untilUs = endUs;
  }
  for (const gap of uncovered(range, unite([...tiles, ...spans]))) {
    if (gap.endUs - gap.startUs <= UNEXPLAINED_FROM_US) continue;
    for (const piece of split(gap, lines)) {
      if (piece.endUs - piece.startUs > UNEXPLAINED_FROM_US) tiles.push({ ...piece, kind: "unexplained", name: "unexplained" });
    }
  }
  const united = unite(tiles);
  stages.forEach((stage, index) => {
    const stretch = clip({ startUs: stage.startUs, endUs: stages[index + 1]?.startUs ?? range.endUs }, range);
    if (stretch === undefined) return;
    for (const { startUs, endUs } of uncovered(stretch, united)) tiles.push({ startUs, endUs, kind: "work", name: stage.name });
  });
  return tiles.sort((a, b) => a.startUs - b.startUs);
}

const byInstant = bisector((line: Tiling["lines"][number]) => line.atUs);
const byStart = bisector((span: Span) => span.startUs).left;

function split(gap: Interval, lines: Tiling["lines"]): readonly Interval[] {
  const inside = lines.slice(byInstant.right(lines, gap.startUs), byInstant.left(lines, gap.endUs)).map(({ atUs }) => atUs);
  const edges = [gap.startUs, ...new Set(inside), gap.endUs];
  return edges.slice(1).map((endUs, index) => ({ startUs: edges[index] ?? gap.startUs, endUs }));
}

/** The own lines on either side of a stretch: the last before it or at its start, the first at its end or after. */
function boundaryLines({ startUs, endUs, kind }: Tile, lines: Tiling["lines"]): readonly Place[] {
  if (kind !== "unexplained") {
    const first = lines[byInstant.left(lines, startUs)];
    return first === undefined || first.atUs > endUs ? [] : [first.place];
  }
  const before = lines[byInstant.right(lines, startUs) - 1];
  const after = lines[byInstant.left(lines, endUs)];
  return [before, after].filter((one) => one !== undefined).map(({ place }) => place);
}

/** Spans are in order of start, longest first. */
function childrenOf(step: Tile, isFirst: boolean, nextUs: number, spans: readonly Span[], phase: Step["phase"]): readonly StepDraft[] {
  const inside = spans.slice(isFirst ? 0 : byStart(spans, step.startUs), byStart(spans, nextUs));
  return nest(inside.filter(({ endUs }) => endUs > step.startUs), phase);
}

/** Hangs each span below the last one that contains it; what merely overlaps stays beside. */
function nest(spans: readonly Span[], phase: Step["phase"]): readonly StepDraft[] {
  const roots: Branch[] = [];
  const path: Branch[] = [];
  for (const span of spans) {
    while (path.length > 0 && !contains(path.at(-1), span)) path.pop();
    const branch: Branch = { span, inner: [] };
    (path.at(-1)?.inner ?? roots).push(branch);
    path.push(branch);
  }
  const write = ({ span: { name, kind, startUs, endUs, resource, place }, inner }: Branch): StepDraft => ({
    name,
    phase,
    kind,
    startUs,
    endUs,
    resource,
    holder: null,
    evidence: [place],
    children: inner.map(write),
  });
  return roots.map(write);
}

interface Branch {
  readonly span: Span;
  readonly inner: Branch[];
}

function contains(outer: Branch | undefined, inner: Span): boolean {
  return outer !== undefined && outer.span.startUs <= inner.startUs && outer.span.endUs >= inner.endUs;
}
