import { inRelease } from "./guidance.ts";
import { projectOf } from "../analyses/releases.ts";
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
      (hotspot) => ({
        because: `A whole process fell silent while its requests were open, ${waited(hotspot)} of waiting in all.`,
        guidance: inRelease(findings.releases.get(projectOf(hotspot.service)), [
          { to: "Kilo", text: "Run more processes of the service, so that one that stands still stops fewer requests. The database driver (MySQLdb) is written in C and does not yield: PyMySQL does, and `dbapi_use_tpool = True` hands calls to threads." },
          { from: "Liberty", to: "2026.1", text: "Run more processes of the service, so that one that stands still stops fewer requests. See that the database connection says `mysql+pymysql`, which yields; look for what else blocks: large files, DNS, calls into C libraries." },
          { from: "2026.2", text: "nova runs on native threads by default: see that `[DEFAULT] concurrency_backend` is not eventlet, and set `thread_pool_statistic_period` to 0 to have the pools' queues logged (`executor_thread_pool_size`, `default_thread_pool_size`)." },
        ]),
        cost: "A driver in pure Python takes more CPU and is slower on a busy host; handing each call to a thread cost more than it saved where it was measured. Further processes were the better remedy there.",
      }),
    ),
};
