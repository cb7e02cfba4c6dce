import { bisectRight, median } from "d3-array";
import { mayBe } from "../analyses/releases.ts";
import { formatDuration } from "../lib/duration.ts";
import { formatCount, formatShare } from "../lib/quantity.ts";
import { trendOf } from "../lib/trend.ts";
import type { TimedOperation } from "../model/trace.ts";
import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { duringRun, forRun, lengthOf } from "./suggest.ts";

const LEAST_CALLS = 20;
const LEAST_FIT = 0.3;

/** How much slower a call is in a full queue than in an empty one. */
const LEAST_RATIO = 2;

/** Calls over the message bus take the longer the more are under way. */
export const rpcLatency: Remedy = {
  id: "rpc-latency",
  title: "Room for more calls on the message bus",
  references: ["https://docs.openstack.org/oslo.messaging/latest/configuration/opts.html", "https://docs.openstack.org/oslo.messaging/latest/admin/rabbit.html"],
  suggest: (findings) => {
    const during = duringRun(findings);
    const calls = during.filter(({ operation, open }) => operation === "rpc-call" && !open);
    if (calls.length < LEAST_CALLS) return [];
    const points = underWay(calls).map((number, index) => [number, lengthOf(calls[index] as TimedOperation)] as const);
    const trend = trendOf(points);
    const middle = median(points, ([number]) => number) ?? 0;
    const fewUs = median(points.filter(([number]) => number <= middle), ([, us]) => us);
    const manyUs = median(points.filter(([number]) => number > middle), ([, us]) => us);
    if (trend === undefined || trend.slope <= 0 || trend.fit < LEAST_FIT || fewUs === undefined || manyUs === undefined || manyUs < LEAST_RATIO * fewUs) return [];
    const answered = during.filter(({ operation }) => operation === "rpc-served");
    const handled = answered.length < LEAST_CALLS ? undefined : (median(answered, lengthOf) ?? 0) / Math.max(1, median(calls, lengthOf) ?? 1);
    const where = handled === undefined || handled > 1 ? "" : `; ${formatShare(handled)} of a typical call was the answering service's own work, the rest the bus and its queues`;
    return forRun(calls, {
      because: `Half of the ${formatCount(calls.length)} calls over the message bus took ${formatDuration(fewUs)} or more with up to ${formatCount(middle)} under way, ${formatDuration(manyUs)} with more${where}.`,
      guidance: inRelease(findings.releases.get("nova"), [
        { to: "Havana", text: "Raise `rpc_thread_pool_size` and `rpc_conn_pool_size` in the services' configuration, and run more nova-conductor processes." },
        {
          from: "Icehouse",
          to: "Kilo",
          text: "Raise `rpc_conn_pool_size` (30) and `rpc_thread_pool_size` (64), and the number of workers that answer; `rpc_response_timeout` only hides it.",
        },
        {
          from: "Liberty",
          to: "Yoga",
          text: "Raise `rpc_conn_pool_size` (30) and `executor_thread_pool_size` (64), and the number of workers that answer; `rpc_response_timeout` only hides it.",
        },
        {
          from: "Zed",
          to: "2023.2",
          text: "Raise `rpc_conn_pool_size` (30) and `executor_thread_pool_size` (64), and the number of workers that answer; `[oslo_messaging_rabbit] rabbit_quorum_queue = True` instead of mirrored queues. `rpc_response_timeout` only hides it.",
        },
        {
          from: "2024.1",
          text: "Raise `rpc_conn_pool_size` (30) and `executor_thread_pool_size` (64), and the number of workers that answer; in [oslo_messaging_rabbit] `rabbit_quorum_queue = True`, `rabbit_stream_fanout = True` and `use_queue_manager = True` make fewer and cheaper queues. `rpc_response_timeout` only hides it.",
        },
      ]),
      cost: mayBe(findings.releases.get("nova"), "Zed", undefined)
        ? "Changing the type of queues means that all services must be stopped and the old queues deleted."
        : "Each connection and each thread takes memory, on both sides.",
    });
  },
};

/** How many calls were under way as each began, itself included. */
function underWay(calls: readonly TimedOperation[]): readonly number[] {
  const starts = calls.map(({ startUs }) => startUs).sort((a, b) => a - b);
  const ends = calls.map(({ endUs }) => endUs).sort((a, b) => a - b);
  return calls.map(({ startUs }) => bisectRight(starts, startUs) - bisectRight(ends, startUs));
}
