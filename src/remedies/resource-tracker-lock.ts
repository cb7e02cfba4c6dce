import { mayBe } from "../analyses/releases.ts";
import { formatDuration } from "../lib/duration.ts";
import { formatCount, formatShare } from "../lib/quantity.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, HotspotDraft, Remedy, Suggestion } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** Before the record of the host was written only when it changed, a boot took it ten times; after, twice. */
const MANY_UPDATES = 4;

const WRITES_EACH_TIME =
  "Upgrade, or carry the later change back: each claim and each update writes the host's whole record to the database, several times a boot; from Juno on only when it changed. The interval of the update cannot be set.";

/** One lock over all that nova-compute knows of its host's resources: each claim takes it, and so does the periodic update. */
export const resourceTrackerLock: Remedy = {
  id: "resource-tracker-lock",
  title: "Shorter holds of the resource tracker's lock",
  references: ["https://docs.openstack.org/nova/latest/configuration/config.html", "https://opendev.org/openstack/nova/commit/1ed9f9dac5"],
  suggest: (findings) => {
    const locks = findings.hotspots.filter(({ service, resource, kind }) => kind === "lock" && service === "nova-compute" && resource === "compute_resources");
    return [...ofUnknownWaits(locks, findings), ...forEach(locks, (hotspot) => ofWaits(hotspot, findings))];
  },
};

function ofWaits(hotspot: HotspotDraft, findings: Findings): Omit<Suggestion, "hotspot" | "evidence"> {
  const release = findings.releases.get("nova");
  const periodic = periodicShare(hotspot);
  const placement = mayBe(release, "Newton", undefined);
  const holds = hotspot.holdUs === null ? "" : `; half of the holds took ${formatDuration(hotspot.holdUs.p50)} or more, the longest ${formatDuration(hotspot.holdUs.max)}`;
  const claims = `claims and releases of resources, which ask ${placement ? "other services (the conductor, placement)" : "the conductor or the database"} while they hold it`;
  const who = periodic < 0.05 ? `behind other ${claims}` : `${formatShare(periodic)} of it behind the periodic update, the rest behind other ${claims}`;
  const interval =
    periodic >= 0.5 ? "Let the periodic update run less often: `update_resources_interval` in nova.conf (each minute unless set; one site went from 1 min to 12 h). " : "";
  const shorten = (...more: readonly string[]): string => `Shorten what is done inside: ${["more `[conductor] workers`", ...more, "a database that answers quickly"].join(", ")}.`;
  const inside = shorten("more placement processes");
  const unfair = "The lock is not fair before Ussuri: who waits may be overtaken, which lengthens the slowest boots.";
  return {
    because: `\`compute_resources\` was waited for ${waited(hotspot)}, ${who}${holds}.`,
    guidance: inRelease(release, [
      { to: "Icehouse", text: WRITES_EACH_TIME },
      { from: "Juno", to: "Kilo", text: `${shorten()} ${unfair}` },
      { from: "Liberty", to: "Mitaka", text: `${interval}${shorten()} ${unfair}` },
      { from: "Newton", to: "Rocky", text: `${interval}${inside} ${unfair}` },
      {
        from: "Stein",
        to: "Train",
        text: `${interval}${inside} \`[compute] resource_provider_association_refresh = 0\` spares asking placement for what seldom changes. ${unfair}`,
      },
      { from: "Ussuri", text: `${interval}${inside} \`[compute] resource_provider_association_refresh = 0\` spares asking placement for what seldom changes.` },
    ]),
    cost:
      periodic >= 0.5 && mayBe(release, "Liberty", undefined)
        ? `Changes made behind nova's back (in the hypervisor${placement ? ", in placement" : ""}) are noticed later.`
        : !mayBe(release, "Stein", undefined)
          ? null
          : "With the refresh at 0, aggregates and traits changed in placement are noticed only after a restart or SIGHUP of nova-compute.",
  };
}

/** Where no line tells how long it was waited for: the number of updates shows what they cost. */
function ofUnknownWaits(locks: readonly HotspotDraft[], { study: { boots }, releases }: Findings): readonly Suggestion[] {
  return locks
    .filter(({ waitUs, acquisitions }) => waitUs.count === 0 && boots.length > 0 && (acquisitions ?? 0) > MANY_UPDATES * boots.length)
    .map(({ id, acquisitions, evidence }) => ({
      hotspot: id,
      because: `\`compute_resources\` was taken ${formatCount(acquisitions)} times, ${((acquisitions ?? 0) / boots.length).toFixed(1)} times for each boot; how long that was waited for, these logs do not tell.`,
      guidance: inRelease(releases.get("nova"), [
        { to: "Icehouse", text: WRITES_EACH_TIME },
        { from: "Juno", text: "Have debug lines logged (`debug = True`), which tell the waits." },
      ]),
      cost: null,
      evidence,
    }));
}

/** Of the waiting whose holder is known, what was behind `_update_available_resource`. */
function periodicShare({ holders }: HotspotDraft): number {
  const known = holders.reduce((sum, { waitCausedUs }) => sum + waitCausedUs, 0);
  const periodic = holders.filter(({ name }) => name.endsWith("update_available_resource")).reduce((sum, { waitCausedUs }) => sum + waitCausedUs, 0);
  return known === 0 ? 0 : periodic / known;
}
