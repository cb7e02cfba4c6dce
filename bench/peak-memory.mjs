// Preloaded into a measured Node process where /usr/bin/time is missing: writes what that would have, as the process exits.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.PEAK_MEMORY_FILE;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  if (file !== undefined) writeFileSync(file, `${userCPUTime / 1e6} ${systemCPUTime / 1e6} ${maxRSS}\n`);
});
