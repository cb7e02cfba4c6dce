import { group, max, sum } from "d3-array";
import { roundShare } from "../lib/share.ts";
import type { CpuUser } from "../model/run.ts";
import type { GaugePoint } from "../model/trace.ts";
import { untitled } from "./process-names.ts";
import { sampledUs } from "./sampled.ts";

/** Smaller users than this share of all processors are not told. */
const LEAST_SHARE = 0.02;

/** Names told, those that used most. */
const MOST = 5;

/**
 * Who used the processors between two instants: processes of one name together, on all hosts, as a share of the time that all processors had while they were
 * sampled. What ended within a sample is in none of the names where the sampler did not count it.
 */
export function cpuUsers(gauges: readonly GaugePoint[], fromUs: number, toUs: number): readonly CpuUser[] {
  const inside = (point: GaugePoint): number => point.share * sampledUs(point, fromUs, toUs);
  const hosts = group(gauges.filter(({ gauge }) => gauge === "cpu"), ({ host }) => host);
  const capacityUs = sum(hosts.values(), (points) => (max(points, (point) => point.cores) ?? 1) * sum(points, (point) => sampledUs(point, fromUs, toUs)));
  if (capacityUs <= 0) return [];
  const named = gauges.filter(({ gauge, subject }) => gauge === "process-cpu" && subject !== undefined);
  return [...group(named, ({ subject }) => untitled(subject ?? ""))]
    .map(([process, points]) => ({
      process,
      processes: group(
        points.filter((point) => inside(point) > 0),
        ({ host, pid }) => `${host ?? ""}|${pid ?? ""}`,
      ).size,
      share: sum(points, inside) / capacityUs,
    }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share || (a.process < b.process ? -1 : 1))
    .slice(0, MOST)
    .map((user) => ({ ...user, share: roundShare(user.share) }));
}
