import type { Command } from "commander";

export function addFormatsCommand(program: Command): void {
  program
    .command("formats")
    .description("list the log formats that are read, with an example line of each")
    .addHelpText("after", "\nExample:\n  trace-rank formats")
    .action(async () => {
      const { parsers } = await import("../parsers/index.ts");
      const text = parsers.map(({ id, title, versions, example }) => `${id}\n  ${title}\n  versions: ${versions}\n  example:  ${example}\n`).join("\n");
      process.stdout.write(`${text}\nCompressed (.gz, .bz2, .xz, .zst) and rotated files are read as they are; the format is told by content, never by name.\n`);
    });
}
