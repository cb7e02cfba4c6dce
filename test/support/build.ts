import { execFileSync } from "node:child_process";

/**
 * Builds the program once before the tests, some of which run it as its users do, and its modules, which the benchmark measures. Types are checked by the build itself, not once
 * more here.
 */
export default function build(): void {
  execFileSync("npm", ["run", "-s", "bundle"], { stdio: "inherit" });
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.modules.json", "--noCheck"], { stdio: "inherit" });
}
