import type { Command } from "commander";
import { addReadingOptions, addWritingOptions, type RawOptions } from "./options.ts";

export function addScalingCommand(program: Command): void {
  const command = program
    .command("scaling")
    .description("how the boot time grows with the number of boots, over runs of different size (the Universal Scalability Law from four sizes on)")
    .showHelpAfterError("(trace-rank scaling --help lists the options and an example)")
    .argument("<run...>", "the logs of one run each: a folder, a file or an archive")
    .addHelpText("after", "\nExample:\n  trace-rank scaling boot-5/ boot-10/ boot-20/ boot-40/");
  addReadingOptions(addWritingOptions(command, ["terminal", "json"])).action(async (paths: string[], raw: RawOptions) => {
    const { scaling } = await import("./report.ts");
    await scaling(paths, raw);
  });
}
