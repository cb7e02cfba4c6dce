// How long the analyses take over very many contended waits, apart from reading logs.
import { join } from "node:path";
import { root } from "./make-inputs/captures.mjs";
import { measure } from "./measure.mjs";
import { load } from "./results.mjs";
import { megabytes, seconds, table, target, targetTable } from "./table.mjs";

const SIZES = [100_000, 1_000_000];

/** What a size is called in a row. */
const named = (waits) => `${waits.toLocaleString("en")} waits`;

export function runWaits({ size }) {
  const results = SIZES.map((waits) => ({ waits, ...measured(Math.round(waits * size)) }));
  const ids = [...new Set(results.flatMap(({ cpuMs }) => Object.keys(cpuMs)))];
  const headings = ["of processor time", ...results.map(({ waits }) => named(waits * size))];
  const rows = [
    ...ids.map((id) => [id, ...results.map(({ cpuMs }) => seconds(cpuMs[id]))]),
    ["contended", ...results.map(({ contended }) => contended.toLocaleString("en"))],
    ["boots", ...results.map(({ boots }) => boots.toLocaleString("en"))],
    ["peak memory", ...results.map(({ peakBytes }) => megabytes(peakBytes))],
  ];
  const [some, most] = results;
  const targets = [
    target("ranking and blame of 1,000,000 waits (study and hotspots)", rankedMs(most), { atMost: 10_000 }, seconds),
    target("what-if of the top 5 of 100,000 waits (with the study, and all that the ranking replays)", replayedMs(some), { atMost: 10_000 }, seconds),
  ];
  const about = `Boots of very different length that queue for locks on four hosts and hold some while they wait for others (\`bench/make-inputs/contended-trace.mjs\`). One run; ${load()}.`;
  return { text: `## Many contended waits\n\n${about}\n\n${table(headings, rows)}\n\n${targetTable(targets)}` };
}

function rankedMs({ cpuMs }) {
  return cpuMs.study + cpuMs.hotspots;
}

function replayedMs({ cpuMs }) {
  return cpuMs.study + cpuMs["what-if"] + cpuMs["what-if, top 5"];
}

function measured(waits) {
  return JSON.parse(measure([process.execPath, join(root, "bench", "analyse-waits.mjs"), String(waits)]).stdout);
}
