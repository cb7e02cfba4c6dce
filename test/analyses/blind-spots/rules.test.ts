import { describe, expect, it } from "vitest";
import { rules } from "../../../src/analyses/blind-spots/rules.ts";
import type { Acquisition, GaugePoint, Trace, TracedMilestone, TracedSource } from "../../../src/model/trace.ts";
import { bootOf, instance, life, mark, operation, source, study, trace } from "../../support/traces.ts";

const API = source({ service: "nova-api" });
const COMPUTE = source();
const LIBVIRTD = source({ format: "libvirtd", service: "libvirtd", hasDebug: undefined });
const OTHERS = ["nova-conductor", "nova-scheduler", "neutron-server", "placement-api", "glance-api", "keystone"].map((service) => source({ service }));
const cpu: GaugePoint = { gauge: "cpu", host: "cmp1", subject: undefined, pid: undefined, atUs: 1000, intervalUs: 1000, share: 0.5, cores: 4 };
const boot = { instances: [instance("i", [mark(0, "create-requested"), mark(9, "built")])] };

const found = (of: Partial<Trace>): string[] => rules.map((rule) => rule(study(trace(of)))?.code).filter((code) => code !== undefined);
/** Beside the services that those at hand call; nova-compute's log tells of a lock. */
const inSight = (sources: readonly TracedSource[], own: Partial<Trace> = {}): string[] => {
  const all = [...sources, ...OTHERS];
  return found({ ...boot, sources: all, gauges: [cpu], acquisitions: [life(0, 5, 9, { place: { source: all.indexOf(COMPUTE), line: 1 } })], ...own });
};
const detailOf = (code: string, of: Partial<Trace>): string | undefined => rules.map((rule) => rule(study(trace(of)))).find((finding) => finding?.code === code)?.detail;

describe("blind spots", () => {
  it("are none where every service was logged with debug lines and the hardware measured", () => {
    expect(inSight([API, COMPUTE, LIBVIRTD])).toEqual([]);
  });

  describe("of a nova-compute log that does not cover the boots", () => {
    const outside = (atMs: number, milestone: "create-requested" | "active"): TracedMilestone => ({ ...mark(atMs, milestone), service: "nova-api", outside: true });
    const cutAt = (fromMs: number, toMs: number): string | undefined => {
      const instances = [0, 10, 20, 30].map((atMs, index) => {
        const own = [mark(atMs + 2, "build-started"), mark(atMs + 8, "built")].filter(({ atUs }) => atUs >= fromMs * 1000 && atUs <= toMs * 1000);
        return instance(`boot-${index}`, [outside(atMs, "create-requested"), ...own, outside(atMs + 9, "active")], { host: "cmp1" });
      });
      return detailOf("log-cut", { instances, sources: [API, { ...COMPUTE, host: "cmp1", fromUs: fromMs * 1000, toUs: toMs * 1000 }] });
    };

    it("say how many were not ready when it ends", () => {
      expect(cutAt(0, 25)).toMatch(/^Of the logs of nova-compute that of cmp1 ends at .*, before 2 boots of 4 were ready\./);
    });

    it("say how many had begun when it begins, or were over", () => {
      expect(cutAt(15, 40)).toMatch(/^Of the logs of nova-compute that of cmp1 begins at .*, when 2 boots of 4 had begun\./);
    });

    it("say nothing where it tells the first and the last of each, though others saw them before and after", () => {
      expect(cutAt(2, 38)).toBeUndefined();
    });

    it.each([
      ["nova-api", API, "nova-api begins at .*, after what it would tell of 2 boots of 4\\."],
      ["libvirtd", { ...LIBVIRTD, host: "cmp1" }, "libvirtd of cmp1 begins at .*, after what it would tell of 2 boots of 4\\."],
    ])("say of how many what %s would have told is missing, where its log begins in the middle of them", (service, log, says) => {
      const lateFrom = (fromMs: number, told: number): string | undefined => {
        const all = [0, 10, 20, 30].map((atMs, index) =>
          instance(`boot-${index}`, [outside(atMs, "create-requested"), ...(service === "nova-api" && index >= told ? [mark(atMs + 2, "create-accepted", { service })] : []), mark(atMs + 8, "guest-created")], { host: "cmp1" }),
        );
        const operations = service === "nova-api" ? [] : [0, 1, 2, 3].filter((index) => index >= told).map((index) => operation(10 * index + 4, 10 * index + 8, { operation: "domain-start", actor: bootOf(index, { service }) }));
        return detailOf("log-late", { instances: all, operations, sources: [COMPUTE, { ...log, fromUs: fromMs * 1000 }] });
      };
      expect(lateFrom(19, 2)).toMatch(new RegExp(`^The log of ${says}`));
      expect(lateFrom(0, 0)).toBeUndefined();
      // It tells of none: what it writes is something else.
      expect(lateFrom(19, 4)).toBeUndefined();
      // A quiet service that had nothing to tell before.
      expect(lateFrom(9, 0)).toBeUndefined();
    });
  });

  it("are lines that were left out, as syslog does beyond a rate", () => {
    expect(detailOf("lines-lost", { ...boot, sources: [COMPUTE], lost: [{ source: 0, waits: 2 }] })).toBe("2 waits began and no line tells how they ended, though those who waited wrote on; they are in no sum.");
  });

  it("name the logs that tell the same", () => {
    expect(detailOf("told-twice", { ...boot, sources: [COMPUTE, source({ path: "syslog" })], retold: [{ service: "nova-compute", source: 1, original: 0 }] })).toBe("What syslog tells of nova-compute stands in nova-compute.log, too; it counts once.");
  });

  describe("of services that write into one log", () => {
    const syslog = source({ path: "syslog", service: "oslo-log", services: ["neutron-server", "nova-compute"], silent: ["neutron-server"] });
    const silentIn = (sources: readonly TracedSource[], own: Partial<Trace> = {}): string | undefined => rules.map((rule) => rule(study(trace({ ...boot, sources, ...own })))).find((finding) => finding?.code === "no-debug")?.title;

    it("name those without debug lines, whatever others wrote", () => {
      expect(silentIn([syslog])).toBe("No debug lines in neutron-server");
    });

    it("are none where another log has them", () => {
      expect(silentIn([syslog, { ...syslog, path: "syslog.1", silent: [] }])).toBeUndefined();
      expect(silentIn([syslog, source({ service: "neutron-server" })], { retold: [{ service: "neutron-server", source: 0, original: 1 }] })).toBeUndefined();
    });

    it("ask for no lines of locks that debug lines of others would not have", () => {
      expect(found({ ...boot, sources: [{ ...syslog, silent: [] }] })).toContain("no-lock-lines");
      expect(found({ ...boot, sources: [{ ...syslog, silent: ["nova-compute"] }] })).not.toContain("no-lock-lines");
    });
  });

  it("are not missing debug lines of a log whose records another one has", () => {
    expect(inSight([API, source({ hasDebug: false }), COMPUTE, LIBVIRTD], { retold: [{ service: "nova-compute", source: 1, original: 2 }] })).toEqual(["told-twice"]);
  });

  it("are logs without debug lines", () => {
    expect(inSight([API, source({ hasDebug: false }), LIBVIRTD])).toEqual(["no-debug"]);
  });

  it("are a libvirt log without debug lines", () => {
    expect(inSight([API, COMPUTE, source({ format: "libvirtd", service: "libvirtd", hasDebug: false })])).toEqual(["no-libvirt-debug"]);
  });

  it("are logs of services that boots go through, as far as the release has them", () => {
    const missing = (version: string): string | undefined => rules.map((rule) => rule(study(trace({ ...boot, sources: [API, source({ versions: [version] }), source({ service: "keystone" })] })))).find((finding) => finding?.code === "no-service-logs")?.title;
    expect([missing("nova 2012.2"), missing("nova 26.0.0")]).toEqual(["No log of nova-scheduler, neutron-server, glance-api", "No log of nova-conductor, nova-scheduler, neutron-server, placement-api, glance-api"]);
  });

  it("are the locks of a nova-compute whose other debug lines are there", () => {
    expect(inSight([API, COMPUTE, LIBVIRTD], { acquisitions: [] })).toEqual(["no-lock-lines"]);
  });

  it("are missing logs, each named", () => {
    expect([inSight([COMPUTE, LIBVIRTD]), inSight([API, LIBVIRTD]), inSight([API, COMPUTE])]).toEqual([["no-api-log"], ["no-compute-log"], ["no-libvirt-log"]]);
  });

  it("are what the API did only, where a table of phases tells of the requests", () => {
    expect(inSight([source({ format: "phases", service: "phases" }), COMPUTE, LIBVIRTD])).toEqual(["no-service-logs"]);
  });

  it("are boots where there are none, and no other log is asked for then", () => {
    expect(found({ sources: [LIBVIRTD] })).toEqual(["no-boots"]);
  });

  it("are missing hardware figures", () => {
    expect(inSight([API, COMPUTE, LIBVIRTD], { gauges: [] })).toEqual(["no-hardware"]);
  });

  it("are acquisitions whose wait no line tells", () => {
    const silent: Acquisition = { ...life(undefined, 5, 9), waitUs: undefined };
    expect(inSight([COMPUTE, API, LIBVIRTD], { acquisitions: [silent, life(0, 5, 9)] })).toEqual(["waits-not-logged"]);
  });

  it("ask a libvirt as old as the cloud only for log filters that it has", () => {
    const fix = (version: string): string | null | undefined => rules.map((rule) => rule(study(trace({ ...boot, sources: [source({ versions: [version] })] })))).find((finding) => finding?.code === "no-libvirt-log")?.fix;
    expect(["nova 2013.1", "nova 26.0.0"].map((version) => [/util\.threadjob/, /virtqemud/].map((words) => words.test(fix(version) ?? "")))).toEqual([[false, false], [true, true]]);
  });

  it("say of the locks and of the jobs whose wait no line tells what later releases do", () => {
    const silent = (format: string, service: string): Partial<Trace> => ({ ...boot, sources: [source({ format, service })], acquisitions: [{ ...life(undefined, 5, 9), waitUs: undefined }] });
    const [ofNova, ofLibvirt] = [detailOf("waits-not-logged", silent("oslo-log", "nova-compute")), detailOf("waits-not-logged", silent("libvirtd", "libvirtd"))];
    expect(ofNova).toMatch(/the lock lines of nova-compute say/);
    expect(ofNova).not.toContain("libvirt");
    expect(ofLibvirt).toMatch(/the job lines of libvirtd say .*before libvirt 1\.1\.4/);
    expect(ofLibvirt).not.toContain("lock lines");
  });

  it("are recording thresholds, with their size", () => {
    const of = { ...boot, sources: [source({ format: "lock-trace", service: "libvirtd", minWaitUs: 1000 })] };
    expect(detailOf("trace-threshold", of)).toContain("waits under 1000 µs");
  });

  it("are waits for libvirt's own log, which only observing causes", () => {
    const logging = life(0, 2_000, 2_001, { form: "traced", resourceClass: "virLogMessage" });
    expect(detailOf("observer", { ...boot, sources: [LIBVIRTD], acquisitions: [logging] })).toContain("2.0 s");
  });
});
