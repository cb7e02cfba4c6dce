import { projectOf } from "../analyses/releases.ts";
import type { ReleaseRange } from "../model/release.ts";
import { isNetworkAgent } from "./firewall-lock.ts";
import { inRelease, type Guidance } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** A call that does not yield, mostly to the database, stops all green threads of its process. */
export const processFreeze: Remedy = {
  id: "process-freeze",
  title: "No blocking calls in a process that serves many",
  references: ["https://docs.openstack.org/nova/2026.2/admin/concurrency.html", "https://wiki.openstack.org/wiki/Eventlet"],
  suggest: (findings) =>
    forEach(
      findings.hotspots.filter(({ resource }) => resource.endsWith(" freeze")),
      (hotspot) => {
        const release = findings.releases.get(projectOf(hotspot.service));
        const isAlone = hotspot.service === "nova-compute" || isNetworkAgent(hotspot.service);
        return {
          because: `A whole process fell silent while its requests were open, ${waited(hotspot)} of waiting in all.`,
          guidance: hotspot.service === "nova-compute" ? ofCompute(release) : isAlone ? ofAgent(release) : ofServer(hotspot.service, release),
          cost: isAlone
            ? null
            : "A driver in pure Python takes more CPU and is slower on a busy host; handing each call to a thread cost more than it saved where it was measured. Further processes were the better remedy there.",
        };
      },
    ),
};

const LOOK = "large files that are copied, hashed or converted, look-ups of names, calls into C libraries";

/** One process on each host, which asks the conductor for what is in the database since there is one. */
function ofCompute(release: ReleaseRange | undefined): Guidance {
  return inRelease(release, [
    {
      to: "Folsom",
      text: `nova-compute is one process on each host. It asks the database itself, through a driver in C (MySQLdb) that does not yield: have the database answer quickly, and look for what else blocks: ${LOOK}.`,
    },
    {
      from: "Grizzly",
      to: "Newton",
      text: `nova-compute is one process on each host, without a database of its own unless \`[conductor] use_local\` says so: keep that off, and look for what else blocks: ${LOOK}. Boots spread over more hosts stand still together less often.`,
    },
    {
      from: "Ocata",
      to: "2026.1",
      text: `nova-compute is one process on each host, without a database of its own: look for what blocks: ${LOOK}. Boots spread over more hosts stand still together less often.`,
    },
    { from: "2026.2", text: NATIVE_THREADS },
  ]);
}

function ofAgent(release: ReleaseRange | undefined): Guidance {
  const text = `An agent is one process on each host, without a database of its own: look for what blocks: ${LOOK}, commands that are waited for.`;
  return inRelease(release, [{ text }]);
}

function ofServer(service: string, release: ReleaseRange | undefined): Guidance {
  const more = "Run more processes of the service, so that one that stands still stops fewer requests.";
  const driver = "The database driver (MySQLdb) is written in C and does not yield: PyMySQL does";
  const yielding = `${more} See that the database connection says \`mysql+pymysql\`, which yields; look for what else blocks: ${LOOK}.`;
  return inRelease(release, [
    { to: "Folsom", text: `${more} ${driver}.` },
    { from: "Grizzly", to: "Kilo", text: `${more} ${driver}, and \`dbapi_use_tpool = True\` hands calls to threads.` },
    ...(projectOf(service) === "nova"
      ? [{ from: "Liberty", to: "2026.1", text: yielding } as const, { from: "2026.2", text: NATIVE_THREADS } as const]
      : [{ from: "Liberty", text: yielding } as const]),
  ]);
}

const NATIVE_THREADS =
  "nova runs on native threads by default: see that `[DEFAULT] concurrency_backend` is not eventlet, and set `thread_pool_statistic_period` to 0 to have the pools' queues logged (`executor_thread_pool_size`, `default_thread_pool_size`).";
