import type { ReportDraft } from "../analyses/analysis.ts";
import type { Study } from "../analyses/study.ts";
import type { ReleaseRange } from "../model/release.ts";
import type { Place } from "../model/trace.ts";
import type { Guidance } from "./guidance.ts";

export type HotspotDraft = ReportDraft["hotspots"][number];

/** What a rule judges: the trace as the analyses saw it, and what they found. */
export interface Findings {
  readonly study: Study;
  readonly hotspots: readonly HotspotDraft[];
  readonly run: ReportDraft["run"];
  /** By project (`nova`, `neutron`, …), as nova's where the logs do not tell; absent: unknown. */
  readonly releases: ReadonlyMap<string, ReleaseRange>;
  /** Versions of libvirt, lowest first; empty: unknown. */
  readonly libvirtVersions: readonly string[];
}

/** What one rule has to say of one hotspot or of the whole run. */
export interface Suggestion {
  /** Id of the hotspot; null: the run. */
  readonly hotspot: string | null;
  /** One sentence with the figures from the logs that call for it. Names from logs have no place in it. */
  readonly because: string;
  readonly guidance: Guidance;
  /** What it takes, or what may go wrong; null: nothing to speak of. */
  readonly cost: string | null;
  readonly evidence: readonly Place[];
}

/** One known cause of serialised boots. Pure; says nothing where its evidence is absent, and never throws. */
export interface Remedy {
  readonly id: string;
  /** To be done before what any hotspot calls for; absent: not so. */
  readonly comesFirst?: true;
  /** What to change, in a few words. */
  readonly title: string;
  /** Documents that bear it out. */
  readonly references: readonly string[];
  readonly suggest: (findings: Findings) => readonly Suggestion[];
}
