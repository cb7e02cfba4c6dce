// How fast trace-rank answers and how much memory it takes, against what a user would type instead.
// Usage: npm run bench -- [a b c start growth waits] [--rounds 5] [--size 1] [--write] [--profile a|PATH]

import { existsSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { bounds } from "./bounds.mjs";
import { cases, runCase, runStarts } from "./cases.mjs";
import { runGrowth } from "./growth.mjs";
import { root } from "./make-inputs/captures.mjs";
import { profile } from "./profile.mjs";
import { preamble } from "./results.mjs";
import { isBuilt } from "./trace-rank.mjs";
import { runWaits } from "./waits.mjs";

const RESULTS = join("bench", "RESULTS.md");

const parts = [
  ...cases.map((one) => ({ id: one.id, run: (options) => runCase(one, options) })),
  { id: "start", run: runStarts },
  { id: "growth", run: runGrowth },
  { id: "waits", run: runWaits },
];

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: "5" },
        /** Of inputs a, b and c, beside their full size. */
        size: { type: "string", default: "1" },
        write: { type: "boolean", default: false },
        profile: { type: "string" },
      },
    });
    return { rounds: Number(values.rounds), size: Number(values.size), write: values.write, profiled: values.profile, chosen: positionals };
  } catch (error) {
    return fail(error.message);
  }
}

const { rounds, size, write, profiled, chosen } = readOptions();
if (!Number.isInteger(rounds) || rounds < 1) fail("--rounds: a whole number from 1 on is needed");
if (!(size > 0 && size <= 1)) fail("--size: a number above 0, at most 1, is needed");
const unknown = chosen.find((id) => !parts.some((part) => part.id === id));
if (unknown !== undefined) fail(`no such part: ${unknown}; there are: ${parts.map(({ id }) => id).join(", ")}`);
if (!isBuilt()) fail("dist/cli.js is missing: run npm run build first");

if (profiled !== undefined) {
  console.log(profile(pathToProfile()));
} else {
  await measureAll();
}

/** What fails is told among the results, and the other parts are measured. */
async function attempt(id, run) {
  try {
    return await run({ rounds, size });
  } catch (error) {
    process.exitCode = 1;
    return { text: `## ${id}\n\n**Failed:** ${error.message}` };
  }
}

/** Of a case, or any logs. */
function pathToProfile() {
  const one = cases.find(({ id }) => id === profiled);
  if (one !== undefined) return one.path(one.input(size));
  if (!existsSync(profiled)) fail(`neither a case nor a path: ${profiled}; cases are: ${cases.map(({ id }) => id).join(", ")}`);
  return profiled;
}

async function measureAll() {
  const running = chosen.length === 0 ? parts : parts.filter(({ id }) => chosen.includes(id));
  const command = ["npm run bench --", ...chosen, ...(rounds === 5 ? [] : ["--rounds", rounds]), ...(size === 1 ? [] : ["--size", size]), ...(write ? ["--write"] : [])];
  const texts = [preamble({ rounds, size, parts: running.map(({ id }) => id), whole: running.length === parts.length, command: command.join(" ").replace(/ --$/, "") })];
  console.log(texts[0]);
  for (const { id, run } of running) {
    const { text, missed, path } = await attempt(id, run);
    // What is missed is explained.
    const why = write && missed === true ? `\n\nWhere the time of one job goes (\`npm run bench -- --profile ${cases.some((one) => one.id === id) ? id : relative(root, path)}\`):\n\n${profile(path)}` : "";
    const bound = text.includes("NOT MET") && bounds.has(id) ? `\n\n${bounds.get(id)}` : "";
    texts.push(text + why + bound);
    console.log(`\n${text}${why}${bound}`);
  }
  if (!write) return;
  writeFileSync(join(root, RESULTS), `${texts.join("\n\n")}\n`);
  console.log(`\n${RESULTS} is written.`);
}
