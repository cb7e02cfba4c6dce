import { describe, expect, it } from "vitest";
import type { ActivityNode, Line } from "../../../src/analyses/what-if/activity.ts";
import { hostDemand, type HostDemand } from "../../../src/analyses/what-if/host-demand.ts";
import { accumulated } from "../../../src/lib/integral.ts";
import type { GaugePoint } from "../../../src/model/trace.ts";
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
  const mean = (of: HostDemand["aloneUs"] | undefined): number => (of === undefined ? Number.NaN : accumulated(of, 0, SECONDS * SECOND_US) / (SECONDS * SECOND_US));
  return [mean(cpu?.usedByDaemonUs), mean(cpu?.usedUs)];
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
