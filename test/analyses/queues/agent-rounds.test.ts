import { describe, expect, it } from "vitest";
import { agentLogOf, isNetworkServiceFree, servedInRounds } from "../../../src/analyses/queues/agent-rounds.ts";
import { actor, bootOf, life, operation } from "../../support/traces.ts";

const agent = actor({ service: "neutron-openvswitch-agent" });

/** A round of the agent's loop, ms, and when it turned to the ports of which boots in it. */
function round(startMs: number, endMs: number, turnedMs: Readonly<Record<number, number>> = {}) {
  return [
    operation(startMs, endMs, { operation: "agent-step", name: "rpc_loop", actor: agent }),
    ...Object.entries(turnedMs).map(([boot, atMs]) => operation(atMs, atMs, { operation: "agent-step", name: `port ${boot}`, actor: { ...agent, instance: Number(boot) } })),
  ];
}

function expected(instance: number, freeMs: number, receivedMs: number, neededMs?: number) {
  const neededUs = neededMs === undefined ? undefined : neededMs * 1000;
  return { instance, freeUs: freeMs * 1000, event: { event: "network-vif-plugged", preparedUs: freeMs * 1000, neededUs, receivedUs: receivedMs * 1000, place: { source: 0, line: 1 } } };
}

describe("the rounds of the network agent's loop", () => {
  const log = agentLogOf([
    round(0, 2), round(400, 402),
    // Two ports: 100 ms each, and 2 ms to look around.
    round(800, 1002, { 0: 810, 1: 910 }),
    // One that came meanwhile.
    round(1022, 1124, { 2: 1030 }),
    round(1600, 1602),
  ].flat());
  const [first, second, third] = servedInRounds([expected(0, 300, 950), expected(1, 500, 1060), expected(2, 700, 1180)], log);

  it("set up its ports one after another, each for the same part of what the round took", () => {
    expect([first, second, third].map((one) => one && [one.startUs / 1000, one.endUs / 1000])).toEqual([[802, 902], [902, 1002], [1024, 1124]]);
  });

  it("finds at its start what came since the round before began, and makes it wait for the end of a busy one", () => {
    expect([first, second].map((one) => one && [one.preparedUs / 1000, one.requestUs / 1000])).toEqual([[400, 800], [500, 800]]);
    // Its port was free from 700 on; the others were seen 500 and 300 ms after they were, by the median 400.
    expect(third && [third.preparedUs / 1000, third.requestUs / 1000]).toEqual([800, 1022]);
    const [waiting] = servedInRounds([expected(2, 450, 1180)], log);
    expect(waiting?.requestUs).toBe(800_000);
  });

  it("was over for a port when its event was there", () => {
    expect(servedInRounds([expected(0, 300, 850), expected(1, 500, 1060)], log)[0]).toMatchObject({ startUs: 750_000, endUs: 850_000 });
  });

  it("had events on their way for as long as most were, and no longer where one was received late", () => {
    const late = servedInRounds([expected(0, 300, 950), expected(1, 500, 1060), expected(2, 700, 9000)], log);
    // 0, 58 and 7876 ms after the end of their rounds.
    expect(late.map((one) => (one?.arrivedUs ?? 0) / 1000)).toEqual([950, 1060, 1182]);
  });

  it("tells nothing of ports that no line names, nor in rounds that did no work", () => {
    expect(servedInRounds([expected(7, 300, 950)], log)).toEqual([undefined]);
    expect(servedInRounds([expected(0, 0, 500)], agentLogOf([...round(0, 2), ...round(400, 402, { 0: 401 })]))).toEqual([undefined]);
  });
});

describe("the network service", () => {
  const call = (waitMs: number) => life(0, waitMs, waitMs + 100, { resource: "service", actor: bootOf(0, { service: "neutron-server" }) });

  it("is free while boots hardly wait for it", () => {
    expect([isNetworkServiceFree([]), isNetworkServiceFree([call(0), call(20)]), isNetworkServiceFree([call(0), call(21)])]).toEqual([true, true, false]);
  });
});
