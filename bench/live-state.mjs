// What the analysis of `path` keeps, in a process of its own (node --expose-gc): the live heap, sampled after forced collections.
// Prints { "peakBytes", "finalBytes", "samples", "boots" } as JSON; bytes are above those before the analysis, the final ones with the
// report in hand.
import { join } from "node:path";
import { setImmediate as setImmediatePromise } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { root } from "./make-inputs/captures.mjs";
import { bootsIn } from "./trace-rank.mjs";

/** From one sample to the next, and as many times as long as a collection took, or a large heap would be collected all the time. */
const LEAST_PAUSE_MS = 25;
const PAUSE_PER_COLLECTION = 5;
/** Work that kept the event loop this long, and a share of a collection, is followed by a sample: linking does all in one stretch. */
const LONG_TURN_MS = 50;
const TURN_PER_COLLECTION = 0.5;

const { analyse } = await import(pathToFileURL(join(root, "dist", "pipeline.js")).href);
const [path] = process.argv.slice(2);

// So that the program's own code, loaded and compiled, is there before.
await reportOf(join(root, "samples", "zed-boot-10"));
const before = await settled();

let peak = 0;
let samples = 0;
let collectionMs = 0;
let sampledAt = performance.now();
let turnedAt = sampledAt;
let turn = setImmediate(look);
const report = await reportOf(path);
clearImmediate(turn);
const final = await settled();
console.log(JSON.stringify({ peakBytes: Math.max(peak, final) - before, finalBytes: final - before, samples, boots: bootsIn(report) }));

/** At every turn of the event loop. */
function look() {
  const now = performance.now();
  const paused = now - sampledAt >= Math.max(LEAST_PAUSE_MS, PAUSE_PER_COLLECTION * collectionMs);
  if (paused || now - turnedAt >= Math.max(LONG_TURN_MS, TURN_PER_COLLECTION * collectionMs)) {
    peak = Math.max(peak, live());
    samples++;
    sampledAt = performance.now();
    collectionMs = sampledAt - now;
  }
  turnedAt = performance.now();
  turn = setImmediate(look);
}

/** One job: what other threads keep is not seen from here. */
function reportOf(logs) {
  const filter = { sinceUs: null, untilUs: null, instance: null, request: null, host: null };
  return analyse([logs], { filter, zone: undefined, year: undefined, sort: "wait", run: undefined, jobs: 1 });
}

/** What a finished analysis still had on the stack, or outside the heap, goes with the second collection. */
async function settled() {
  live();
  await setImmediatePromise();
  return live();
}

function live() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
