import type { Command } from "commander";
import { reportQuantities } from "../gate/quantities.ts";
import { addGateOption, addRankOptions, addReportOptions, type RawOptions } from "./options.ts";

export function addRankCommand(program: Command): void {
  const command = program
    .command("rank", { isDefault: true })
    .description("rank the locks, queues and events the boots waited for (the default command)")
    .showHelpAfterError("(trace-rank rank --help lists the options and an example)")
    .argument("<path...>", "folders, files, HOST=PATH, or - for standard input")
    .addHelpText("after", "\nExamples:\n  trace-rank logs/\n  trace-rank c1=/mnt/c1/log c2=/mnt/c2/log --format markdown --output r.md");
  addGateOption(addReportOptions(addRankOptions(command), "rank"), reportQuantities, "makespan > 120s").action(async (paths: string[], raw: RawOptions) => {
    const { report } = await import("./report.ts");
    await report(paths, raw, "rank");
  });
}
