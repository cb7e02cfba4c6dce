import type { WhatIfReport } from "../../model/what-if-report.ts";
import { writeJson } from "./write-json.ts";

export function renderWhatIf(answer: WhatIfReport): string {
  return writeJson(answer);
}
