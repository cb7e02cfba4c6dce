import { describe, expect, it } from "vitest";
import type { ActivityNode, Line } from "../../../src/analyses/what-if/activity.ts";
import { hostDemand, type HostDemand } from "../../../src/analyses/what-if/host-demand.ts";
import { accumulated, type Integral } from "../../../src/lib/integral.ts";
import type { GaugePoint } from "../../../src/model/trace.ts";
import type { Workplace } from "../../../src/analyses/what-if/workplace.ts";
import { boot, queue } from "./support/graphs.ts";

const SECOND_US = 1_000_000;
const SECONDS = 10;

const WORKERS = queue("permit|libvirtd|libvirtd workers", 20);

/** Of two cores 0.6 are in use for ten seconds, by these processes, as far as told. */
const gauges = (subjects: Readonly<Record<string, number>>): readonly GaugePoint[] =>
  Array.from({ length: SECONDS }, (_, index) => [
    { gauge: "cpu", subject: undefined, pid: undefined, share: 0.3, cores: 2 } as const,
    ...Object.entries(subjects).map(([subject, share], place) => ({ gauge: "process-cpu", subject, pid: place, share, cores: undefined }) as const),
  ].map((point): GaugePoint => ({ ...point, host: "h", atUs: (index + 1) * SECOND_US, intervalUs: SECOND_US }))).flat();

const ALL_THE_TIME: ActivityNode = { kind: "work", startUs: 0, endUs: SECONDS * SECOND_US };
const atWork: Line = boot(0, ALL_THE_TIME);
const inDaemon: Line = boot(0, { kind: "acquire", queue: 0 }, ALL_THE_TIME, { kind: "release", queue: 0 });

/** Cores that one line's work used on average, in the daemon and beside it. */
function usedOf(lines: readonly Line[], points: readonly GaugePoint[]): readonly [number, number] {
  const demand = hostDemand(points, lines, [WORKERS], [], undefined);
  const cpu = demand?.parts.find(({ kind }) => kind === "cpu");
  const mean = (of: Integral | undefined): number => (of === undefined ? Number.NaN : accumulated(of, 0, SECONDS * SECOND_US) / (SECONDS * SECOND_US));
  return [mean(cpu?.usedUs.daemon), mean(cpu?.usedUs.builder)];
}

describe("the cores that work on a host used", () => {
  it("are divided among the lines at work", () => {
    expect(usedOf([atWork, atWork], gauges({}))[1]).toBeCloseTo(0.3);
  });

  it("are no more than those of its processes where libvirt's daemon was at work; the rest is of the others", () => {
    const [daemon, beside] = usedOf([atWork, inDaemon], gauges({ libvirtd: 0.1, "nova-api": 0.5 }));
    expect(daemon).toBeCloseTo(0.1);
    expect(beside).toBeCloseTo(0.5);
  });

  it("are nobody's where clients kept an API server busy while the daemon alone was at work, for they do so whatever is done", () => {
    expect(usedOf([inDaemon, inDaemon], gauges({ libvirtd: 0.1, "nova-api": 0.5 }))[0]).toBeCloseTo(0.05);
  });

  it("count what QEMU used to start a guest as the daemon's", () => {
    expect(usedOf([inDaemon], gauges({ libvirtd: 0.1, "qemu-system-x86": 0.4 }))[0]).toBeCloseTo(0.5);
  });

  it.each([["no gauge tells of processes", {}], ["gauges tell of few of those that worked", { "nova-compute": 0.05 }]])("are divided evenly where %s", (_, told) => {
    const [daemon, beside] = usedOf([atWork, inDaemon], gauges(told));
    expect(daemon).toBeCloseTo(0.3);
    expect(beside).toBeCloseTo(0.3);
  });
});

describe("the one core of nova-compute", () => {
  /** For so many seconds each: what it uses of its core, while so many lines are at work in it. */
  const stretches = (...parts: readonly (readonly [seconds: number, share: number, lines: number])[]): { readonly points: readonly GaugePoint[]; readonly lines: readonly Line[] } => {
    const seconds = parts.flatMap(([count, share, lines]) => Array.from({ length: count }, () => ({ share, lines })));
    const points = seconds.flatMap(({ share }, index): readonly GaugePoint[] => [
      { gauge: "cpu", subject: undefined, pid: undefined, share: share / 8, cores: 8, host: "h", atUs: (index + 1) * SECOND_US, intervalUs: SECOND_US },
      { gauge: "process-cpu", subject: "nova-compute", pid: 1, share, cores: undefined, host: "h", atUs: (index + 1) * SECOND_US, intervalUs: SECOND_US },
    ]);
    const lines = seconds.flatMap(({ lines }, index) => Array.from({ length: lines }, () => boot(0, { kind: "work", startUs: index * SECOND_US, endUs: (index + 1) * SECOND_US })));
    return { points, lines };
  };
  /** How much of the time from one second to another work would have taken alone. */
  const alone = (demand: HostDemand | undefined, where: Workplace, fromS: number, toS: number): number =>
    demand === undefined ? Number.NaN : accumulated(demand.aloneUs[where], fromS * SECOND_US, toS * SECOND_US) / ((toS - fromS) * SECOND_US);

  it("stretched the work in it while it was full, by what one uses of it where there is room", () => {
    // Three use 0.2 each while there is room, ten 0.1 each once it is full.
    const { points, lines } = stretches([4, 0.6, 3], [4, 1, 10]);
    const demand = hostDemand(points, lines, [], [], undefined);
    expect(alone(demand, "builder", 0, 4)).toBeCloseTo(1);
    expect(alone(demand, "builder", 4, 8)).toBeCloseTo(0.5);
  });

  it("stretched nothing that libvirt's daemon or another service did, and is used by none of that", () => {
    const { points, lines } = stretches([4, 0.6, 3], [4, 1, 10]);
    const elsewhere = Array.from({ length: 10 }, () => boot(0, { kind: "acquire", queue: 0 }, { kind: "work", startUs: 0, endUs: 8 * SECOND_US }, { kind: "release", queue: 0 }));
    const demand = hostDemand(points, [...lines, ...elsewhere], [WORKERS], [], undefined);
    expect([alone(demand, "builder", 4, 8), alone(demand, "daemon", 4, 8), alone(demand, "service", 4, 8)]).toEqual([0.5, 1, 1].map((share) => expect.closeTo(share) as number));
    const builder = demand?.parts.find(({ kind }) => kind === "builder");
    expect([builder?.usedUs.builder, builder?.usedUs.daemon].map((used) => (used === undefined ? Number.NaN : accumulated(used, 4 * SECOND_US, 8 * SECOND_US) / SECOND_US))).toEqual([expect.closeTo(0.4) as number, 0]);
  });

  it("is all that one uses where no sample shows it with room", () => {
    const { points, lines } = stretches([6, 1, 10]);
    expect(alone(hostDemand(points, lines, [], [], undefined), "builder", 0, 6)).toBeCloseTo(0.1);
  });
});
