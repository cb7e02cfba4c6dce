import { formatDuration } from "../lib/duration.ts";
import { trendOf } from "../lib/trend.ts";
import type { TimedOperation } from "../model/trace.ts";
import { inRelease } from "./guidance.ts";
import { tokenIssues, tokenValidations } from "./token-requests.ts";
import type { Remedy } from "./remedy.ts";
import { forRun, lengthOf } from "./suggest.ts";

/** Fewer or in a shorter time show no trend. */
const LEAST_REQUESTS = 20;
const LEAST_SPAN_US = 30_000_000;

/** How straight the growth is, and by how much of the mean it grows over the time seen. */
const LEAST_FIT = 0.5;
const LEAST_GROWTH = 0.5;

/** Above this ratio of the second half's number to the first's, load may be what makes them slower. */
const SAME_RATE = 1.5;

/** A token takes longer to check, or to make, the more of them there are, not the more are asked for. */
export const tokenStore: Remedy = {
  id: "token-store",
  title: "Tokens that need no table, and a cache for keystone",
  references: ["https://docs.openstack.org/keystone/latest/admin/configuration.html#caching-layer", "https://docs.openstack.org/keystone/latest/admin/fernet-token-faq.html"],
  suggest: (findings) => {
    const { trace } = findings.study;
    const slower = growing("Checking", tokenValidations(trace)) ?? growing("Making", tokenIssues(trace));
    if (slower === undefined) return [];
    return forRun(slower.requests, {
      because: slower.because,
      guidance: inRelease(findings.releases.get("keystone"), [
        {
          to: "Grizzly",
          text: "Keep tokens in memcached instead of the database (`[token] driver = keystone.token.backends.memcache.Token`), or delete expired ones from its table regularly.",
        },
        {
          from: "Havana",
          to: "Juno",
          text: "Keep tokens in memcached instead of the database (`[token] driver = keystone.token.backends.memcache.Token`), and delete expired ones regularly (`keystone-manage token_flush`).",
        },
        {
          from: "Kilo",
          to: "Newton",
          text: "Set `[token] provider = fernet` (after `keystone-manage fernet_setup`), which stores no tokens, and cache: `[cache] enabled = True` with a memcached `backend` and `memcache_servers`.",
        },
        {
          from: "Ocata",
          text: "Tokens are Fernet ones by default and stored nowhere: see that `[token] provider` says nothing else, and cache what checking one looks up: `[cache] enabled = True` (it is off by default), with a memcached `backend` and `memcache_servers`.",
        },
      ]),
      cost: "A cached token stays valid for the cache's time after it was revoked, unless the revocation reaches every cache.",
    });
  },
};

/** What shows that they took ever longer for no load; undefined: they did not. `requests`: in order of time. */
function growing(doing: string, requests: readonly TimedOperation[]): { readonly requests: readonly TimedOperation[]; readonly because: string } | undefined {
  const [first, last] = [requests[0]?.startUs ?? 0, requests.at(-1)?.startUs ?? 0];
  if (requests.length < LEAST_REQUESTS || last - first < LEAST_SPAN_US) return undefined;
  const late = requests.filter(({ startUs }) => startUs > (first + last) / 2).length;
  const trend = trendOf(requests.map((request) => [request.startUs, lengthOf(request)]));
  if (trend === undefined || trend.fit < LEAST_FIT || late > SAME_RATE * (requests.length - late)) return undefined;
  const meanUs = requests.reduce((sum, request) => sum + lengthOf(request), 0) / requests.length;
  const growthUs = trend.slope * (last - first);
  if (growthUs < LEAST_GROWTH * meanUs) return undefined;
  return { requests, because: `${doing} a token took ${formatDuration(growthUs)} longer at the end than ${formatDuration(last - first)} before, though no more of them were asked for.` };
}
