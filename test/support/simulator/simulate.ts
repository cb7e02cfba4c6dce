import { parseArgs } from "node:util";
import { scenarios } from "./scenarios/index.ts";
import { writeScenario } from "./write-scenario.ts";

/** `npm run simulate -- --scenario stock --n 40 --seed 1 DIR` */
const { values, positionals } = parseArgs({
  options: { scenario: { type: "string", default: "stock" }, n: { type: "string" }, seed: { type: "string" }, gzip: { type: "boolean" }, list: { type: "boolean" } },
  allowPositionals: true,
});

const out = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

if (values.list === true) {
  out(scenarios.map(({ name, title }) => `${name.padEnd(26)} ${title}`));
} else {
  const scenario = scenarios.find(({ name }) => name === values.scenario);
  const [folder] = positionals;
  if (scenario === undefined || folder === undefined) {
    process.stderr.write("simulate --scenario NAME [--n BOOTS] [--seed NUMBER] [--gzip] FOLDER, or --list for the names\n");
    process.exitCode = 2;
  } else {
    const { makespan, resources } = writeScenario({ ...scenario, n: count(values.n, scenario.n), seed: count(values.seed, scenario.seed) }, folder, values.gzip === true);
    out([
      `${scenario.name}: ${inSeconds(makespan.outsideUs)} until all were ready; logs in ${folder}/logs, what really happened in ${folder}/truth.json`,
      ...resources.slice(0, 8).map(
        ({ resource, waitUs, without, observable }) =>
          `  ${resource.padEnd(32)} boots waited ${inSeconds(waitUs.boots).padStart(9)}   without it ${(without === null ? "–" : inSeconds(without.outsideUs)).padStart(7)}   in the logs: ${observable}`,
      ),
    ]);
  }
}

function count(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`not a number of 1 or more: ${text ?? ""}`);
  return number;
}

function inSeconds(us: number): string {
  return `${(us / 1e6).toFixed(1)} s`;
}
