import { Option, type Command } from "commander";

/** What commander hands over. */
interface ScalingOptions {
  readonly format: "terminal" | "json";
  readonly timezone?: string;
  readonly year?: string;
  readonly jobs?: string;
}

export function addScalingCommand(program: Command): void {
  program
    .command("scaling")
    .description("how the boot time grows with the number of boots, over runs of different size (the Universal Scalability Law from four sizes on)")
    .showHelpAfterError("(trace-rank scaling --help lists the options and an example)")
    .argument("<run...>", "the logs of one run each: a folder, a file or an archive")
    .addOption(new Option("-f, --format <format>", "how to write the answer").choices(["terminal", "json"]).default("terminal"))
    .option("--timezone <zone>", "zone of logs that do not say theirs: Europe/Berlin, +02:00, UTC")
    .option("--year <year>", "year of logs that do not say theirs")
    .option("--jobs <number>", "files and pieces of files read at the same time, 1 to 256 (default: one per core; the result is the same)")
    .addHelpText("after", "\nExample:\n  trace-rank scaling boot-5/ boot-10/ boot-20/ boot-40/")
    .action(async (paths: string[], options: ScalingOptions) => {
      const { compareRuns } = await import("./compare-runs.ts");
      await compareRuns(paths, options);
    });
}
