import type { ReportDraft } from "../analyses/analysis.ts";
import { libvirtVersionsOf, cloudReleases } from "../analyses/releases.ts";
import type { Study } from "../analyses/study.ts";
import { remedies } from "./index.ts";
import type { Findings, Remedy, Suggestion } from "./remedy.ts";

type AdviceDraft = ReportDraft["advice"][number];

/** The draft with what every rule has to say: of a hotspot beside it, of the run in `advice`. */
export function advise(study: Study, draft: ReportDraft, rules: readonly Remedy[] = remedies): ReportDraft {
  const { sources } = study.trace;
  const findings: Findings = {
    study,
    hotspots: draft.hotspots,
    run: draft.run,
    releases: cloudReleases(sources),
    libvirtVersions: libvirtVersionsOf(sources),
  };
  const advice = rules.flatMap((rule) => rule.suggest(findings).map((suggestion) => ({ hotspot: suggestion.hotspot, advice: adviceOf(rule, suggestion) })));
  const of = (hotspot: string | null): readonly AdviceDraft[] => saidOnce(advice.filter((one) => one.hotspot === hotspot).map((one) => one.advice));
  return { ...draft, hotspots: draft.hotspots.map((hotspot) => ({ ...hotspot, advice: of(hotspot.id) })), advice: of(null) };
}

function saidOnce(advice: readonly AdviceDraft[]): readonly AdviceDraft[] {
  return [...new Map(advice.map((one) => [`${one.remedy} ${one.text}`, one])).values()];
}

function adviceOf({ id, comesFirst, title, references }: Remedy, { because, guidance: { text, appliesTo }, cost, evidence }: Suggestion): AdviceDraft {
  return { remedy: id, first: comesFirst === true, title, text: `${because} ${text}`, cost, appliesTo, references, evidence };
}
