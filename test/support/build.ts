import { execFileSync } from "node:child_process";

/** Builds dist/ once before the tests, some of which run the program as its users do. Types are checked by the build itself, not once more here. */
export default function build(): void {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--noCheck"], { stdio: "inherit" });
}
