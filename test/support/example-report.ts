import type { Evidence } from "../../src/model/evidence.ts";
import type { Hotspot } from "../../src/model/hotspot.ts";
import type { Instance, Step } from "../../src/model/instance.ts";
import type { Quantiles } from "../../src/model/measures.ts";
import type { Report } from "../../src/model/report.ts";

/** 2026-11-22 14:57:10.920 UTC */
const T0 = Date.UTC(2026, 10, 22, 14, 57, 10, 920) * 1000;
const s = (seconds: number): number => Math.round(seconds * 1_000_000);

const COMPUTE = "logs/zed-1/nova-compute.log";
const LIBVIRTD = "logs/zed-1/libvirtd.log";

/** ESC sequence, pipe, tag, backticks, line end, bidi override. */
export const HOSTILE = "a|b\u001b[31m<script>alert(1)</script>```\n## x\u202egnp";

const quantiles = (total: number, p50: number, p95: number, max: number, count: number): Quantiles => ({
  total,
  mean: Math.round(total / count),
  p50,
  p95,
  max,
  count,
});

const evidence = (file: string, line: number, text: string): Evidence => ({ file, line, text });

function step(name: string, kind: Step["kind"], fromS: number, toS: number, more: Partial<Step> = {}): Step {
  return {
    name,
    phase: more.phase ?? "create",
    kind,
    startUs: T0 + s(fromS),
    endUs: T0 + s(toS),
    resource: more.resource ?? null,
    holder: more.holder ?? null,
    evidence: more.evidence ?? [],
    children: more.children ?? [],
  };
}

const waitLine =
  '2026-11-22 14:57:23.320 2214 DEBUG oslo_concurrency.lockutils [None req-5f0c9b1e-6a55-4f0e-9f0c-0d3f5a7a1c11 demo demo] Lock "compute_resources" acquired by "nova.compute.resource_tracker.ResourceTracker.instance_claim" :: waited 9.412s inner /usr/lib/python3/dist-packages/oslo_concurrency/lockutils.py:404';

const ready: Instance = {
  id: "6f1c3d52-0a55-4a86-9d6e-4a4e0c1b7701",
  name: "bench-001",
  domain: "instance-00000005",
  host: "zed-1",
  requestIds: ["req-5f0c9b1e-6a55-4f0e-9f0c-0d3f5a7a1c11"],
  libvirtdThreads: [4711],
  outcome: "ready",
  fault: null,
  requestUs: T0,
  activeUs: T0 + s(22),
  readyUs: T0 + s(24.1),
  deleteUs: T0 + s(90),
  goneUs: T0 + s(93.2),
  buildUs: s(20.7),
  spawnUs: s(8.2),
  waitUs: s(13.6),
  unexplainedUs: s(1.4),
  criticalPath: [
    { startUs: T0, endUs: T0 + s(4.2), instance: "6f1c3d52-0a55-4a86-9d6e-4a4e0c1b7701", kind: "work", name: "request", resource: null },
    { startUs: T0 + s(4.2), endUs: T0 + s(13.6), instance: null, kind: "work", name: "ResourceTracker.instance_claim", resource: "compute_resources" },
    { startUs: T0 + s(13.6), endUs: T0 + s(24.1), instance: "6f1c3d52-0a55-4a86-9d6e-4a4e0c1b7701", kind: "work", name: "image", resource: null },
  ],
  steps: [
    step("request", "work", 0, 0.8),
    step("schedule", "unexplained", 0.8, 2.2),
    step("claim", "wait", 2.2, 11.6, { resource: "compute_resources", holder: "instance_claim of bench-002", evidence: [evidence(COMPUTE, 1042, waitLine)] }),
    step("claim", "work", 11.6, 11.7),
    step("image", "work", 11.7, 13.4, { children: [step("qemu-img convert", "work", 11.8, 12.1), step("fetch_image", "wait", 12.1, 13.2, { resource: "<sha1>", holder: "req-77" })] }),
    step("define", "work", 13.4, 14),
    step("launch", "work", 14, 18, {
      children: [step("start guest", "work", 14, 17.2, { children: [step("query-commands", "work", 16.0004, 16.0021)] }), step("allocate network", "work", 2.3, 15.4)],
    }),
    step("vif plugged", "wait", 18, 22, { resource: "network-vif-plugged-<uuid>", holder: "neutron-server" }),
    step("first echo reply", "work", 22, 24.1, { phase: "ping" }),
    step("destroy guest", "work", 90, 92.1, { phase: "delete" }),
    step("deallocate", "wait", 92.1, 93.2, { phase: "delete", resource: "refresh_cache-<uuid>" }),
  ],
};

const failed: Instance = {
  ...ready,
  id: "0d9b7b9e-41a3-4a0a-bf37-6f2a4bb4c202",
  name: HOSTILE,
  domain: null,
  requestIds: [],
  libvirtdThreads: [],
  outcome: "error",
  fault: `No valid host was found. ${HOSTILE}`,
  requestUs: T0 + s(0.2),
  activeUs: null,
  readyUs: null,
  deleteUs: null,
  goneUs: null,
  buildUs: null,
  spawnUs: null,
  waitUs: 0,
  unexplainedUs: s(0.2),
  steps: [step(HOSTILE, "wait", 0.2, 3.4, { resource: HOSTILE, holder: HOSTILE, evidence: [evidence(HOSTILE, 7, HOSTILE)] })],
};

const unfinished: Instance = {
  ...failed,
  id: `instance-${"long-".repeat(30)}00000007`,
  name: null,
  domain: "instance-00000007",
  outcome: "unfinished",
  fault: null,
  steps: [],
};

const lock: Hotspot = {
  id: "H1",
  kind: "lock",
  service: "nova-compute",
  resource: "compute_resources",
  inferred: false,
  basis: null,
  option: null,
  permits: 1,
  hosts: ["zed-1"],
  processes: ["2214"],
  locks: 1,
  acquisitions: 412,
  contentions: 37,
  instances: 3,
  maxQueueDepth: 9,
  queueDepth: [{ atUs: T0 + s(2.2), waiting: 1 }, { atUs: T0 + s(4), waiting: 9 }, { atUs: T0 + s(11.6), waiting: 2 }, { atUs: T0 + s(92), waiting: 0 }],
  waitUs: quantiles(s(231.4), 1700, s(9.1), s(9.412), 412),
  contendedUs: { min: 1200, p50: s(6.31), p95: s(9.31), max: s(9.412) },
  holdUs: quantiles(s(41.2), 84_000, s(1.31), s(3.35), 412),
  censoredBelowUs: null,
  waitByPhaseUs: { create: s(201.2), ping: 0, ssh: 0, delete: s(12.4), background: s(17.8) },
  ownWaitUs: s(180),
  inheritedWaitUs: s(40),
  unattributedWaitUs: s(11.4),
  inheritedFrom: [{ kind: "lock", service: "nova-compute", resource: HOSTILE, waitUs: s(36.5) }, { kind: "event", service: "nova-compute", resource: "network-vif-plugged", waitUs: s(3.5) }],
  heldFor: [{ name: "conductor calls (not logged)", waitCausedUs: s(120) }, { name: `GET ${HOSTILE} in placement-api`, waitCausedUs: s(60) }, { name: "waiting for network-vif-plugged", waitCausedUs: s(40) }],
  boundUs: { software: s(150), cpu: s(40), disk: s(1.2), unknown: s(10) },
  blockedUs: s(31.2),
  utilisation: 0.973,
  onPathUs: s(19.3),
  prediction: { makespanUs: s(20.2), lowUs: s(18.9), highUs: s(22.1), savedUs: s(3.9), deletesUs: s(2.4), deletesSavedUs: s(0.8) },
  holders: [
    { name: "nova.compute.resource_tracker.ResourceTracker.instance_claim", waitCausedUs: s(151.2), count: 20 },
    { name: "nova.compute.resource_tracker.ResourceTracker._update_available_resource", waitCausedUs: s(61.1), count: 2 },
    { name: "update_usage", waitCausedUs: s(5), count: 1 },
    { name: "abort_instance_claim", waitCausedUs: s(2.7), count: 1 },
  ],
  waiters: [
    { name: "bench-001", waitUs: s(9.4), count: 1 },
    { name: HOSTILE, waitUs: s(3.2), count: 4 },
  ],
  chains: [
    {
      waiter: "bench-001: ResourceTracker.instance_claim",
      waitUs: s(9.4),
      links: [
        { holder: "bench-002: ResourceTracker.instance_claim", resource: "compute_resources", heldUs: s(3.35), holds: 9, waitsFor: HOSTILE, doing: null },
        { holder: HOSTILE, resource: HOSTILE, heldUs: s(2.9), holds: 1, waitsFor: null, doing: "GET /allocations/<uuid> in placement-api" },
      ],
      evidence: [evidence(COMPUTE, 1042, waitLine)],
    },
  ],
  patterns: [
    { code: "convoy", text: `${HOSTILE} held it for 3.35 s and left 9 waiting; the queue took 4.00 s more to go, though the other holds took 84 ms (median)`, costUs: s(20), evidence: [evidence(COMPUTE, 1077, waitLine)] },
    { code: "deadlock-suspect", text: "holders waited for one another in a circle for 2.00 s: a → b", costUs: null, evidence: [] },
  ],
  open: { waiting: 2, held: 1 },
  advice: [
    {
      remedy: "compute-resources-fair",
      first: false,
      title: "A longer interval of the resource update",
      text: "The claim of every boot takes this lock while the periodic resource update holds it for 3.35 s. Raise update_resources_interval in nova.conf so that it runs less often.",
      cost: "Changes in the hypervisor are noticed later.",
      appliesTo: "Zed",
      references: ["https://docs.openstack.org/nova/zed/configuration/config.html#DEFAULT.update_resources_interval"],
      evidence: [evidence(COMPUTE, 1042, waitLine)],
    },
  ],
  evidence: [evidence(COMPUTE, 1042, waitLine), evidence(COMPUTE, 1077, waitLine)],
};

const event: Hotspot = {
  ...lock,
  id: "H2",
  kind: "event",
  service: "nova-compute",
  resource: "network-vif-plugged-<uuid>",
  acquisitions: 3,
  contentions: 3,
  maxQueueDepth: 3,
  queueDepth: [{ atUs: T0 + s(18), waiting: 3 }, { atUs: T0 + s(22), waiting: 0 }],
  permits: null,
  locks: 3,
  waitUs: quantiles(s(12), s(4), s(4.3), s(4.32), 3),
  contendedUs: { min: s(3.68), p50: s(4), p95: s(4.29), max: s(4.32) },
  holdUs: null,
  waitByPhaseUs: { create: s(12), ping: 0, ssh: 0, delete: 0, background: 0 },
  ownWaitUs: 0,
  inheritedWaitUs: 0,
  unattributedWaitUs: s(12),
  inheritedFrom: [],
  heldFor: [],
  boundUs: { software: s(3), cpu: s(9), disk: 0, unknown: 0 },
  blockedUs: s(5.1),
  utilisation: null,
  onPathUs: null,
  prediction: null,
  holders: [],
  waiters: [],
  chains: [],
  patterns: [],
  open: { waiting: 0, held: 0 },
  advice: [],
  evidence: [evidence(COMPUTE, 2210, "2026-11-22 14:57:32.920 2214 DEBUG nova.compute.manager Instance event wait completed in 4 seconds for network-vif-plugged")],
};

const permit: Hotspot = {
  ...event,
  id: "H3",
  kind: "permit",
  resource: "nova-compute build slots",
  inferred: true,
  basis: "10 boots inside for 94 % of the backlog, never more; 9 starts follow an end",
  option: "[DEFAULT] max_concurrent_builds",
  permits: 10,
  acquisitions: null,
  contentions: 2,
  locks: 1,
  waitUs: quantiles(s(3.1), s(1.5), s(1.6), s(1.6), 2),
  contendedUs: { min: s(1.5), p50: s(1.55), p95: s(1.595), max: s(1.6) },
  waitByPhaseUs: { create: s(3.1), ping: 0, ssh: 0, delete: 0, background: 0 },
  unattributedWaitUs: 0,
  ownWaitUs: s(3.1),
  holders: [{ name: "bench-003", waitCausedUs: s(1.6), count: 1 }],
  evidence: [],
};

const job: Hotspot = {
  ...lock,
  id: "H4",
  kind: "job",
  service: "libvirtd",
  resource: HOSTILE,
  acquisitions: 80,
  contentions: 6,
  censoredBelowUs: 1000,
  waitUs: quantiles(s(77), 0, s(12), s(31.5), 80),
  contendedUs: { min: 1200, p50: s(11.4), p95: s(27.1), max: s(31.5) },
  waitByPhaseUs: { create: 0, ping: 0, ssh: 0, delete: 0, background: s(77) },
  prediction: null,
  holders: [{ name: HOSTILE, waitCausedUs: s(70), count: 6 }],
  advice: [],
  evidence: [evidence(LIBVIRTD, 99, HOSTILE)],
};

/** Complete by hand: every outcome, nested steps, four kinds of hotspot, hostile and long names. */
export const exampleReport: Report = {
  schemaVersion: 1,
  tool: { version: "0.1.0" },
  inputs: [
    {
      path: LIBVIRTD,
      host: "zed-1",
      service: "libvirtd",
      format: "libvirtd",
      layout: "debug",
      versions: ["8.0.0"],
      bytes: 57_212_004,
      lines: 412_003,
      records: 400_120,
      fromUs: T0 - s(5),
      toUs: T0 + s(100),
    },
    {
      path: COMPUTE,
      host: "zed-1",
      service: "nova-compute",
      format: "oslo-log",
      layout: null,
      versions: [],
      bytes: 3_400_000,
      lines: 21_004,
      records: 20_811,
      fromUs: T0 - s(9),
      toUs: T0 + s(99),
    },
    { path: "logs/zed-1/dmesg.txt", host: null, service: null, format: null, layout: null, versions: [], bytes: 812, lines: 9, records: 0, fromUs: null, toUs: null },
  ],
  filter: { sinceUs: T0 - s(10), untilUs: null, instance: null, request: null, host: "zed-1" },
  clocks: [
    { host: "zed-1", sources: [COMPUTE, "logs/zed-1/nova-api.log"], clock: "local", offsetUs: s(-3600), how: "matched", basis: "3 guests started in both logs, within 12 ms." },
    { host: "zed-1", sources: [LIBVIRTD], clock: "utc", offsetUs: 0, how: "stated", basis: "libvirtd writes UTC." },
    { host: null, sources: ["logs/phases.csv"], clock: "local", offsetUs: 0, how: "assumed", basis: "Nothing in it is in another log." },
  ],
  clockOffsets: [{ host: "cmp-02", reference: "cmp-01", offsetUs: 812_000, lowUs: 812_000, highUs: 2_300_000, basis: "40 pairs of cause and effect on both hosts, of which 31 stood the wrong way round, by up to 812 ms" }],
  run: {
    requested: 3,
    ready: 1,
    error: 1,
    unfinished: 1,
    faults: [{ reason: `NoValidHost: ${HOSTILE}`, boots: 1, instances: ["bench-002"] }],
    restarts: [{ service: "libvirtd", host: HOSTILE, atUs: T0 + s(12), evidence: [evidence("logs/libvirtd.log", 97_237, `libvirt version: 9.0.0 ${HOSTILE}`)] }],
    readyBy: "ping",
    fromUs: T0,
    toUs: T0 + s(93.2),
    makespanUs: s(24.1),
    bootUs: quantiles(s(24.1), s(24.1), s(24.1), s(24.1), 1),
    firstReadyUs: T0 + s(24.1),
    lastReadyUs: T0 + s(24.1),
    deleteUs: quantiles(s(3.2), s(3.2), s(3.2), s(3.2), 1),
    deleted: 1,
    unexplainedUs: s(1.8),
    perInstanceUs: s(1.35),
    scaling: { perInstanceUs: s(1.35), serialFraction: 0.25, speedup: 3.48, singleBootUs: s(7.9), twice: { lowUs: s(72.4), highUs: s(126.4) }, reason: null },
    hosts: ["zed-1"],
    releases: [
      { service: "libvirt", from: "8.0.0", to: "9.0.0", basis: "libvirt 8.0.0, libvirt 9.0.0" },
      { service: "neutron", from: "Zed", to: null, basis: "oslo.log >= 4.8 (Zed or later)" },
      { service: "nova", from: "Zed", to: "Zed", basis: "nova 26.2.2" },
    ],
    hardware: { cpuMean: 0.34, cpuMax: 0.71, cores: 2, diskMean: 0.12, diskMax: 0.4, disk: "vda", fullCores: [{ process: "nova-conductor", pid: 1042, host: "zed-1", fullUs: s(14) }], cpuUsers: [{ process: "nova-conductor", processes: 3, share: 0.21 }, { process: "qemu-system-x86", processes: 2, share: 0.05 }] },
    boundUs: { software: s(9), cpu: s(0.5), disk: 0, unknown: s(0.5) },
    criticalPath: [
      { startUs: T0, endUs: T0 + s(1.1), instance: null, kind: "arrival", name: "not yet requested", resource: null, evidence: [] },
      { startUs: T0 + s(1.1), endUs: T0 + s(12.1), instance: ready.id, kind: "work", name: HOSTILE, resource: null, evidence: [] },
      { startUs: T0 + s(12.1), endUs: T0 + s(20.1), instance: null, kind: "work", name: "ResourceTracker.update_usage", resource: "compute_resources", evidence: [evidence(COMPUTE, 1042, waitLine)] },
      { startUs: T0 + s(20.1), endUs: T0 + s(24.1), instance: ready.id, kind: "wait", name: "wait for network-vif-plugged", resource: "network-vif-plugged", evidence: [] },
    ],
    fixOrder: [
      { hotspot: "H1", resource: lock.resource, makespanUs: s(20.2), savedUs: s(3.9), next: "H2", limitedBy: "software" },
      { hotspot: "H2", resource: event.resource, makespanUs: s(18.2), savedUs: s(2), next: null, limitedBy: "cpu" },
    ],
    limitedBy: "software",
    worstSecond: {
      startUs: T0 + s(4),
      endUs: T0 + s(5),
      waitUs: s(9),
      resources: [
        {
          kind: "lock", service: "nova-compute", resource: "compute_resources", waitUs: s(8.6),
          waiters: [{ name: "bench-001", waitUs: s(1) }, { name: HOSTILE, waitUs: s(0.6) }, { name: "background work of nova-compute[2214]", waitUs: s(7) }], moreWaiters: 2,
          holders: [{ name: "bench-002", waitCausedUs: s(8.6), waitsFor: "<sha1>" }], moreHolders: 1,
        },
        { kind: "lock", service: "nova-compute", resource: "<sha1>", waitUs: s(0.4), waiters: [{ name: "bench-002", waitUs: s(0.4) }], moreWaiters: 0, holders: [], moreHolders: 0 },
      ],
      moreResources: 1,
    },
  },
  otherRuns: [{ fromUs: T0 - s(7200), toUs: T0 - s(7100), requested: 10, ready: 10, error: 0, unfinished: 0, makespanUs: s(17.2), waitUs: s(88) }],
  instances: [ready, failed, unfinished],
  hotspots: [lock, event, permit, job],
  advice: [
    {
      remedy: "token-checks",
      first: false,
      title: "Let services remember checked tokens",
      text: "Keystone checked tokens 31 times. Set `[keystone_authtoken] memcached_servers`.",
      cost: null,
      appliesTo: null,
      references: [],
      evidence: [],
    },
  ],
  gauges: [{ gauge: "cpu", host: "zed-1", subject: null, pid: null, points: [{ atUs: T0, intervalUs: s(1), share: 0.34 }] }],
  blindSpots: [
    {
      code: "no-neutron-debug",
      title: "neutron-server writes no debug lines",
      detail: "What the network service did between the request for a port and its event does not show.",
      fix: "Set debug = True in neutron.conf.",
    },
  ],
  unexplained: [
    { from: "Starting instance...", to: HOSTILE, boots: 2, totalUs: s(1.6), maxUs: s(1.4), fix: "Set `debug = True` in the [DEFAULT] section of the configuration of nova-compute.", evidence: [evidence(COMPUTE, 1040, waitLine)] },
    { from: null, to: "Took <n> seconds to build instance.", boots: 1, totalUs: s(0.2), maxUs: s(0.2), fix: null, evidence: [] },
  ],
  diagnostics: [
    {
      code: "oslo-unparsable",
      severity: "warning",
      message: "Lines that look like a lock message but fit no known form",
      count: 3,
      examples: [{ file: COMPUTE, line: 77, text: HOSTILE }, { file: HOSTILE, line: null, text: null }],
      hint: "Report the lines, so that the form can be added.",
    },
    { code: "rotated", severity: "info", message: "Rotated files were read as one", count: 1, examples: [], hint: null },
  ],
};

/** As read from logs in which nothing known happened. */
export const emptyReport: Report = {
  ...exampleReport,
  inputs: [],
  filter: { sinceUs: null, untilUs: null, instance: null, request: null, host: null },
  clocks: [],
  clockOffsets: [],
  run: {
    requested: 0,
    ready: 0,
    error: 0,
    unfinished: 0,
    faults: [],
    restarts: [],
    readyBy: "active",
    fromUs: T0,
    toUs: T0,
    makespanUs: null,
    bootUs: null,
    firstReadyUs: null,
    lastReadyUs: null,
    deleteUs: null,
    deleted: 0,
    unexplainedUs: 0,
    perInstanceUs: null,
    scaling: { perInstanceUs: null, serialFraction: null, speedup: null, singleBootUs: null, twice: null, reason: "these logs hold no boot" },
    hosts: [],
    releases: [],
    hardware: null,
    boundUs: { software: 0, cpu: 0, disk: 0, unknown: 0 },
    criticalPath: [],
    fixOrder: [],
    limitedBy: null,
    worstSecond: null,
  },
  otherRuns: [],
  instances: [],
  hotspots: [],
  advice: [],
  gauges: [],
  blindSpots: [],
  unexplained: [],
  diagnostics: [],
};

/** Locks only, as from a lock trace without any boot. */
export const locksOnlyReport: Report = {
  ...emptyReport,
  inputs: exampleReport.inputs.slice(0, 1),
  hotspots: [{ ...job, id: "H1", resource: "virMutexLock <- qemuDomainObjBeginJob", instances: 0, blockedUs: 0, holders: job.holders.map((holder) => ({ ...holder, name: "tid 4711" })) }],
};
