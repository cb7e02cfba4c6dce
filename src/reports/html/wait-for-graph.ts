import { formatDuration } from "../../lib/duration.ts";
import { formatInstant } from "../../lib/instant.ts";
import { markup, type Markup } from "../../lib/markup.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Report } from "../../model/report.ts";
import type { AwaitedResource } from "../../model/run.ts";
import { join, logged, say, textOf, type Sentence } from "../sentence.ts";
import { drawing, inline } from "./inline.ts";

const WIDTH = 960;
const LINE = 20;
const GAP = 22;
/** Right end of waiters, both ends of resources, left end of holders. */
const [WAITERS, BOX_LEFT, BOX_RIGHT, HOLDERS] = [250, 340, 620, 710];

/** Names on either side before the rest is only counted. */
const NAMES = 6;

/** Of the waiting in that second; what is less is only counted. */
const LEAST_SHARE = 0.01;

/** Waiters, what they wait for, and who has it, in the second with most waiting; undefined where nobody waited. */
export function waitForGraph({ run }: Report): Markup | undefined {
  const { worstSecond } = run;
  if (worstSecond === null) return undefined;
  const { startUs, waitUs } = worstSecond;
  const resources = worstSecond.resources.filter((resource) => resource.waitUs >= LEAST_SHARE * waitUs);
  const moreResources = worstSecond.resources.length - resources.length + worstSecond.moreResources;
  const blocks: Block[] = [];
  for (const resource of resources) {
    const last = blocks.at(-1);
    const [waiters, holders] = [
      shortened(
        resource.waiters.map(({ name }) => name),
        resource.moreWaiters,
      ),
      shortened(
        resource.holders.map(({ name }) => name),
        resource.moreHolders,
      ),
    ];
    const top = last === undefined ? 4 : last.top + last.height + GAP;
    blocks.push({ resource, waiters, holders, top, height: Math.max(2, waiters.length, holders.length) * LINE });
  }
  const last = blocks.at(-1);
  const content = markup`${blocks.map(blockOf)}${blocks.map((block) => backEdges(block, blocks))}`;
  const told = resources.map((each) => toldOf(each));
  const when = say`At ${formatInstant(startUs)}, ${formatDuration(startUs - run.fromUs)} after the first request, ${formatDuration(waitUs)} of waiting fell into one second.`;
  const rest = moreResources === 0 ? undefined : markup`<p class="note">${countOf(moreResources, "resource")} with less waiting left out.</p>`;
  return markup`<p>${inline(when)}</p>${drawing("wait-for", { width: WIDTH, height: (last === undefined ? 0 : last.top + last.height) + 8, title: "Who waits for whom in the worst second: waiters, resource, holders", description: told.map(textOf).join(" "), content })}<ul class="told">${told.map((sentence) => markup`<li>${inline(sentence)}</li>`)}</ul>${rest}`;
}

interface Block {
  readonly resource: AwaitedResource;
  readonly waiters: readonly string[];
  readonly holders: readonly string[];
  readonly top: number;
  readonly height: number;
}

function shortened(names: readonly string[], more: number): readonly string[] {
  const rest = Math.max(0, names.length - NAMES) + more;
  return rest === 0 ? names : [...names.slice(0, NAMES), `and ${formatCount(rest)} more`];
}

function blockOf({ resource, waiters, holders, top, height }: Block): Markup {
  const middle = top + height / 2;
  const lineY = (names: readonly string[], index: number): number => middle + (index - (names.length - 1) / 2) * LINE;
  return markup`<g>${waiters.map((_, index) => edge(WAITERS + 8, lineY(waiters, index), BOX_LEFT, middle))}${holders.map((_, index) => edge(BOX_RIGHT, middle, HOLDERS - 8, lineY(holders, index)))}
<rect class="box" x="${BOX_LEFT}" y="${middle - 19}" width="${BOX_RIGHT - BOX_LEFT}" height="38" rx="6"/><text class="ink strong" x="${(BOX_LEFT + BOX_RIGHT) / 2}" y="${middle - 2}" text-anchor="middle">${clipped(resource.resource, 38)}</text><text class="muted" x="${(BOX_LEFT + BOX_RIGHT) / 2}" y="${middle + 13}" text-anchor="middle">${`${resource.kind}, ${formatCount(resource.waiters.length + resource.moreWaiters)} waiting, ${formatDuration(resource.waitUs)}`}</text>
${waiters.map((name, index) => markup`<text class="ink" x="${WAITERS}" y="${lineY(waiters, index) + 4}" text-anchor="end">${clipped(name, 34)}</text>`)}
${holders.length === 0 ? markup`<text class="muted" x="${HOLDERS}" y="${middle + 4}">nobody the logs name</text>` : holders.map((name, index) => markup`<text class="ink" x="${HOLDERS}" y="${lineY(holders, index) + 4}">${clipped(name, 34)}</text>`)}</g>`;
}

function edge(fromX: number, fromY: number, toX: number, toY: number): Markup {
  const bend = (fromX + toX) / 2;
  return markup`<path class="line stroke-muted" d="M${fromX} ${fromY}C${bend} ${fromY} ${bend} ${toY} ${toX - 7} ${toY}"/><path class="muted" d="M${toX} ${toY}l-8 -4v8z"/>`;
}

/** From a holder that waits itself to what it waits for. */
function backEdges(block: Block, blocks: readonly Block[]): Markup {
  const middle = block.top + block.height / 2;
  return markup`${block.resource.holders.slice(0, NAMES).map(({ waitsFor }, index) => {
    const target = blocks.find(({ resource }) => resource.resource === waitsFor && resource !== block.resource);
    if (target === undefined) return undefined;
    const [fromY, toY] = [middle + (index - (block.holders.length - 1) / 2) * LINE, target.top + target.height / 2];
    return markup`<path class="line stroke-wait dashed" d="M${HOLDERS - 8} ${fromY}C${HOLDERS - 60} ${fromY} ${HOLDERS - 20} ${toY} ${BOX_RIGHT + 7} ${toY}"/><path class="f-wait" d="M${BOX_RIGHT} ${toY}l8 -4v8z"/>`;
  })}`;
}

function toldOf({ resource, waiters, moreWaiters, holders, moreHolders }: AwaitedResource): Sentence {
  const named = holders.slice(0, 3).map(({ name, waitsFor }) => (waitsFor === null ? [logged(name)] : say`${logged(name)} (itself waiting for ${logged(waitsFor)})`));
  const rest = holders.length + moreHolders - named.length;
  const held = named.length === 0 ? say`held by nobody the logs name` : say`held by ${join([...named, rest > 0 ? say`${formatCount(rest)} more` : []], ", ")}`;
  return say`${formatCount(waiters.length + moreWaiters)} waiting for ${logged(resource)}, ${held}.`;
}

function clipped(text: string, most: number): string {
  return text.length > most ? `${[...text].slice(0, most - 1).join("")}…` : text;
}
