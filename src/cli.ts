#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { addDiffCommand } from "./commands/diff.ts";
import { addFormatsCommand } from "./commands/formats.ts";
import { addRankCommand } from "./commands/rank.ts";
import { addScalingCommand } from "./commands/scaling.ts";
import { addTimelineCommand } from "./commands/timeline.ts";
import { addWhatIfCommand } from "./commands/what-if.ts";
import { addWhyCommand } from "./commands/why.ts";
import { exitCodeOf, exitOnSignals, survivePipes } from "./commands/exit.ts";
import { optimiseLate } from "./commands/optimise-late.ts";
import { staySmall } from "./commands/stay-small.ts";
import { packageVersion } from "./version.ts";

optimiseLate();
staySmall();
const program = new Command("trace-rank")
  .description("Ranks the places where parallel VM boots were serialised, from the logs of OpenStack, libvirt, lock traces and atop.")
  .version(packageVersion())
  .addHelpText(
    "after",
    "\nExamples:\n  trace-rank logs/                                 rank (see rank --help)\n  trace-rank timeline logs/ --instance 4336ad99    one instance, step by step\n  trace-rank what-if logs/ --remove H1             what removing the first saves\n  trace-rank why H1 logs/                          where its number comes from\n  trace-rank diff before/ after/                   what a change changed\n  trace-rank formats                               what can be read",
  )
  .showHelpAfterError("(trace-rank --help shows the options and an example)")
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "trace-rank: ")) })
  .exitOverride();

addRankCommand(program);
addTimelineCommand(program);
addScalingCommand(program);
addWhatIfCommand(program);
addWhyCommand(program);
addDiffCommand(program);
addFormatsCommand(program);

exitOnSignals();
survivePipes();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : exitCodeOf(error);
}
