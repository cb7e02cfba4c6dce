import type { PhaseWaits } from "../../model/hotspot.ts";
import type { ScenarioChange, WaitBeforeAfter, WhatIfReport } from "../../model/what-if-report.ts";
import { findHotspots } from "../find-hotspot.ts";
import { partsOfKey, resourceKey, type ResourceKey } from "../resource-key.ts";
import { waitOfBoots } from "../wait-of-boots.ts";
import type { Change } from "./scenario.ts";
import type { WhatIf } from "./what-if.ts";

/** A change as it was asked for: of a hotspot, by its id or by the name of its resource. */
export interface AskedChange {
  readonly change: ScenarioChange["change"];
  readonly of: string;
  readonly value: number | null;
}

/** A hotspot as far as it can be asked for. */
export interface Candidate {
  readonly id: string;
  readonly kind: ScenarioChange["kind"];
  readonly service: string;
  readonly resource: string;
  readonly waitByPhaseUs: PhaseWaits;
}

/** Waits that are listed, and from how much on, µs. */
const WAITS_LISTED = 10;
const WORTH_LISTING_US = 10_000;

/**
 * The same name in two services is meant twice.
 *
 * @throws TraceRankError `no-such-hotspot`, naming what can be asked for.
 */
export function answerWhatIf(
  { baseline, predict, observed, calibration, measured, limitOf }: WhatIf,
  asked: readonly AskedChange[],
  candidates: readonly Candidate[],
): Omit<WhatIfReport, "schemaVersion" | "tool"> {
  const scenario = asked.flatMap(({ change, of, value }) =>
    findHotspots(candidates, of).map(({ id, kind, service, resource }) => ({ change, hotspot: id, kind, service, resource, value })),
  );
  const { boots, deletes, outcome } = predict(scenario.map(changeOf));
  const ranked = new Map(candidates.map((candidate) => [resourceKey(candidate), candidate]));
  const waits = [...new Set([...baseline.waits.keys(), ...outcome.waits.keys()])]
    .map((key) => compare(key, ranked.get(key)))
    .filter((each) => Math.max(each.bootsBeforeUs, each.bootsAfterUs, each.deletesBeforeUs, each.deletesAfterUs) >= WORTH_LISTING_US)
    .sort(
      (a, b) =>
        b.bootsAfterUs - a.bootsAfterUs ||
        b.deletesAfterUs - a.deletesAfterUs ||
        b.bootsBeforeUs - a.bootsBeforeUs ||
        (`${a.service} ${a.resource}` < `${b.service} ${b.resource}` ? -1 : 1),
    );
  return {
    baseline: { makespanUs: observed.makespanUs ?? null, deletesUs: observed.deletesUs ?? null },
    scenario,
    prediction: boots ?? null,
    deletes: deletes ?? null,
    calibration: calibration ?? null,
    waits: waits.slice(0, WAITS_LISTED),
    limitedBy: boots === undefined ? "unknown" : limitOf(outcome, boots.makespanUs),
    measured,
  };

  function compare(key: ResourceKey, candidate: Candidate | undefined): WaitBeforeAfter {
    const [before, after] = [baseline, outcome].map((one) => one.waits.get(key));
    return {
      hotspot: candidate?.id ?? null, ...partsOfKey(key), ...(candidate !== undefined && { service: candidate.service }),
      bootsMeasuredUs: candidate === undefined ? null : waitOfBoots(candidate), deletesMeasuredUs: candidate?.waitByPhaseUs.delete ?? null,
      bootsBeforeUs: Math.round(before?.bootUs ?? 0), bootsAfterUs: Math.round(after?.bootUs ?? 0),
      deletesBeforeUs: Math.round(before?.deleteUs ?? 0), deletesAfterUs: Math.round(after?.deleteUs ?? 0),
    };
  }
}

function changeOf({ change, kind, service, resource, value }: ScenarioChange): Change {
  const key = resourceKey({ kind, service, resource });
  if (change === "limit") return { kind: "limit", key, permits: value ?? 1 };
  return change === "scale" ? { kind: "scale", key, factor: value ?? 1 } : { kind: "remove", key };
}
