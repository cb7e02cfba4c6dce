// Preloaded into a measured Node process where /usr/bin/time is missing: writes its largest resident set, in kB, as it exits.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.PEAK_MEMORY_FILE;
  if (file !== undefined) writeFileSync(file, `${process.resourceUsage().maxRSS}\n`);
});
