import type { Analysis } from "../analysis.ts";
import { rules } from "./rules.ts";

/** What the logs at hand cannot show, and the smallest change that would show it. */
export const blindSpots: Analysis = {
  id: "blind-spots",
  answer: (study) => ({ blindSpots: rules.map((rule) => rule(study)).filter((finding) => finding !== undefined) }),
};
