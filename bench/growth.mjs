// How time and memory grow with the input: lines that do not matter and free locks must cost no memory, boots no more each than before.
import { join } from "node:path";
import { root } from "./make-inputs/captures.mjs";
import { baseInput, growths } from "./make-inputs/growing.mjs";
import { measure, median, summary } from "./measure.mjs";
import { load } from "./results.mjs";
import { megabytes, seconds, table, target, targetTable, times } from "./table.mjs";
import { jobChoices, measureTraceRank } from "./trace-rank.mjs";

const FACTORS = [1, 2, 4, 8];
/** Few are enough: what is looked at is growth, and peaks vary little. */
const MOST_ROUNDS = 3;

/** What does not grow may still differ by this much. */
const FLAT = 1.2;
/** The most that a small trial leaves out: growth shows only over a few steps. */
const TRIAL_FACTOR = 4;

export function runGrowth({ rounds, size }) {
  const repeats = Math.min(rounds, MOST_ROUNDS);
  const [jobs] = jobChoices();
  const base = measured(baseInput(), repeats, jobs);
  const rows = [];
  const targets = [];
  for (const { id, title, build } of growths) {
    const steps = FACTORS.filter((factor) => size === 1 || factor <= TRIAL_FACTOR).map((factor) => ({ factor, ...(factor === 1 ? base : measured(build(factor), repeats, jobs)) }));
    for (const { factor, bytes, found, boots, wallMs, peakBytes, state } of steps) {
      rows.push([
        factor === 1 ? title : "",
        `${factor} ×`,
        megabytes(bytes),
        `${found} of ${boots}`,
        seconds(wallMs),
        megabytes(peakBytes),
        kilobytes(state.peakBytes),
        kilobytes(state.peakBytes / boots),
        kilobytes(state.finalBytes),
      ]);
    }
    targets.push(...targetsOf(id, title, steps));
    process.stderr.write(`bench: growth: ${title}\n`);
  }
  const headings = ["grown by", "factor", "input", "boots", "wall", "peak memory", "state", "state per boot", "report"];
  const about =
    "One host with twenty boots (nova-compute, nova-api, libvirtd), grown. Peak memory is that of the whole process; state is the largest live heap while\n" +
    "reading (sampled, each time after a forced collection), report what is alive at the end." +
    ` Medians of ${repeats}; ${load()}.`;
  return { text: `## Growth\n\n${about}\n\n${table(headings, rows)}\n\n${targetTable(targets)}` };
}

function measured({ folder, facts }, rounds, jobs) {
  const runs = Array.from({ length: rounds }, () => measureTraceRank(folder, jobs));
  const states = runs.map(() => JSON.parse(measure([process.execPath, "--expose-gc", join(root, "bench", "live-state.mjs"), folder]).stdout));
  const state = { peakBytes: median(states.map(({ peakBytes }) => peakBytes)), finalBytes: median(states.map(({ finalBytes }) => finalBytes)) };
  return { ...facts, ...summary(runs), found: runs[0].boots, state };
}

function targetsOf(id, title, steps) {
  const [first] = steps;
  const [middle, last] = steps.slice(-2);
  const grown = `${last.factor} × by ${title}`;
  if (id === "irrelevant" || id === "uncontended") {
    const peaks = first.peakBytes === undefined ? undefined : last.peakBytes / first.peakBytes;
    return [
      target(`${grown}: peak memory`, peaks, { atMost: FLAT }, times),
      target(`${grown}: state`, last.state.peakBytes / first.state.peakBytes, { atMost: FLAT }, times),
    ];
  }
  // Linear: a boot of the last step costs no more than one of those before, but for the noise of a measurement.
  const eachOf = (to, from) => (to.state.peakBytes - from.state.peakBytes) / (to.boots - from.boots);
  const name = `${grown}: state of a boot from ${middle.factor} × to ${last.factor} ×, beside 1 × to ${middle.factor} ×`;
  return [target(name, eachOf(last, middle) / eachOf(middle, first), { atMost: FLAT }, times)];
}

function kilobytes(bytes) {
  return `${(bytes / 1e3).toFixed(0)} kB`;
}
