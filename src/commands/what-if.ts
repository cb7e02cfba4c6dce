import { Option, type Command } from "commander";
import type { AskedChange } from "../analyses/what-if/answer.ts";
import { TraceRankError } from "../model/error.ts";
import { addReadingOptions, addWritingOptions, collect, type RawOptions } from "./options.ts";

interface RawWhatIfOptions extends RawOptions {
  readonly remove: readonly string[];
  readonly limit: readonly string[];
  readonly scale: readonly string[];
}

export function addWhatIfCommand(program: Command): void {
  const command = program
    .command("what-if")
    .description("predict when all would be ready, had something been otherwise: replays the run")
    .showHelpAfterError("(trace-rank what-if --help lists the options and an example)")
    .argument("<path...>", "folders, files, HOST=PATH, or - for standard input")
    .addOption(new Option("--remove <hotspot>", "without this queue: everyone enters at once, the work inside stays (repeatable)").argParser(collect).default([], "none"))
    .addOption(new Option("--limit <hotspot=number>", "with so many permits; of a service that was no queue: with so many processes (repeatable)").argParser(collect).default([], "none"))
    .addOption(new Option("--scale <hotspot=factor>", "with the work inside taking so much of its time: 0.5 is half (repeatable)").argParser(collect).default([], "none"))
    .addHelpText(
      "after",
      "\nA hotspot is named by its id in the ranking (H1, with the same --run, --since\nand --until), its resource or the last words of it, or service and resource. The\nbuild slots of nova-compute and the workers of a service can be named where\nnobody waited for them, too. The run that --since and --until touch is replayed\nwhole.\n\nExamples:\n  trace-rank what-if logs/ --remove H1 --remove compute_resources\n  trace-rank what-if logs/ --limit 'nova-compute build slots=20' --format json",
    );
  addReadingOptions(addWritingOptions(command, ["terminal", "json"])).action(async (paths: string[], raw: RawWhatIfOptions) => {
    const asked = [
      ...raw.remove.map((of): AskedChange => ({ change: "remove", of, value: null })),
      ...raw.limit.map((text) => asks("limit", text)),
      ...raw.scale.map((text) => asks("scale", text)),
    ];
    if (asked.length === 0)
      throw new TraceRankError("bad-option", "what-if: no change is given", "Say what: --remove H1, --limit 'nova-compute build slots=20' or --scale compute_resources=0.5.");
    const { whatIf } = await import("./report.ts");
    await whatIf(paths, raw, asked);
  });
}

/** `H1=5`, `nova-compute build slots=20`, `compute_resources=0.5`: the number is behind the last sign. */
function asks(change: "limit" | "scale", text: string): AskedChange {
  const at = text.lastIndexOf("=");
  const [of, number] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const value = Number(number);
  const isFine = at > 0 && number !== "" && (change === "limit" ? Number.isInteger(value) && value >= 1 && value <= 1_000_000 : value >= 0 && value <= 1000);
  if (!isFine)
    throw new TraceRankError(
      "bad-option",
      `--${change} ${text}: ${change === "limit" ? "a whole number from 1 is needed behind the =" : "a factor from 0 to 1000 is needed behind the ="}`,
      change === "limit" ? "Such as --limit 'nova-compute build slots=20'." : "Such as --scale compute_resources=0.5.",
    );
  return { change, of, value };
}
