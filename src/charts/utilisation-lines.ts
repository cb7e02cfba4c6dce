import { descending, group, mean } from "d3-array";
import type { GaugeSeries } from "../model/report.ts";

/** How busy the processors of one host, or its busiest disk, were; each point is the middle of what it is the mean of. */
export interface UtilisationLine {
  readonly gauge: "cpu" | "disk";
  readonly host: string | null;
  readonly points: readonly { readonly atUs: number; readonly share: number }[];
}

/** More lines than these cannot be told apart: of more hosts, the busiest are drawn. */
const HOSTS = 3;

/** As many as a drawing has units of width; of more, the mean of some that follow one another. */
const MOST_POINTS = 800;

/** Inside a stretch of time. */
export function utilisationLines(gauges: readonly GaugeSeries[], fromUs: number, toUs: number): readonly UtilisationLine[] {
  const inside = gauges
    .map((series) => ({ ...series, points: series.points.filter(({ atUs, intervalUs }) => atUs > fromUs && atUs - intervalUs < toUs) }))
    .filter(({ points }) => points.length > 0);
  const load = ({ points }: GaugeSeries): number => mean(points, ({ share }) => share) ?? 0;
  const of = (gauge: UtilisationLine["gauge"]): readonly UtilisationLine[] => {
    const busiestOfHosts = [
      ...group(
        inside.filter((series) => series.gauge === gauge),
        ({ host }) => host,
      ).values(),
    ].flatMap((series) => [...series].sort((a, b) => descending(load(a), load(b))).slice(0, 1));
    return busiestOfHosts
      .sort((a, b) => descending(load(a), load(b)))
      .slice(0, HOSTS)
      .map(({ host, points }) => ({ gauge, host, points: drawn(points, fromUs, toUs) }));
  };
  return [...of("cpu"), ...of("disk")];
}

function drawn(points: GaugeSeries["points"], fromUs: number, toUs: number): UtilisationLine["points"] {
  const size = Math.ceil(points.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const some = points.slice(index * size, (index + 1) * size);
    const middleUs = mean(some, ({ atUs, intervalUs }) => atUs - intervalUs / 2) ?? fromUs;
    return { atUs: Math.max(fromUs, Math.min(toUs, middleUs)), share: mean(some, ({ share }) => share) ?? 0 };
  });
}
