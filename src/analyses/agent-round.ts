import type { TimedOperation } from "../model/trace.ts";

/** Whether it is one whole round of the loop of neutron's Open vSwitch agent. */
export function isAgentRound({ operation, name }: Pick<TimedOperation, "operation" | "name">): boolean {
  return operation === "agent-step" && name === "rpc_loop";
}
