import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { runScenario } from "./model/benchmark.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { tellTruth, type Truth } from "./truth/truth.ts";
import { writeLogs } from "./writers/index.ts";

/**
 * Runs a scenario and puts the logs into `folder/logs`, the truth beside them.
 *
 * @throws Error `folder/logs` exists: logs of two runs must not lie together
 */
export function writeScenario(scenario: Scenario, folder: string, isCompressed: boolean): Truth {
  const logs = join(folder, "logs");
  mkdirSync(folder, { recursive: true });
  mkdirSync(logs);
  const world = runScenario(scenario);
  for (const [name, text] of writeLogs(world)) {
    if (isCompressed && !name.endsWith(".csv")) writeFileSync(join(logs, `${name}.gz`), gzipSync(text, { level: 9 }));
    else writeFileSync(join(logs, name), text);
  }
  const truth = tellTruth(world);
  writeFileSync(join(folder, "truth.json"), `${JSON.stringify(truth, (_key, value: unknown) => (value === Infinity ? null : value), 1)}\n`);
  return truth;
}
