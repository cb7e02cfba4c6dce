import type { Command } from "commander";
import { reportQuantities } from "../gate/quantities.ts";
import { addGateOption, addReportOptions, type RawOptions } from "./options.ts";

export function addTimelineCommand(program: Command): void {
  const command = program
    .command("timeline")
    .description("show each instance's boot and delete step by step")
    .showHelpAfterError("(trace-rank timeline --help lists the options and an example)")
    .argument("<path...>", "folders, files, HOST=PATH, or - for standard input")
    .addHelpText("after", "\nExample:\n  trace-rank timeline logs/ --instance 4336ad99");
  addGateOption(addReportOptions(command, "timeline"), reportQuantities, "makespan > 120s").action(async (paths: string[], raw: RawOptions) => {
    const { report } = await import("./report.ts");
    await report(paths, raw, "timeline");
  });
}
