import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import type { Silence, Trace } from "../../../src/model/trace.ts";
import { bootOf, eventWait, instance, life, mark, operation, source, trace } from "../../support/traces.ts";

/** Three boots that are built from 0 to 20 s and last wrote at 5.0, 4.6 and 4.2 s; the process writes nothing from 5 to 14 s, and lines of all three follow. */
function frozen(own: { readonly lineMs?: readonly number[]; readonly silences?: readonly Silence[]; readonly lastMs?: (nth: number) => number; readonly terse?: true; readonly trace?: Partial<Trace> } = {}): Trace {
  const lines = own.lineMs ?? [14_000, 14_100, 14_200];
  const instances = lines.map((atMs, index) =>
    instance(`i${index}`, [mark(0, "build-started"), mark(20_000, "built")], {
      ownLines: () => [1000, 2000, 3000, 3100, 3200, (own.lastMs ?? ((nth) => 5000 - 400 * nth))(index), atMs].slice(own.terse === true ? 6 : 0).map((lineMs) => ({ atUs: lineMs * 1000, service: "nova-compute", role: "boot", place: { source: 0, line: index + 1 } })),
    }),
  );
  return trace({ instances, silences: own.silences ?? [silence(5000, 14_000)], ...own.trace });
}

function silence(startMs: number, endMs: number): Silence {
  return { service: "nova-compute", host: "cmp1", pid: 1, startUs: startMs * 1000, endUs: endMs * 1000, place: { source: 0, line: 1 } };
}

function freezes(of: Trace): readonly { readonly waitUs: number | undefined; readonly instance: number | undefined }[] {
  return findQueues(of).acquisitions.filter(({ lock }) => lock === "nova-compute freeze").map(({ waitUs, actor }) => ({ waitUs, instance: actor.instance }));
}

describe("a freeze of nova-compute", () => {
  it("made each boot wait that could have gone on, for as long as the process wrote nothing", () => {
    expect(freezes(frozen())).toEqual([0, 1, 2].map((index) => ({ waitUs: 9_000_000, instance: index })));
    expect([...findQueues(frozen()).pools.values()]).toMatchObject([{ inferred: true, basis: "the process wrote nothing for 9.00 s while 3 boots waited for nobody else, and 3 of them went on together at its end" }]);
  });

  it("is no silence in which the boots waited for an event or for another process", () => {
    const of = frozen();
    expect(freezes({ ...of, instances: of.instances.map((one, index) => ({ ...one, eventWaits: [eventWait(5000, 14_000, index)] })) })).toEqual([]);
    expect(freezes({ ...of, operations: [0, 1, 2].map((index) => operation(5000, 14_000, { operation: "rpc-call", actor: bootOf(index) })) })).toEqual([]);
  });

  it("is no silence in which another service was busy answering requests of which no line tells for whom", () => {
    const answers = (service: string) => [0, 1, 2].map((nth) => operation(5000 + 3000 * nth, 8000 + 3000 * nth, { operation: "http-served", name: "POST /v2.0/ports.json", actor: bootOf(0, { service, role: "background", instance: undefined }) }));
    expect(freezes(frozen({ trace: { operations: answers("quantum-server") } }))).toEqual([]);
    expect(freezes(frozen({ trace: { operations: answers("nova-api") } }))).toHaveLength(3);
  });

  it("is no silence in which the boots had images fetched that all came at the same time", () => {
    const fetching = (instances: readonly number[]): Trace => frozen({ trace: { acquisitions: instances.map((index) => life(4900, 4900, 14_000, { lock: `image ${index}`, resourceClass: "<sha1>", actor: bootOf(index) })) } });
    expect(freezes(fetching([0, 1]))).toEqual([]);
    expect(freezes(fetching([0]))).toHaveLength(3);
  });

  it("is no silence of a process that writes a line now and then", () => {
    expect(freezes(frozen({ terse: true }))).toEqual([]);
  });

  it("is no silence of boots that do alike work beside each other, which go on as far apart as they fell silent", () => {
    expect(freezes(frozen({ lastMs: (nth) => 4960 + 20 * nth, lineMs: [14_000, 14_020, 14_040] }))).toEqual([]);
  });

  it("is no silence after which the boots go on one by one", () => {
    expect(freezes(frozen({ lineMs: [14_000, 17_000, 19_000] }))).toEqual([]);
  });

  it("may be as short as two seconds in a process that is otherwise hardly ever silent", () => {
    expect(freezes(frozen({ lineMs: [7000, 7010, 7020], silences: [silence(5000, 7000)] }))).toHaveLength(3);
    expect(freezes(frozen({ lineMs: [6900, 6910, 6920], silences: [silence(5000, 6900)] }))).toEqual([]);
  });

  it("is told though most boots then go on to wait for an event, of which no line tells", () => {
    const of = frozen({ lineMs: [14_000, 14_100, 19_000, 19_100, 19_200] });
    const waiting = of.instances.map((one, index) => (index < 2 ? one : { ...one, eventWaits: [eventWait(14_000, 19_000 + (index - 2) * 100, index)] }));
    expect(freezes({ ...of, instances: waiting })).toHaveLength(5);
    expect(freezes({ ...of, instances: waiting.slice(1) })).toEqual([]);
  });

  it("is no silence while nothing was being built", () => {
    expect(freezes(frozen({ silences: [silence(25_000, 60_000)] }))).toEqual([]);
  });

  it("is told whatever the process is silent after its boots were spawned, where no line says that they are built", () => {
    const later = Array.from({ length: 9 }, (_, index) => silence(21_000 + index * 2200, 23_100 + index * 2200));
    const of = frozen({ silences: [silence(5000, 14_000), ...later] });
    const spawned = of.instances.map((one) => ({ ...one, milestones: [mark(0, "build-started"), mark(20_000, "spawned")] }));
    expect(freezes({ ...of, instances: spawned, endUs: 60_000_000 })).toHaveLength(3);
  });

  it("is no silence of a length that is the process's habit", () => {
    const usual = Array.from({ length: 9 }, (_, index) => silence(index * 2200, index * 2200 + 2100));
    expect(freezes(frozen({ silences: [...usual, silence(5000, 14_000)] }))).toEqual([]);
  });

  it("is not what made all of the machine silent: one is claimed only where something else went on", () => {
    const sources = [source(), source({ path: "nova-api.log", service: "nova-api" })];
    const answer = (startMs: number, endMs: number) => operation(startMs, endMs, { operation: "http-served", name: "GET /servers", actor: bootOf(0, { service: "nova-api", role: "background", instance: undefined }) });
    expect(freezes(frozen({ trace: { sources, operations: [answer(2000, 2100), answer(15_000, 15_100)] } }))).toEqual([]);
    expect(freezes(frozen({ trace: { sources, operations: [answer(2000, 2100), answer(8000, 8100)] } }))).toHaveLength(3);
  });

  it("is claimed where others had nothing to do but what it asked of them for its boots, if four of these at least went on together", () => {
    const sources = [source(), source({ path: "neutron-server.log", service: "neutron-server" })];
    const answer = (startMs: number) => operation(startMs, startMs + 100, { operation: "http-served", name: "POST /v2.0/ports", actor: bootOf(0, { service: "neutron-server" }) });
    const told = (boots: number) => freezes(frozen({ lineMs: Array.from({ length: boots }, (_, boot) => 14_000 + boot * 100), trace: { sources, operations: [answer(2000), answer(15_000)] } }));
    expect(told(4)).toHaveLength(4);
    expect(told(3)).toEqual([]);
  });
});
