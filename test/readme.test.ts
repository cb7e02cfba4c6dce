import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reportFormats } from "../src/reports/index.ts";

const README = readFileSync("README.md", "utf8");

function printed(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.js", ...args], { encoding: "utf8", env: { ...process.env, COLUMNS: "80" } });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** Blocks that open with a command, and what they say it prints: stretches of whole lines, `…` where lines are left out. */
const shown = [...README.matchAll(/^```text\n\$ trace-rank (.+)\n([\s\S]*?)^```$/gm)].map(([, command = "", output = ""]) => ({ command, stretches: output.split("…\n").filter((each) => each !== "") }));

describe("the README", () => {
  it("shows what the program prints", () => {
    expect(shown.length).toBeGreaterThanOrEqual(2);
    for (const { command, stretches } of shown) {
      let rest = printed(command.split(" "));
      for (const line of stretches.flatMap((stretch) => stretch.split("\n").filter((each) => each !== ""))) {
        const at = rest.indexOf(`${line}\n`);
        expect(at, `${command} prints: ${line}`).toBeGreaterThanOrEqual(0);
        rest = rest.slice(at + line.length);
      }
    }
  });

  it("names no option that the help does not", () => {
    const help = ["rank", "timeline", "why", "what-if", "scaling", "diff", "formats"].map((command) => printed([command, "--help"])).join("");
    const commands = README.split("\n").filter((line) => /^trace-rank |^\| `--/.test(line)).join("\n");
    const options = new Set([...commands.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option));
    expect(options.size).toBeGreaterThan(20);
    expect([...options].filter((option) => !help.includes(option))).toEqual([]);
  });

  it("names every format of a report", () => {
    expect(reportFormats.map(({ id }) => id).filter((id) => !README.includes(`\`${id}\``))).toEqual([]);
  });
});
