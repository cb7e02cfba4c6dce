import type { ActivityGraph, ActivityNode, Line, Queue } from "../../../../src/analyses/what-if/activity.ts";
import type { HostDemand, Part } from "../../../../src/analyses/what-if/host-demand.ts";
import { layOut } from "../../../../src/analyses/what-if/layout.ts";
import { compiler } from "../../../../src/analyses/what-if/program.ts";
import { replay, type Outcome, type UnfairOrder } from "../../../../src/analyses/what-if/replay.ts";
import type { Scenario } from "../../../../src/analyses/what-if/scenario.ts";
import type { Workplace } from "../../../../src/analyses/what-if/workplace.ts";
import type { Integral } from "../../../../src/lib/integral.ts";

/** Activity graphs built by hand, in milliseconds. All work takes place at the beginning of the trace unless its time matters. */
export function work(ms: number, cause?: string): ActivityNode {
  return { kind: "work", startUs: 0, endUs: ms * 1000, ...(cause !== undefined && { cause }) };
}

export const acquire = (queue: number): ActivityNode => ({ kind: "acquire", queue });
export const release = (queue: number): ActivityNode => ({ kind: "release", queue });
export const READY: ActivityNode = { kind: "ready" };
export const GONE: ActivityNode = { kind: "gone" };

export function boot(atMs: number, ...nodes: readonly ActivityNode[]): Line {
  return { role: "boot", host: "h", instance: undefined, start: { kind: "fixed", atUs: atMs * 1000 }, nodes: [...nodes, READY] };
}

export function beside(...nodes: readonly ActivityNode[]): Line {
  return { role: "boot", host: "h", instance: undefined, start: { kind: "forked" }, nodes };
}

export function queue(key: string, permits = 1, fair = true): Queue {
  return { identity: key, key, permits, fair };
}

export function graphOf(lines: readonly Line[], resources: readonly Queue[] = []): ActivityGraph {
  return { lines, resources, fromUs: 0, guests: new Map(), observed: { makespanUs: undefined, deletesUs: undefined } };
}

function everywhere(integral: Integral): Readonly<Record<Workplace, Integral>> {
  return { builder: integral, service: integral, daemon: integral };
}

/** A host on which a second of every work is so many seconds of CPU time, and takes a second alone. */
export function cores(capacity: number, ofOne = 1, host = "h", kind: Part["kind"] = "cpu"): ReadonlyMap<string | undefined, HostDemand> {
  const ramp = (rate: number): Integral => ({ atUs: [0, 1e9], sum: [0, rate * 1e9] });
  return new Map([[host, { parts: [{ kind, capacity, usedUs: everywhere(ramp(ofOne)) }], cores: capacity, cpuUs: { atUs: [], sum: [] }, stretched: false, aloneUs: everywhere(ramp(1)) }]]);
}

/** Makespan in ms. */
export function played(graph: ActivityGraph, scenario: Scenario = [], demands: ReadonlyMap<string | undefined, HostDemand> = new Map(), order?: UnfairOrder): number | undefined {
  const { makespanUs } = outcome(graph, scenario, demands, order);
  return makespanUs === undefined ? undefined : makespanUs / 1000;
}

export function outcome(graph: ActivityGraph, scenario: Scenario = [], demands: ReadonlyMap<string | undefined, HostDemand> = new Map(), order?: UnfairOrder): Outcome {
  return replay(compiler(layOut(graph, demands))(scenario), order);
}
