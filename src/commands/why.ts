import { existsSync } from "node:fs";
import type { Command } from "commander";
import { TraceRankError } from "../model/error.ts";
import { addReportOptions, type RawOptions } from "./options.ts";

export function addWhyCommand(program: Command): void {
  const command = program
    .command("why")
    .description("derive the waiting of one hotspot from the log lines it comes from, wait by wait")
    .showHelpAfterError("(trace-rank why --help lists the options and an example)")
    .argument("<hotspot>", "its id in the ranking by waiting of boots (H1), its resource (compute_resources), or \"SERVICE RESOURCE\"")
    .argument("<path...>", "folders, files, HOST=PATH, or - for standard input")
    .addHelpText("after", '\nExamples:\n  trace-rank why H1 logs/\n  trace-rank why compute_resources logs/ --top 3\n  trace-rank why "nova-api <uuid>" logs/ --format json');
  addReportOptions(command.option("-n, --top <number>", "waits to show (the JSON has the thousand longest)", "10"), "why").action(
    async (name: string, paths: string[], raw: RawOptions) => {
      if (existsSync(name) && !paths.some((path) => existsSync(path)))
        throw new TraceRankError("bad-option", `why: ${name} is no hotspot but a path`, `The hotspot comes first: trace-rank why ${paths[0] ?? "H1"} ${name}`);
      const { why } = await import("./report.ts");
      await why(name, paths, raw);
    },
  );
}
