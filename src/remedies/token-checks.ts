import { formatDuration } from "../lib/duration.ts";
import { formatCount } from "../lib/quantity.ts";
import { isLogged } from "../analyses/services-of.ts";
import { inRelease } from "./guidance.ts";
import { tokenValidations } from "./token-requests.ts";
import type { Remedy } from "./remedy.ts";
import { forRun, totalLengthUs } from "./suggest.ts";

/** Services that check the caller's token in a boot: compute, network, image, placement, volumes; at least so many, whether their logs are here or not. */
const API_SERVICES: readonly string[] = ["nova-api", "neutron-server", "quantum-server", "glance-api", "placement-api", "cinder-api"];
const LEAST_SERVICES = 4;
const LEAST_BOOTS = 3;

const CACHE_TIME = "`token_cache_time`, 300 s unless set): without it each process remembers nothing, or only for itself.";

/** A service that remembers what keystone said asks once for each token, not for each request. */
export const tokenChecks: Remedy = {
  id: "token-checks",
  title: "Let services remember checked tokens",
  references: [
    "https://docs.openstack.org/keystonemiddleware/latest/middlewarearchitecture.html#improving-response-time",
    "https://docs.openstack.org/keystone/latest/admin/configuration.html#caching-layer",
  ],
  suggest: ({ study: { trace, boots }, run, releases }) => {
    const untilUs = run.lastReadyUs ?? run.toUs;
    const checks = tokenValidations(trace).filter(({ startUs }) => startUs >= run.fromUs && startUs <= untilUs);
    const services = Math.max(LEAST_SERVICES, API_SERVICES.filter((name) => isLogged(name, trace.sources)).length);
    if (boots.length < LEAST_BOOTS || checks.length <= services * boots.length) return [];
    return forRun(checks, {
      because: `Keystone checked tokens ${formatCount(checks.length)} times until the last boot was ready, ${(checks.length / boots.length).toFixed(1)} times a boot, ${formatDuration(totalLengthUs(checks))} in all.`,
      guidance: inRelease(releases.get("keystone"), [
        { to: "Folsom", text: `Set \`memcache_servers\` in the section [filter:authtoken] of every service's api-paste.ini (and ${CACHE_TIME}` },
        { from: "Grizzly", to: "Grizzly", text: `Set \`[keystone_authtoken] memcache_servers\` in the configuration of every service (and ${CACHE_TIME}` },
        { from: "Havana", text: `Set \`[keystone_authtoken] memcached_servers\` in the configuration of every service (and ${CACHE_TIME}` },
      ]),
      cost: "A revoked token is accepted until it leaves the cache.",
    });
  },
};
