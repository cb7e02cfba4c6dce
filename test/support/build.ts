import { execFileSync } from "node:child_process";

/** Bundles the program once before the tests, some of which run it as its users do. */
export default function build(): void {
  execFileSync("npm", ["run", "-s", "bundle"], { stdio: "inherit" });
}
