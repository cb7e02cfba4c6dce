import { Option, type Command } from "commander";
import type { AskedChange } from "../analyses/what-if/answer.ts";
import { TraceRankError } from "../model/error.ts";
import { openRedaction } from "./redaction.ts";
import { addReadingOptions, collect, readAnalyseOptions, readRenderOptions, type RawOptions } from "./options.ts";
import { readOutput } from "./write-output.ts";

interface RawWhatIfOptions extends Omit<RawOptions, "top" | "sort"> {
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
    .option("--remove <hotspot>", "without this queue: everyone enters at once, the work inside stays (repeatable)", collect, [])
    .option("--limit <hotspot=number>", "with so many permits (repeatable)", collect, [])
    .option("--scale <hotspot=factor>", "with the work inside taking so much of its time: 0.5 is half (repeatable)", collect, [])
    .addOption(new Option("-f, --format <format>", "how to write the answer").choices(["terminal", "json"]).default("terminal"))
    .option("-o, --output <file>", "write the answer to a file instead of standard output", readOutput)
    .option("--no-colour", "no colour (also: the environment variable NO_COLOR)")
    .addOption(new Option("--no-color").hideHelp())
    .addHelpText("after", "\nA hotspot is named by its id in the ranking (H1), its resource, or service and\nresource. The build slots of nova-compute and the workers of a service can be\nnamed where nobody waited for them, too.\n\nExamples:\n  trace-rank what-if logs/ --remove H1 --remove compute_resources\n  trace-rank what-if logs/ --limit 'nova-compute build slots=20' --format json");
  addReadingOptions(command).action(async (paths: string[], raw: RawWhatIfOptions) => {
    const asked = [
      ...raw.remove.map((of): AskedChange => ({ change: "remove", of, value: null })),
      ...raw.limit.map((text) => asks("limit", text)),
      ...raw.scale.map((text) => asks("scale", text)),
    ];
    if (asked.length === 0) throw new TraceRankError("bad-option", "what-if: no change is given", "Say what: --remove H1, --limit 'nova-compute build slots=20' or --scale compute_resources=0.5.");
    const options = { ...raw, top: "10", sort: "wait" } as const;
    const [{ whatIf }, { disposeInputs }, { progressOf }, { writeOutput }, { renderWhatIf }] = await Promise.all([
      import("../pipeline.ts"), import("../input/spool.ts"), import("./report.ts"), import("./write-output.ts"), raw.format === "json" ? import("../reports/json/what-if.ts") : import("../reports/terminal/what-if.ts"),
    ]);
    const [analysing, rendering, redaction, progress] = [readAnalyseOptions(options), readRenderOptions(options), openRedaction(raw), await progressOf(options)];
    try {
      const answer = await whatIf(paths, { ...analysing, progress, onNames: redaction.onNames }, asked).finally(progress?.end);
      writeOutput(renderWhatIf(redaction.apply(answer), rendering), raw.output, "what-if");
      redaction.finish();
    } finally {
      disposeInputs();
    }
  });
}

/** `H1=5`, `nova-compute build slots=20`, `compute_resources=0.5`: the number is behind the last sign. */
function asks(change: "limit" | "scale", text: string): AskedChange {
  const at = text.lastIndexOf("=");
  const [of, number] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const value = Number(number);
  const isFine = at > 0 && number !== "" && (change === "limit" ? Number.isInteger(value) && value >= 1 && value <= 1_000_000 : value >= 0 && value <= 1000);
  if (!isFine) throw new TraceRankError("bad-option", `--${change} ${text}: ${change === "limit" ? "a whole number from 1 is needed behind the =" : "a factor from 0 to 1000 is needed behind the ="}`, change === "limit" ? "Such as --limit 'nova-compute build slots=20'." : "Such as --scale compute_resources=0.5.");
  return { change, of, value };
}
