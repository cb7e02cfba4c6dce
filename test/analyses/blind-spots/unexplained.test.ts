import { describe, expect, it } from "vitest";
import { unexplainedGaps } from "../../../src/analyses/blind-spots/unexplained.ts";
import type { Evidence } from "../../../src/model/evidence.ts";
import type { Instance, Step } from "../../../src/model/instance.ts";

const COMPUTE = { path: "nova-compute.log", format: "oslo-log", service: "nova-compute", hasDebug: true, versions: ["nova 26.0.0"] };
const CONDUCTOR = { path: "nova-conductor.log", format: "oslo-log", service: "nova-conductor", hasDebug: true, versions: ["nova 26.0.0"] };
const PLACEMENT = { path: "placement-api.log", format: "oslo-log", service: "placement-api", hasDebug: true, versions: ["placement 8.0.0"] };
const LIBVIRTD = { path: "libvirtd.log", format: "libvirtd", service: "libvirtd", hasDebug: undefined, versions: ["libvirt 9.0.0"] };
const TABLE = { path: "phases.csv", format: "phases", service: "phases", hasDebug: undefined, versions: ["phases"] };
const SOURCES = [COMPUTE, CONDUCTOR, PLACEMENT, LIBVIRTD, TABLE];

const at = ({ path }: { path: string }, message: string): Evidence => ({ file: path, line: 1, text: `2026-11-22 15:02:53.227 1 INFO a.b [-] ${message}` });

function gap(fromMs: number, toMs: number, evidence: readonly Evidence[], own: Partial<Step> = {}): Step {
  return { name: "unexplained", phase: "create", kind: "unexplained", startUs: fromMs * 1000, endUs: toMs * 1000, resource: null, holder: null, evidence, children: [], ...own };
}

function boot(id: string, ...steps: readonly Step[]): Instance {
  return {
    id, name: null, domain: null, host: null, requestIds: [], libvirtdThreads: [], outcome: "ready", fault: null, requestUs: 0, activeUs: null, readyUs: null, deleteUs: null, goneUs: null, buildUs: null, spawnUs: null,
    waitUs: 0, unexplainedUs: 0, criticalPath: [], steps,
  };
}

const fixOf = (from: Evidence, to: Evidence, sources = SOURCES): string | null | undefined => unexplainedGaps([boot("a", gap(0, 500, [from, to]))], sources)[0]?.fix;

describe("unexplained gaps", () => {
  it("are put together by what the lines around them say, most first", () => {
    const short = [at(COMPUTE, "Checking state"), at(COMPUTE, "Took 7 seconds to build instance.")];
    const boots = [
      boot("a", gap(0, 300, short), gap(500, 1_500, [at(COMPUTE, "Starting instance..."), at(COMPUTE, "Attempting claim 1")])),
      boot("b", gap(0, 400, [at(COMPUTE, "Checking state"), at(COMPUTE, "Took 9 seconds to build instance.")]), gap(500, 2_500, [at(COMPUTE, "Starting instance..."), at(COMPUTE, "Attempting claim 2")])),
    ];
    expect(unexplainedGaps(boots, SOURCES)).toMatchObject([
      { from: "Starting instance...", to: "Attempting claim <n>", boots: 2, totalUs: 3_000_000, maxUs: 2_000_000, evidence: [{ file: "nova-compute.log" }, { text: expect.stringContaining("claim 2") as string }] },
      { from: "Checking state", to: "Took <n> seconds to build instance.", boots: 2, totalUs: 700_000, maxUs: 400_000 },
    ]);
  });

  it("are those of boots, not of deletes, and not work", () => {
    const lines = [at(COMPUTE, "a"), at(COMPUTE, "b")];
    expect(unexplainedGaps([boot("a", gap(0, 500, lines, { phase: "delete" }), gap(0, 500, lines, { kind: "work" }))], SOURCES)).toEqual([]);
  });

  it("end at the edge of the boot where only a benchmark's table tells of it", () => {
    const [found] = unexplainedGaps([boot("a", gap(0, 500, [at(COMPUTE, "a"), { file: "phases.csv", line: 2, text: "bench-001,…" }]))], SOURCES);
    expect(found).toMatchObject({ from: "a", to: null, fix: "What watched the boots from outside saw it late: have it ask more often." });
  });

  it("ask for nothing where a boot goes on after the last line of it", () => {
    expect(unexplainedGaps([boot("a", gap(0, 500, [at(COMPUTE, "a")]))], SOURCES)[0]).toMatchObject({ from: "a", to: null, fix: null });
  });

  it("ask for the logs of services that a boot goes through in between", () => {
    const [api, scheduler] = [{ ...COMPUTE, path: "nova-api.log", service: "nova-api" }, { ...COMPUTE, path: "nova-scheduler.log", service: "nova-scheduler" }];
    expect(fixOf(at(scheduler, "a"), at(COMPUTE, "b"), [api, scheduler, COMPUTE])).toBe("Add the log of nova-conductor, which the boot goes through in between.");
    expect(fixOf(at(api, "a"), at(COMPUTE, "b"), [api, COMPUTE])).toBe("Add the logs of nova-conductor and nova-scheduler, which the boot goes through in between.");
    expect(fixOf(at(TABLE, "a"), at(CONDUCTOR, "b"), [TABLE, CONDUCTOR, scheduler])).toBe("Add the log of nova-api, which the boot goes through in between.");
  });

  it("ask for the log of who builds where only those tell of a build whom it asks, and of the API where they tell of a request first", () => {
    const neutron = { ...PLACEMENT, path: "neutron-server.log", service: "neutron-server" };
    const [api, scheduler] = [{ ...COMPUTE, path: "nova-api.log", service: "nova-api" }, { ...COMPUTE, path: "nova-scheduler.log", service: "nova-scheduler" }];
    const build = "Add the log of nova-compute, which the boot goes through in between.";
    expect(fixOf(at(CONDUCTOR, "a"), at(neutron, "b"), [api, scheduler, CONDUCTOR, neutron])).toBe(build);
    expect(fixOf(at(neutron, "a"), at(PLACEMENT, "b"), [api, scheduler, CONDUCTOR, neutron, PLACEMENT])).toBe(build);
    expect(fixOf(at(TABLE, "a"), at(neutron, "b"), [TABLE, COMPUTE, neutron])).toBe("Add the log of nova-api, which the boot goes through in between.");
    expect(fixOf(at(COMPUTE, "a"), at(neutron, "b"), [COMPUTE, neutron])).toMatch(/^Have nova-compute log its requests/);
  });

  it("ask for libvirt's log where nova-compute has it start the guest in between", () => {
    const plugged = at(COMPUTE, "Successfully plugged vif VIFBridge(active=True)");
    expect(fixOf(plugged, at(COMPUTE, "b"), [COMPUTE])).toBe("Add the debug log of libvirtd, which defines and starts the guest in between.");
    expect(fixOf(plugged, at(COMPUTE, "b"), [COMPUTE, LIBVIRTD])).toMatch(/^Have nova-compute log what it asks of others/);
  });

  it("ask for debug lines first", () => {
    const silent = { ...COMPUTE, hasDebug: false };
    expect(fixOf(at(COMPUTE, "a"), at(COMPUTE, "b"), [silent])).toBe("Set `debug = True` in the [DEFAULT] section of the configuration of nova-compute.");
  });

  it("ask for what the one service calls, for its requests to another, or for the messages between two", () => {
    expect(fixOf(at(COMPUTE, "a"), at(COMPUTE, "b"))).toBe("Have nova-compute log what it asks of others: add oslo_messaging=DEBUG (RPC) and keystoneauth=DEBUG (HTTP) to `default_log_levels`.");
    expect(fixOf(at(COMPUTE, "a"), at(PLACEMENT, "b"))).toBe("Have nova-compute log its requests: add keystoneauth=DEBUG to `default_log_levels`.");
    expect(fixOf(at(CONDUCTOR, "a"), at(COMPUTE, "b"))).toBe("Have nova-compute and nova-conductor log the messages between them: add oslo_messaging=DEBUG to `default_log_levels`.");
    expect(fixOf(at(LIBVIRTD, "a"), at(LIBVIRTD, "b"))).toContain("`log_filters`");
  });

  it("ask it of who wrote a line, where several programs write into one file", () => {
    const neutron = { ...PLACEMENT, service: "neutron-server" };
    const shared = [COMPUTE, { ...COMPUTE, service: "oslo-log", services: ["neutron-server", "nova-compute"], path: "syslog" }, { ...LIBVIRTD, path: "syslog" }];
    const fix = (before: Partial<typeof COMPUTE>, after: Partial<typeof COMPUTE>): string | null | undefined => {
      const writers = new Map([["syslog", new Map([[1, { ...COMPUTE, ...before }], [2, { ...COMPUTE, ...after }]])]]);
      const lines = [1, 2].map((line) => ({ ...at({ path: "syslog" }, "a"), line }));
      return unexplainedGaps([boot("a", gap(0, 500, lines))], shared, writers)[0]?.fix;
    };
    expect(fix({}, {})).toMatch(/^Have nova-compute log what it asks of others/);
    expect(fix({}, neutron)).toMatch(/^Have nova-compute log its requests/);
    expect(fix({}, { ...neutron, hasDebug: false })).toBe("Set `debug = True` in the [DEFAULT] section of the configuration of neutron-server.");
  });

  it.each([
    ["nova 2013.1", "No option logs more than debug lines do"],
    ["nova 2014.1", "Have nova-compute log what it asks of others: add oslo.messaging=DEBUG (RPC) to `default_log_levels`."],
    ["nova 12.0.0", "Have nova-compute log what it asks of others: add oslo_messaging=DEBUG (RPC) to `default_log_levels`."],
  ])("ask for loggers that %s has", (version, fix) => {
    const [found] = [fixOf(at(COMPUTE, "a"), at(COMPUTE, "b"), [{ ...COMPUTE, versions: [version] }])];
    expect(found?.startsWith(fix)).toBe(true);
    expect(found).not.toContain("keystoneauth");
  });

  it("ask for each release's own loggers where it is unknown", () => {
    const found = fixOf(at(COMPUTE, "a"), at(COMPUTE, "b"), [{ ...COMPUTE, versions: [] }]);
    expect(found).toMatch(/^Up to Havana: No option .* Icehouse or Juno: Have .*oslo\.messaging=DEBUG.* Kilo or Liberty: .* Mitaka or later: .*keystoneauth/);
  });

  it("name the daemon that runs QEMU alone only where there may be one", () => {
    const fix = (version: string): string | null | undefined => fixOf(at(LIBVIRTD, "a"), at(LIBVIRTD, "b"), [{ ...LIBVIRTD, versions: [version] }]);
    expect([fix("libvirt 1.0.2"), fix("libvirt 9.0.0")].map((text) => text?.includes("virtqemud.conf"))).toEqual([false, true]);
  });
});
