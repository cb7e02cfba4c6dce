import type { World } from "../model/world.ts";
import { epochUs } from "./clock.ts";
import { pidOf } from "./oslo-line.ts";

/** keystone under uWSGI: a line for each request served, written when it is. */
export function writeKeystoneLog({ facts, scenario }: World): string {
  let served = 0;
  const lines: string[] = [];
  for (const fact of facts) {
    if (fact.kind !== "service" || fact.service !== "keystone" || fact.what.kind !== "served") continue;
    served += 1;
    const { method, path, status, bytes, tookUs } = fact.what;
    // The stamp is of when the request came in.
    const [weekday = "", day = "", month = "", year = "", time = ""] = new Date(epochUs(scenario.dialect, fact.atUs - tookUs) / 1000).toUTCString().split(" ");
    lines.push(
      `[pid: ${String(pidOf("keystone", fact.worker))}|app: 0|req: ${String(served)}/${String(served)}] 127.0.0.1 () {28 vars in 425 bytes} [${weekday.slice(0, 3)} ${month} ${day.padStart(2, " ")} ${time} ${year}] ${method} ${path} => generated ${String(bytes)} bytes in ${String(Math.round(tookUs / 1000))} msecs (HTTP/1.1 ${String(status)}) 6 headers in 384 bytes (1 switches on core 0)\n`,
    );
  }
  return lines.join("");
}
