import { describe, expect, it } from "vitest";
import type { LockAcquired } from "../../../src/model/event.ts";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { parse } from "../../support/parse.ts";

const record = (at: string, tid: number, rest: string): string => `2018-03-05 14:09:${at}+0000: ${tid.toString()}: debug : ${rest}`;
const rx = (at: string, client: string, serial: number) =>
  record(at, 1, `virNetServerClientDispatchRead:9 : RPC_SERVER_CLIENT_MSG_RX: client=${client} len=28 prog=536903814 vers=1 proc=12 type=0 status=0 serial=${serial.toString()}`);
const mode = (at: string, buffer: string, tid = 1) => record(at, tid, `virNetServerClientCalculateHandleMode:152 : tls=(nil) hs=-1, rx=${buffer} tx=(nil)`);
const pointers = (client: string, message: string) => `server=0x1 client=${client} message=${message}`;
/** The call goes into the queue and is taken by a worker. */
const queue = (at: string, client: string, message: string) =>
  [record(at, 1, `virNetServerDispatchNewMessage:203 : ${pointers(client, message)}`), record(at, 9, `virNetServerHandleJob:152 : ${pointers(client, message)}`)].join("\n");

function waits(...lines: string[]): (number | undefined)[] {
  const { events } = parse(libvirtd, lines.join("\n"));
  return events.filter((event): event is LockAcquired => event.kind === "lock-acquired" && event.lock === "libvirtd client requests").map((event) => event.waitUs);
}

describe("a client at its limit of requests", () => {
  it("waited for as long as it was shut out when its next call is read at once", () => {
    expect(waits(mode("19.000", "0xa"), rx("20.000", "0xc", 1), mode("20.000", "(nil)"), queue("20.000", "0xc", "0xa"), mode("22.500", "0xa"), rx("22.500", "0xc", 2), queue("22.500", "0xc", "0xa"))).toEqual([0, 2_500_000]);
  });

  it("did not wait when its next call comes later", () => {
    expect(waits(mode("19.000", "0xa"), rx("20.000", "0xc", 1), mode("20.000", "(nil)"), queue("20.000", "0xc", "0xa"), mode("22.500", "0xa"), rx("22.504", "0xc", 2), queue("22.504", "0xc", "0xa"))).toEqual([0, 0]);
  });

  it("has the limit that libvirtd states", () => {
    const hit = "virNetServerClientDispatchRead:1267 : Client hit max requests limit 5. This may result in keep-alive timeouts. Consider tuning the max_client_requests server parameter";
    const { events } = parse(libvirtd, [mode("19.000", "0xa"), record("20.000", 1, hit).replace(": debug :", ": warning :")].join("\n"));
    expect(events.filter(({ kind }) => kind === "limit-stated")).toMatchObject([{ pool: "libvirtd client requests", permits: 5, head: { line: 2 } }]);
  });

  it("has as many requests as it had in hand each time that it was shut out, where libvirtd does not state the number", () => {
    const reply = (at: string, serial: number): string =>
      record(at, 9, `virNetServerClientSendMessageLocked:8 : RPC_SERVER_CLIENT_MSG_TX_QUEUE: client=0xc len=28 prog=536903814 vers=1 proc=12 type=1 status=0 serial=${serial.toString()}`);
    const round = (second: number): readonly string[] => {
      const [at, first] = [`${second.toString()}.000`, 2 * second];
      return [rx(at, "0xc", first), mode(at, "0xa"), rx(at, "0xc", first + 1), mode(at, "(nil)"), reply(at, first), mode(at, "0xa"), reply(at, first + 1)];
    };
    const stated = (...rounds: readonly number[]): readonly unknown[] => parse(libvirtd, [mode("10.000", "0xa"), ...rounds.flatMap(round)].join("\n")).events.filter(({ kind }) => kind === "limit-stated");
    expect(stated(11, 12)).toEqual([]);
    expect(stated(11, 12, 13, 14)).toMatchObject([{ pool: "libvirtd client requests", permits: 2 }]);
  });

  it("is not taken for another client", () => {
    const lines = [mode("19.000", "0xa"), rx("20.000", "0xc", 1), mode("20.000", "(nil)"), queue("20.000", "0xc", "0xa"), rx("21.000", "0xd", 1), mode("21.000", "0xb"), queue("21.000", "0xd", "0xe")];
    expect(waits(...lines, mode("22.000", "0xe"), rx("22.000", "0xd", 2), queue("22.000", "0xd", "0xf"), mode("23.000", "0xa"), rx("23.001", "0xc", 2), queue("23.001", "0xc", "0xa"))).toEqual([0, 0, 0, 3_000_000]);
  });

  it("is waited for by the worker that takes the call, at the time the call was read", () => {
    const lines = [mode("19.000", "0xa"), rx("20.000", "0xc", 1), record("20.003", 1, `virNetServerDispatchNewMessage:203 : ${pointers("0xc", "0xa")}`), record("20.005", 9, `virNetServerHandleJob:152 : ${pointers("0xc", "0xa")}`)];
    const [acquired] = parse(libvirtd, lines.join("\n")).events.filter((event) => event.kind === "lock-acquired");
    expect(acquired).toMatchObject({ lock: "libvirtd client requests", head: { tid: 9, line: 2, atUs: Date.UTC(2018, 2, 5, 14, 9, 20) * 1000 } });
  });

  it("may have let any call wait where the log has no lines that tell", () => {
    expect(waits(rx("20.000", "0xc", 1), queue("20.000", "0xc", "0xa"), rx("21.000", "0xc", 2), queue("21.000", "0xc", "0xb"))).toEqual([undefined, undefined]);
  });

  it("has an answer to each call by the time its worker takes another, though the log may have lost it", () => {
    const lines = [mode("19.000", "0xa"), rx("20.000", "0xc", 1), queue("20.000", "0xc", "0xa"), record("20.200", 9, "virThreadJobSet:96 : Thread 9 (virNetServerHandleJob) is now running job remoteDispatchConnectGetLibVersion"), rx("21.000", "0xc", 2), queue("21.000", "0xc", "0xb")];
    const released = parse(libvirtd, lines.join("\n")).events.filter((event) => event.kind === "lock-released" && event.lock === "libvirtd client requests");
    expect(released).toMatchObject([{ head: { atUs: Date.UTC(2018, 2, 5, 14, 9, 20, 200) * 1000 } }]);
  });

  it("sent a call once, though the log may have lost that it was read", () => {
    expect(waits(mode("19.000", "0xa"), rx("20.000", "0xc", 1), queue("20.000", "0xc", "0xa"), queue("20.500", "0xc", "0xb"))).toEqual([0]);
  });
});
