import { group, max } from "d3-array";
import { isAgentRound } from "../analyses/agent-round.ts";
import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import { trendOf } from "../lib/trend.ts";
import type { TimedOperation } from "../model/trace.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, Remedy, Suggestion } from "./remedy.ts";
import { duringRun, forRun, lengthOf, totalLengthUs } from "./suggest.ts";

/** `polling_interval` unless set: a turn that takes longer delays the next, µs. */
const POLLING_INTERVAL_US = 2_000_000;

/** Turns over their interval, together, that are worth a change, µs. */
const LONG_OVERRUN_US = 3_000_000;
const LEAST_TURNS = 5;
const LEAST_FIT = 0.5;

/** The turns of the agent's loop take longer the more ports there are, and new ports wait for the next turn. */
export const agentLoop: Remedy = {
  id: "agent-loop",
  title: "Shorter turns of the network agent's loop",
  references: ["https://docs.openstack.org/neutron/latest/admin/deploy-ovs.html", "https://opendev.org/openstack/neutron/commit/364e97b441"],
  suggest: (findings) => {
    const during = duringRun(findings);
    const turns = during.filter(isAgentRound);
    const overruns = during.filter(({ operation, name }) => operation === "periodic-overrun" && name === "rpc_loop");
    const agents = [...group([...turns, ...overruns], ({ actor }) => `${actor.host ?? ""}|${actor.service}|${actor.pid ?? ""}`).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    return agents.flatMap(([, own]) => ofAgent(own, findings));
  },
};

function ofAgent(own: readonly TimedOperation[], findings: Findings): readonly Suggestion[] {
  const turns = own.filter(({ operation }) => operation === "agent-step");
  const overUs = turns.length > 0 ? turns.reduce((sum, turn) => sum + Math.max(0, lengthOf(turn) - POLLING_INTERVAL_US), 0) : totalLengthUs(own);
  if (overUs < LONG_OVERRUN_US) return [];
  const longest = max(own, lengthOf) ?? 0;
  return forRun(own, {
    because: `The loop of the network agent overran its interval by ${formatDuration(overUs)} in ${countOf(own.length, "turn")}, once by ${formatDuration(turns.length > 0 ? longest - POLLING_INTERVAL_US : longest)}${growth(turns, findings)}; a new port waits for the next turn.`,
    guidance: inRelease(findings.releases.get("neutron"), [
      { to: "Grizzly", text: "Upgrade, or carry the later change back: the agent asks Open vSwitch about every interface in every turn." },
      {
        from: "Havana",
        text: "Keep `[agent] minimize_polling = True`, so that the agent acts on what changed only; raise `report_interval` where reports fail meanwhile, and keep the server's `agent_down_time` at twice that or more. Fewer rules and a root helper that stays running shorten each turn.",
      },
    ]),
    cost: "A longer report interval means that a dead agent is noticed later.",
  });
}

/** How much longer a turn takes for each boot that came before it. */
function growth(turns: readonly TimedOperation[], { study: { boots } }: Findings): string {
  if (turns.length < LEAST_TURNS) return "";
  const trend = trendOf(turns.map((turn) => [boots.filter(({ requestUs }) => requestUs !== undefined && requestUs <= turn.startUs).length, lengthOf(turn)]));
  return trend === undefined || trend.fit < LEAST_FIT || trend.slope <= 0 ? "" : `, ${formatDuration(trend.slope)} more for each boot`;
}
