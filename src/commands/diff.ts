import { Option, type Command } from "commander";
import { comparisonQuantities } from "../gate/quantities.ts";
import { TraceRankError } from "../model/error.ts";
import { formatsOf } from "../reports/index.ts";
import { addFormatOptions, addGateOption, addReadingOptions, collect, type RawOptions } from "./options.ts";
import type { Sides } from "./report.ts";

interface RawDiffOptions extends RawOptions {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly noise?: string;
}

export function addDiffCommand(program: Command): void {
  const command = program
    .command("diff")
    .description("compare runs before and after a change: which waits and steps are gone, new, better or worse")
    .showHelpAfterError("(trace-rank diff --help lists the options and an example)")
    .argument("[path...]", "the logs of the run before and of the run after: a folder, a file or an archive each")
    .addOption(new Option("--before <path>", "a run before the change; repeat it for several").argParser(collect).default([], "none"))
    .addOption(new Option("--after <path>", "a run after it").argParser(collect).default([], "none"))
    .option("--noise <share>", "what a change must exceed to count where there are fewer than three runs a side: 25% (default: the spread of repeated runs, else 25%)")
    .option("-n, --top <number>", "resources and steps to show (the JSON has all)", "10")
    .addHelpText("after", "\nExamples:\n  trace-rank diff before/ after/\n  trace-rank diff --before mon/ --before tue/ --after wed/ --after thu/");
  addGateOption(addReadingOptions(addFormatOptions(command, formatsOf("diff"))), comparisonQuantities, "diff.makespan > +10%").action(
    async (paths: string[], raw: RawDiffOptions) => {
      const sides = sidesOf(paths, raw);
      const noise = noiseOf(raw.noise);
      const { diff } = await import("./report.ts");
      await diff(sides, raw, noise);
    },
  );
}

function sidesOf(paths: readonly string[], { before, after }: RawDiffOptions): Sides {
  const [earlier, later, ...others] = paths;
  const named = before.length + after.length > 0;
  if (named && paths.length > 0)
    throw new TraceRankError("bad-option", `diff: ${paths.join(" ")} beside --before and --after`, "Name two runs without options, or each with one of them.");
  if (named && before.length > 0 && after.length > 0) return { before, after };
  if (earlier === undefined || later === undefined || others.length > 0) {
    throw new TraceRankError(
      "bad-option",
      "diff: two runs are needed, one before and one after",
      "trace-rank diff before/ after/; of several runs a side each behind --before or --after.",
    );
  }
  return { before: [earlier], after: [later] };
}

/** `25%`, `25 %`, `0.25` */
function noiseOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number = "", percent = ""] = /^(\d+(?:\.\d+)?)( ?%)?$/.exec(text) ?? [];
  const share = number === "" ? NaN : Number(number) / (percent === "" ? 1 : 100);
  if (!(share >= 0 && share <= 1)) throw new TraceRankError("bad-option", `--noise ${text}: a share from 0% to 100% is needed`, "Such as --noise 25%.");
  return share;
}
