import { describe, expect, it } from "vitest";
import type { ReportDraft } from "../../src/analyses/analysis.ts";
import { blank } from "../../src/analyses/hotspots/draft.ts";
import { analyses } from "../../src/analyses/index.ts";
import { RELEASES } from "../../src/model/release.ts";
import type { GaugePoint, TimedOperation, Trace } from "../../src/model/trace.ts";
import { advise } from "../../src/remedies/advise.ts";
import { remedies } from "../../src/remedies/index.ts";
import type { HotspotDraft } from "../../src/remedies/remedy.ts";
import { sampleReport } from "../support/sample-report.ts";
import { actor, bootOf, eventWait, instance, life, mark, operation, source, study, trace } from "../support/traces.ts";

interface Case {
  readonly trace?: Partial<Trace>;
  /** Queues that no log line names, as if analyses/queues had found them. */
  readonly queues?: readonly HotspotDraft[];
  readonly run?: Partial<ReportDraft["run"]>;
}

/** What is advised, by title of its hotspot (`run` for the run): ids of rules. */
function advised({ trace: own = {}, queues = [], run = {} }: Case): ReportDraft {
  const of = study(trace({ instances: boots(3), ...own }));
  const empty = { otherRuns: [], instances: [], hotspots: [], advice: [], gauges: [], blindSpots: [] };
  const draft = Object.assign(empty, ...analyses.map((analysis) => analysis.answer(of))) as ReportDraft;
  const hotspots = [...queues.map((queue, index) => ({ ...queue, id: `Q${index + 1}` })), ...draft.hotspots];
  return advise(of, { ...draft, hotspots, run: { ...draft.run, ...run } });
}

function rulesOf(draft: ReportDraft): readonly string[] {
  return [...new Set([...draft.hotspots.flatMap(({ advice }) => advice), ...draft.advice].map(({ remedy }) => remedy))];
}

function textOf(given: Case): string {
  const draft = advised(given);
  return [...draft.hotspots.flatMap(({ advice }) => advice), ...draft.advice].map(({ text }) => text).join("\n");
}

/** Boots of 100 s, requested a second apart, deleted at 120 s and gone at 125 s. */
function boots(count: number): Trace["instances"] {
  return Array.from({ length: count }, (_, index) =>
    instance(`i${index}`, [mark(index * 1_000, "create-requested"), mark(100_000, "built"), mark(120_000, "terminating"), mark(125_000, "deallocated")]),
  );
}

function queue(service: string, resource: string, own: Partial<HotspotDraft> = {}): HotspotDraft {
  const total = 60_000_000;
  return {
    ...blank("permit", service, resource), inferred: true, permits: 2, contentions: 12, instances: 3, waitUs: { total, mean: 5_000_000, p50: 5_000_000, p95: 6_000_000, max: 6_000_000, count: 12 },
    waitByPhaseUs: { create: total, ping: 0, ssh: 0, delete: 0, background: 0 }, ...own,
  };
}

/** Lives of one lock, each wanted when the first was, got when the last was given back. */
function convoy(service: string, lock: string, holdMs: number, count: number, own: Parameters<typeof life>[3] = {}): Trace["acquisitions"] {
  return Array.from({ length: count }, (_, index) => life(1_000, 1_000 + index * holdMs, 1_000 + (index + 1) * holdMs, { lock, actor: bootOf(index % 3, { service }), ...own }));
}

/** Operations of one kind, `gapMs` apart. */
function series(count: number, gapMs: number, lengthMs: (index: number) => number, own: Partial<TimedOperation>): Trace["operations"] {
  return Array.from({ length: count }, (_, index) => operation(1_000 + index * gapMs, 1_000 + index * gapMs + lengthMs(index), own));
}

function busy(subject: string, pid: number, atMs: number, share: number, intervalMs = 2_000): GaugePoint {
  return { gauge: "process-cpu", host: "cmp1", subject, pid, atUs: atMs * 1000, intervalUs: intervalMs * 1000, share, cores: undefined };
}

const keystone = { operation: "http-served", name: "GET /v3/auth/tokens", actor: actor({ service: "keystone" }) } as const;
const agent = (service: string) => actor({ service, pid: 9 });

const HARDWARE: NonNullable<ReportDraft["run"]["hardware"]> = {
  cpuMean: 0.95, cpuMax: 1, cores: 2, diskMean: 0.93, diskMax: 1, disk: "vda", fullCores: [],
  cpuUsers: [{ process: "neutron-server", processes: 3, share: 0.28 }, { process: "`rm -rf`", processes: 1, share: 0.1 }, { process: "qemu-system-x86", processes: 9, share: 0.09 }],
};

/** For each rule a trace in which it, and it alone, has something to say. */
const CASES: Readonly<Record<string, Case>> = {
  "failed-boots": { trace: { instances: [...boots(3), instance("i3", [mark(0, "create-requested"), mark(9_000, "error", { detail: "Instance failed to spawn: nova.exception.HypervisorUnavailable: Connection to the hypervisor is broken on host" })])] } },
  "cpu-limit": { run: { limitedBy: "cpu", hardware: HARDWARE } },
  "disk-limit": { run: { limitedBy: "disk", hardware: HARDWARE } },
  "api-processes": { queues: [queue("nova-api", "nova-api workers")] },
  "compute-firewall": { trace: { operations: series(20, 200, () => 120, { name: "iptables-restore -c" }) } },
  // A check a second for 100 s, the first in 50 ms, each 1 ms slower.
  "token-store": { trace: { operations: series(100, 1_000, (index) => 50 + index, keystone), instances: boots(40) } },
  "rootwrap-start": { trace: { operations: series(20, 100, () => 59, { name: "['sudo', 'neutron-rootwrap', '/etc/neutron/rootwrap.conf', 'ip', 'netns', 'exec', 'qrouter-1', 'ip', 'addr']", actor: agent("neutron-l3-agent") }) } },
  "libvirt-request-limits": { queues: [queue("libvirtd", "libvirtd client requests")] },
  "domain-job": { trace: { acquisitions: convoy("libvirtd", "instance-1", 1_000, 4, { resource: "job", resourceClass: "domain job", form: "job" }) } },
  "cgroup-attach": { trace: { operations: series(3, 10_000, () => 9_000, { operation: "domain-step", name: "Setting up domain cgroup (if required)", actor: bootOf(0, { service: "libvirtd" }) }) } },
  "security-labels": { trace: { acquisitions: convoy("libvirtd", "0x7f10a4000b60", 2_000, 4, { form: "traced", resourceClass: "virSecurityManagerGenLabel" }) } },
  "conductor-workers": { queues: [queue("nova-conductor", "nova-conductor workers", { permits: 1 })] },
  "keystone-processes": { trace: { gauges: [2, 4, 6, 8].map((at) => busy("keystone-all", 7, at * 1000, 0.98)) } },
  "neutron-server-workers": { queues: [queue("neutron-server", "neutron-server workers")] },
  "libvirt-calls": { trace: { operations: series(75, 100, () => 5, { operation: "libvirt-api", name: "remoteDispatchDomainGetInfo", actor: bootOf(0, { service: "libvirtd" }) }) } },
  "resource-tracker-lock": { trace: { acquisitions: convoy("nova-compute", "compute_resources", 500, 6) } },
  // Six scripts after the last delete, at 125 s, a second of CPU each.
  "dhcp-reloads": { trace: { gauges: [1, 2, 3, 4, 5, 6].map((pid) => busy("python", pid, 126_000 + pid * 2_000, 0.5)) } },
  "iptables-updates": { trace: { acquisitions: convoy("neutron-openvswitch-agent", "iptables", 800, 4, { actor: agent("neutron-openvswitch-agent") }) } },
  "agent-loop": { trace: { operations: series(8, 12_000, (index) => 1_000 + index * 1_000, { operation: "agent-step", name: "rpc_loop", actor: agent("neutron-openvswitch-agent") }) } },
  "late-events": { trace: { instances: [instance("i", [mark(0, "create-requested"), mark(9_000, "built"), mark(20_000, "terminating"), mark(25_000, "delete-ended"), mark(26_000, "guest-resumed")])] } },
  "process-freeze": { queues: [queue("nova-conductor", "nova-conductor freeze", { kind: "service" })] },
  "token-checks": { trace: { operations: series(40, 1_000, () => 20, keystone) } },
  // One call alone takes 20 ms; of a burst of ten each three come back together, every time 300 ms later than those before.
  "rpc-latency": { trace: { operations: [...series(20, 2_000, () => 20, { operation: "rpc-call", name: "conductor" }), ...series(10, 10, (index) => 100 + Math.floor(index / 3) * 300, { operation: "rpc-call", name: "conductor" })] } },
  "redundant-applies": { trace: { acquisitions: Array.from({ length: 8 }, (_, index) => life(undefined, 1_000 + index * 400, 1_400 + index * 400, { lock: "iptables", actor: agent("quantum-openvswitch-agent"), by: "_apply" })) } },
  "build-slots": { queues: [queue("nova-compute", "nova-compute build slots", { permits: 10 })] },
  "vif-plugged": { trace: { instances: boots(3).map((one, index) => ({ ...one, eventWaits: [eventWait(90_000, 92_000, index)] })) } },
  "network-cache-lock": { trace: { acquisitions: convoy("nova-compute", "refresh_cache-x", 700, 4, { resourceClass: "refresh_cache-<uuid>" }) } },
  "image-cache-lock": { trace: { acquisitions: convoy("nova-compute", "0526", 700, 4, { resourceClass: "<sha1>" }) } },
};

describe("every remedy", () => {
  it("has a case of its own here", () => {
    expect(Object.keys(CASES)).toEqual(remedies.map(({ id }) => id));
  });

  it.each(Object.entries(CASES))("%s speaks where its evidence is, and no other does", (id, given) => {
    expect(rulesOf(advised(given))).toEqual([id]);
  });

  it("is quiet where nothing waited", () => {
    expect(rulesOf(advised({}))).toEqual([]);
  });

  it("is quiet of waits too short to matter", () => {
    const queues = Object.values(CASES).flatMap(({ queues = [] }) => queues.map((one) => ({ ...one, waitUs: { ...one.waitUs, total: 900_000 } })));
    expect(rulesOf(advised({ queues }))).toEqual([]);
  });

  it("gives its reasons with a figure, and ends each of its sentences", () => {
    for (const given of Object.values(CASES)) {
      for (const { advice } of [...advised(given).hotspots, { advice: advised(given).advice }]) {
        for (const { text, cost, references } of advice) {
          expect(text).toMatch(/\d/);
          expect(text.endsWith(".")).toBe(true);
          expect(cost ?? ".").toMatch(/\.$/);
          expect(references.every((reference) => /^https:\/\/\S+$/.test(reference)) && references.length > 0).toBe(true);
        }
      }
    }
  });

  it("quotes no line twice, and says nothing twice", () => {
    for (const given of Object.values(CASES)) {
      const twice = { ...given, queues: (given.queues ?? []).map((one) => ({ ...one, service: one.service.replace("neutron-server", "quantum-server"), evidence: [{ source: 0, line: 1 }, { source: 0, line: 1 }] as HotspotDraft["evidence"] })) };
      for (const { hotspots, advice } of [advised(given), advised(twice)]) {
        for (const said of [...hotspots.map((one) => one.advice), advice]) {
          expect(new Set(said.map(({ text }) => text)).size).toBe(said.length);
          for (const { evidence } of said) expect(new Set(evidence.map((place) => JSON.stringify(place))).size).toBe(evidence.length);
        }
      }
    }
  });

  it("throws on no trace of nothing", () => {
    const nothing = study(trace());
    const draft = { run: { fromUs: 0, toUs: 0, lastReadyUs: null, error: 0, faults: [], restarts: [], limitedBy: null, hardware: null, hosts: [], releases: [] }, hotspots: [], advice: [], otherRuns: [], instances: [], gauges: [], blindSpots: [] } as unknown as ReportDraft;
    expect(advise(nothing, draft)).toEqual(draft);
  });

  it("of the sample of ten boots is what its logs call for", async () => {
    const { hotspots, advice } = await sampleReport("samples/zed-boot-10");
    const said = hotspots.flatMap(({ resource, advice }) => advice.map(({ remedy, appliesTo }) => [resource, remedy, appliesTo]));
    expect(said.slice(0, 3)).toEqual([["network-vif-plugged", "vif-plugged", "Zed"], ["compute_resources", "resource-tracker-lock", "Zed"], ["refresh_cache-<uuid>", "network-cache-lock", "Zed"]]);
    expect(advice.map(({ remedy, first }) => [remedy, first])).toEqual([["cpu-limit", true]]);
  }, 60_000);
});

describe("a remedy for a release", () => {
  const inRelease = (service: string, version: string, given: Case): Case => ({ ...given, trace: { ...given.trace, sources: [source({ service, versions: [version] })] } });
  const of = (id: string): Case => CASES[id] ?? {};

  it.each([
    ["nova 26.2.2", "osapi_compute_workers` in nova.conf", "is gone"],
    ["nova 33.0.0", "(`osapi_compute_workers` is gone)", "Raise `[DEFAULT] osapi_compute_workers`"],
  ])("names only options that %s has: API processes", (version, there, absent) => {
    const text = textOf(inRelease("nova-api", version, of("api-processes")));
    expect(text).toContain(there);
    expect(text).not.toContain(absent);
  });

  it.each([
    ["nova 2014.1", "max_concurrent_builds", false],
    ["nova 26.0.0", "0 means no limit", true],
    ["nova 33.0.0", "0 means no limit", false],
  ])("in %s says “%s”: %s", (version, words, there) => {
    expect(textOf(inRelease("nova-compute", version, of("build-slots"))).includes(words)).toBe(there);
  });

  /** What is named, by the first release that has it. Names of nova's releases; libvirt's versions below. */
  const FIRST: Readonly<Record<string, RegExp>> = {
    Grizzly: /osapi_compute_workers|security_group_api|use_local|dbapi_use_tpool|\[keystone_authtoken\]/,
    Havana: /neutron\.conf|num_sync_threads|minimize_polling|token_flush|memcached_servers|`?\[conductor\] workers|nova aggregate/,
    Icehouse: /api_workers|rpc_workers|public_workers|admin_workers/,
    Juno: /enable_ipset/,
    Kilo: /max_concurrent_builds|root_helper_daemon|rootwrap-daemon|eventlet_server|fernet|use_helper_for_ns_read/,
    Liberty: /use_rootwrap_daemon|update_resources_interval|executor_thread_pool_size|sync_power_state_pool_size|mysql\+pymysql/,
    Newton: /placement|firewall_driver = openvswitch|debug_iptables_rules/,
    Ocata: /use_neutron/,
    Pike: /neutron-rpc-server/,
    Stein: /resource_provider_association_refresh/,
    Train: /bulk_reload_interval/,
    Ussuri: /aggregate cache image|\[image_cache\]/,
    Zed: /rabbit_quorum_queue/,
    "2024.1": /rabbit_stream_fanout|use_queue_manager/,
    "2026.2": /concurrency_backend|thread_pool_statistic_period|default_thread_pool_size/,
  };
  const FIRST_LIBVIRT: Readonly<Record<string, RegExp>> = { "2.0.0": /virt-admin/, "4.9.0": /favordynmods|cgroup v2/, "5.6.0": /remember_owner/, "5.7.0": /virtqemud/ };
  const ADVISED = [
    ...Object.values(CASES),
    { queues: [queue("libvirtd", "libvirtd workers"), queue("nova-compute", "nova-compute freeze", { kind: "service" }), queue("neutron-l3-agent", "neutron-l3-agent freeze", { kind: "service" }), queue("keystone", "keystone freeze", { kind: "service" })] },
    { trace: { acquisitions: [life(undefined, 0, 4_000, { lock: "compute_resources", by: "_update_available_resource", actor: actor() }), ...[0, 1].map((index) => life(1_000, 4_000 + index, 4_001 + index, { lock: "compute_resources", actor: bootOf(index) }))] } },
    { trace: { operations: series(20, 100, () => 59, { name: "sudo nova-rootwrap /etc/nova/rootwrap.conf ip link show" }) } },
  ];
  const wholeTextOf = (given: Case, versions: readonly (readonly [service: string, version: string])[]): string => {
    const draft = advised({ ...given, trace: { ...given.trace, sources: versions.map(([service, version]) => source({ service, versions: [version], ...(service === "libvirtd" ? { format: "libvirtd" } : {}) })) } });
    return [...draft.hotspots.flatMap(({ advice }) => advice), ...draft.advice].map(({ title, text, cost }) => `${title} ${text} ${cost ?? ""}`).join("\n");
  };

  it.each([
    ["2012.2", "Folsom"], ["2013.1", "Grizzly"], ["2013.2", "Havana"], ["2014.1", "Icehouse"], ["2014.2", "Juno"], ["2015.1", "Kilo"],
  ])("names no option younger than %s (%s), nor than libvirt 1.0.2", (version, release) => {
    const projects = [["nova-compute", `nova ${version}`], ["neutron-server", `neutron ${version}`], ["keystone", `keystone ${version}`], ["libvirtd", "libvirt 1.0.2"]] as const;
    const younger = Object.entries(FIRST).filter(([first]) => RELEASES.findIndex((one) => one === first) > RELEASES.findIndex((one) => one === release));
    for (const given of ADVISED) {
      const text = wholeTextOf(given, projects);
      for (const [, option] of [...younger, ...Object.entries(FIRST_LIBVIRT)]) expect(text).not.toMatch(option);
    }
  });

  it.each([["12", "7", "8", "Liberty"], ["13", "8", "9", "Mitaka"], ["14", "9", "10", "Newton"], ["17", "12", "13", "Queens"], ["20", "15", "16", "Train"], ["26", "21", "22", "Zed"], ["33", "28", "29", "2026.1"]])(
    "names no option younger than nova %s, neutron %s, keystone %s (%s)",
    (nova, neutron, keystone, release) => {
      const younger = Object.entries(FIRST).filter(([first]) => RELEASES.findIndex((one) => one === first) > RELEASES.findIndex((one) => one === release));
      for (const given of ADVISED) {
        const text = wholeTextOf(given, [["nova-compute", `nova ${nova}.0.0`], ["neutron-server", `neutron ${neutron}.0.0`], ["keystone", `keystone ${keystone}.0.0`], ["libvirtd", "libvirt 9.0.0"]]);
        for (const [, option] of younger) expect(text).not.toMatch(option);
      }
    },
  );

  it("names each of these options in some release that has it", () => {
    const text = ADVISED.map((given) => wholeTextOf(given, [])).join("\n");
    for (const option of [...Object.values(FIRST), ...Object.values(FIRST_LIBVIRT)]) expect(text).toMatch(option);
  });

  it("advises nova-compute, one process a host without a database, no further processes and no driver", () => {
    const frozen = { queues: [queue("nova-compute", "nova-compute freeze", { kind: "service" })] };
    const text = wholeTextOf(frozen, [["nova-compute", "nova 26.0.0"]]);
    expect(text).toContain("nova-compute is one process on each host");
    expect(text).not.toMatch(/more processes|mysql|driver/);
    expect(wholeTextOf(frozen, [["nova-compute", "nova 2012.2"]])).toContain("It asks the database itself");
  });

  it("judges the making of tokens as it does their checks", () => {
    const issued = (lengthMs: (index: number) => number) => rulesOf(advised({ trace: { operations: series(100, 1_000, lengthMs, { ...keystone, name: "POST /v3/auth/tokens" }), instances: boots(40) } }));
    expect(issued((index) => 50 + index)).toEqual(["token-store"]);
    expect(issued(() => 100)).toEqual([]);
  });

  it("knows keystone's process under a web server by the pid that keystone's log names", () => {
    const gauges = [2, 4, 6, 8].map((at) => busy("uwsgi", 7, at * 1000, 0.98));
    const servedBy = (pid: number) => [operation(100, 200, { operation: "http-served", name: "GET /v3/auth/tokens", actor: actor({ service: "keystone", host: gauges[0]?.host, pid }) })];
    expect(rulesOf(advised({ trace: { gauges, operations: servedBy(7) } }))).toContain("keystone-processes");
    expect(rulesOf(advised({ trace: { gauges, operations: servedBy(8) } }))).not.toContain("keystone-processes");
  });

  it("gives both forms where the release is unknown", () => {
    const text = textOf(of("keystone-processes"));
    expect(text).toContain("Kilo to Mitaka: Set `public_workers`");
    expect(text).toContain("Newton or later: Raise the number of `processes`");
  });

  it("never advises to drop the confinement of guests, and says what it would cost", () => {
    const advice = advised(of("security-labels")).hotspots.flatMap((one) => one.advice);
    expect(advice.map(({ text }) => text).join()).not.toContain("none");
    expect(advice[0]?.cost).toMatch(/security_driver = "none".*confinement/);
  });

  it("gives what guests' labelling calls for to the lock it is done under, though nobody waited for that", () => {
    const labelling = series(3, 1_000, () => 900, { operation: "domain-step", name: "Setting domain security labels", actor: bootOf(0, { service: "libvirtd" }) });
    const [hold] = convoy("libvirtd", "0x7f", 1_000, 1, { form: "traced", resourceClass: "virSecurityManagerSetAllLabel" });
    const { advice, hotspots } = advised({ trace: { operations: labelling, acquisitions: hold === undefined ? [] : [hold] } });
    expect(hotspots.map(({ resource, advice: own }) => [resource, own.map(({ remedy }) => remedy)])).toEqual([["virSecurityManagerSetAllLabel", ["security-labels"]]]);
    expect(advice).toEqual([]);
  });

  it("advises an upgrade of a libvirt whose driver has one lock", () => {
    const locked = { trace: { acquisitions: convoy("libvirtd", "0x7f", 1_000, 4, { form: "traced", resourceClass: "qemuDomainStart" }), sources: [source({ format: "libvirtd", service: "libvirtd", versions: ["libvirt 1.0.2"] })] } };
    expect(textOf(locked)).toContain("Upgrade libvirt: from 1.0.3 on");
    expect(rulesOf(advised({ trace: { ...locked.trace, sources: [source({ format: "libvirtd", service: "libvirtd", versions: ["libvirt 9.0.0"] })] } }))).toEqual([]);
  });

  it("advises it, too, where starts were open at once in such a libvirt", () => {
    const starts = series(4, 10, () => 3_000, { operation: "libvirt-api", name: "remoteDispatchDomainCreateWithFlags", actor: bootOf(0, { service: "libvirtd" }) });
    const by = (version: string): readonly string[] => rulesOf(advised({ trace: { operations: starts, sources: [source({ format: "libvirtd", service: "libvirtd", versions: [version] })] } }));
    expect([by("libvirt 1.0.2"), by("libvirt 1.0.3")]).toEqual([["domain-job"], []]);
  });

  it("names the limit over all clients only to a libvirt that has it", () => {
    const limits = (version: string): string => textOf(inRelease("libvirtd", version, of("libvirt-request-limits")));
    expect([limits("libvirt 1.0.2").includes("max_requests`"), limits("libvirt 9.0.0").includes("max_requests`")]).toEqual([true, false]);
  });

  it("does not call for more builds at a time on a busy CPU without saying so", () => {
    const cpu: GaugePoint = { ...busy("", 0, 100_000, 0.95, 100_000), gauge: "cpu", subject: undefined, pid: undefined, cores: 2 };
    expect(textOf({ ...of("build-slots"), trace: { gauges: [cpu] } })).toContain("The CPU was 95 % busy already");
  });
});

describe("a remedy for what the logs show", () => {
  it("comes before all others where boots failed, and says where to look by the kind of fault", () => {
    const draft = advised(CASES["failed-boots"] ?? {});
    expect(draft.advice).toMatchObject([{ remedy: "failed-boots", first: true, evidence: [{ source: 0 }] }]);
    expect(draft.advice[0]?.text).toMatch(/^1 of 4 boots failed\. .*libvirt's daemon went away/);
  });

  it("says when libvirt's daemon was started anew, where its log shows it, and quotes that line first", () => {
    const restarts = [{ service: "libvirtd", host: "cmp", atUs: 5_000_000, place: { source: 0, line: 97_237 } }];
    const [advice] = advised({ trace: { ...CASES["failed-boots"]?.trace, restarts } }).advice;
    expect(advice?.text).toContain("libvirt's daemon was started anew at 1970-01-01 00:00:05.000Z: look in the journal");
    expect(advice?.evidence[0]).toEqual({ source: 0, line: 97_237 });
  });

  it("names who used the CPU that was the limit, by plain names only", () => {
    const [advice] = advised({ run: { limitedBy: "cpu", hardware: HARDWARE } }).advice;
    expect(advice).toMatchObject({ first: true, text: expect.stringContaining("in use 95 % of the time until the last boot was ready. Its largest users: neutron-server (28 %), qemu-system-x86 (9 %).") as string });
    expect(textOf({ run: { limitedBy: "core of nova-compute", hardware: HARDWARE } })).toContain("100 % of one core");
    expect(rulesOf(advised({ run: { limitedBy: "software", hardware: HARDWARE } }))).toEqual([]);
  });

  it("asks for debug lines to be switched off only where there are some", () => {
    const by = (hasDebug: boolean): string => textOf({ run: { limitedBy: "cpu", hardware: HARDWARE }, trace: { sources: [source({ hasDebug })] } });
    expect([by(true), by(false)].map((text) => text.includes("debug = False"))).toEqual([true, false]);
  });

  it("blames the periodic update for waits behind it, and asks for a longer interval", () => {
    const periodic = life(undefined, 0, 4_000, { lock: "compute_resources", by: "nova.compute.resource_tracker.ResourceTracker._update_available_resource", actor: actor() });
    const behind = [0, 1, 2].map((index) => life(1_000, 4_000 + index, 4_001 + index, { lock: "compute_resources", actor: bootOf(index) }));
    expect(textOf({ trace: { acquisitions: [periodic, ...behind] } })).toContain("update_resources_interval");
    expect(textOf(CASES["resource-tracker-lock"] ?? {})).not.toContain("update_resources_interval");
  });

  it("counts updates of resources where no line tells their waits", () => {
    const taken = (count: number): Case => ({ trace: { acquisitions: Array.from({ length: count }, (_, index) => life(undefined, 1_000 + index, undefined, { lock: "compute_resources", state: "released", actor: bootOf(index % 3) })) } });
    expect(textOf(taken(30))).toContain("taken 30 times, 10.0 times for each boot");
    expect(rulesOf(advised(taken(6)))).toEqual([]);
  });

  it("compares rootwrap with the same commands without it", () => {
    const wrapped = series(20, 100, () => 59, { name: "sudo nova-rootwrap /etc/nova/rootwrap.conf ip link show" });
    const bare = (ms: number) => series(5, 100, () => ms, { name: "sudo ip link show" });
    expect(textOf({ trace: { operations: [...wrapped, ...bare(9)] } })).toContain("against 9.0 ms of the same commands without it");
    expect(rulesOf(advised({ trace: { operations: [...wrapped, ...bare(30)] } }))).toEqual([]);
  });

  it("does not take rootwrap's daemon for rootwrap", () => {
    expect(rulesOf(advised({ trace: { operations: series(20, 100, () => 59, { name: "sudo neutron-rootwrap-daemon /etc/neutron/rootwrap.conf", actor: agent("neutron-l3-agent") }) } }))).toEqual([]);
  });

  it("does not take slow token checks under growing load for a full token store", () => {
    const rush = Array.from({ length: 100 }, (_, index) => operation(100_000 * Math.sqrt(index / 100), 100_000 * Math.sqrt(index / 100) + 50 + index, keystone));
    expect(rulesOf(advised({ trace: { operations: rush, instances: boots(40) } }))).toEqual([]);
  });

  it("says by how much the firewall's holds grow", () => {
    const growing = Array.from({ length: 5 }, (_, index) => life(1_000, 1_000 + index * 1_000, 1_000 + index * 1_000 + 100 * (index + 1), { lock: "iptables", actor: agent("neutron-l3-agent") }));
    expect(textOf({ trace: { acquisitions: growing } })).toContain("the last of 5 holds 400 ms longer than the first");
  });

  it("takes a stop after the delete for a race only in releases that did not expect it", () => {
    const stopped = [instance("i", [mark(0, "create-requested"), mark(9_000, "built"), mark(20_000, "terminating"), mark(25_000, "delete-ended"), mark(26_000, "guest-stopped")])];
    const by = (versions: readonly string[]): readonly string[] => rulesOf(advised({ trace: { instances: stopped, sources: [source({ versions })] } }));
    expect([by(["nova 2013.1"]), by(["nova 26.0.0"]), by([])]).toEqual([["late-events"], [], []]);
  });

  it("counts reloads of the DHCP agent that one would have done for", () => {
    const reloads = (everyMs: number): Case => ({ trace: { operations: series(12, everyMs, () => 0, { operation: "agent-step", name: "reload_allocations of network n", actor: agent("neutron-dhcp-agent") }) } });
    expect(textOf(reloads(1_000))).toContain("reloaded one network 12 times, once for each port; those within 5 s of another together would have been 3 reloads");
    expect(rulesOf(advised(reloads(6_000)))).toEqual([]);
  });

  it("counts calls to libvirt that grow with the guests already there", () => {
    const calls = Array.from({ length: 6 }, (_, boot) => series(2 + boot, 10, () => 5, { operation: "libvirt-api", name: "remoteDispatchDomainGetInfo", actor: bootOf(boot, { service: "libvirtd" }) })).flat();
    expect(textOf({ trace: { operations: calls, instances: boots(6) } })).toContain("1.0 more for each boot before it");
  });
});
