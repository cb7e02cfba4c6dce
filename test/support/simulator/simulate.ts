import { parseArgs } from "node:util";
import { scenarios } from "./scenarios/index.ts";
import { writeScenario } from "./write-scenario.ts";

/** `npm run simulate -- --scenario stock --n 40 --seed 1 DIR` */
const { values, positionals } = parseArgs({
  options: { scenario: { type: "string", default: "stock" }, n: { type: "string" }, seed: { type: "string" }, gzip: { type: "boolean" }, list: { type: "boolean" } },
  allowPositionals: true,
});

const out = (text: string): void => void process.stdout.write(`${text}\n`);

if (values.list === true) {
  for (const { name, title } of scenarios) out(`${name.padEnd(34)} ${title}`);
} else {
  const scenario = scenarios.find(({ name }) => name === values.scenario);
  const [folder] = positionals;
  if (scenario === undefined || folder === undefined) {
    process.stderr.write("simulate --scenario NAME [--n BOOTS] [--seed NUMBER] [--gzip] FOLDER, or --list for the names\n");
    process.exitCode = 2;
  } else {
    const { makespan, resources } = writeScenario({ ...scenario, n: count(values.n, scenario.n), seed: count(values.seed, scenario.seed) }, folder, values.gzip === true);
    out(`${scenario.name}: ${(makespan.outsideUs / 1e6).toFixed(1)} s until all were ready; logs in ${folder}/logs, what really happened in ${folder}/truth.json`);
    for (const { resource, waitUs, without, observable } of resources.slice(0, 8)) {
      out(`  ${resource.padEnd(34)} waited ${(waitUs.boots / 1e6).toFixed(1).padStart(8)} s  without it ${without === null ? "–" : `${(without.outsideUs / 1e6).toFixed(1)} s`}  ${observable}`);
    }
  }
}

function count(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`not a number of 1 or more: ${text ?? ""}`);
  return number;
}
