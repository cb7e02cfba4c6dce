import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openHeadReader } from "../../../src/parsers/libvirtd/head-reader.ts";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { RULES } from "../../../src/parsers/libvirtd/rules.ts";
import { linesOf, parse, type Parsed } from "../../support/parse.ts";
import { headSieveOf, parseByHeads, UNCUT, type Cuts } from "../oslo-log/read-by-heads.ts";

const SAMPLES = "samples/libvirtd";
const sieve = { openHeads: openHeadReader };

const samples = readdirSync(SAMPLES).map((name) => {
  const input = readdirSync(join(SAMPLES, name)).find((file) => file.startsWith("input.")) ?? "";
  const bytes = readFileSync(join(SAMPLES, name, input));
  return { name, bytes, lines: linesOf(bytes.toString("latin1")) };
});
const dated = samples.filter(({ lines }) => headSieveOf(libvirtd, lines) !== undefined);
const [banner = ""] = dated[0]?.lines ?? [];

type Told = Pick<Parsed, "events" | "notes">;

function byLines(bytes: Buffer): Told {
  const { events, notes } = parse(libvirtd, bytes.toString(), { modifiedUs: Date.UTC(2026, 0, 1) * 1000 });
  return { events, notes };
}

function byHeads(bytes: Buffer, cuts: Cuts = UNCUT): Told {
  const { events, notes } = parseByHeads(libvirtd, sieve, bytes, cuts);
  return { events, notes };
}

/** Messages that are noted without their text, as various releases write them. */
const noted = [
  "qemuMonitorSend:861 : QEMU_MONITOR_SEND_MSG: mon=0x7ffa641c1a20 msg={\"execute\":\"query-status\",\"id\":\"libvirt-2\"}",
  "qemuMonitorSend:861 : QEMU_MONITOR_SEND_MSG: mon=0x7ffa641c1a20 msg={\"execute\":\"qom-get\",\"arguments\":{\"path\":\"/m\"},\"id\":\"libvirt-3\"}\r",
  "qemuMonitorJSONIOProcessLine:208 : QEMU_MONITOR_RECV_REPLY: mon=0x7ffa641c1a20 reply={\"return\": {}, \"id\": \"libvirt-2\"}",
  "qemuMonitorJSONIOProcessLine:208 : QEMU_MONITOR_RECV_REPLY: mon=0x7ffa641c1a20 reply={\"return\": {\"error\": {\"class\": 1}}, \"id\": \"libvirt-3\"}",
  "virNetServerClientDispatchRead:1224 : RPC_SERVER_CLIENT_MSG_RX: client=0x55e0642e5070 len=28 prog=536903814 vers=1 proc=66 type=0 status=0 serial=7",
  "virNetServerClientSendMessageLocked:1458 : RPC_SERVER_CLIENT_MSG_TX_QUEUE: client=0x55e0642e5070 len=36 prog=536903814 vers=1 proc=66 type=1 status=0 serial=7",
  "virNetServerClientCalculateHandleMode:152 : tls=(nil) hs=-1, rx=0x55e06433d1a0 tx=(nil)",
  "virNetServerClientCalculateHandleMode:152 : tls=(nil) hs=-1, rx=(nil) tx=(nil)",
  "virNetServerDispatchNewMessage:203 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0",
  "virNetServerHandleJob:152 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0 prog=0x55e0642bbc10",
  "virNetServerProcessMsg:84 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0",
  "virNetServerProgramDispatch:280 : prog=536903814 ver=1 type=0 status=0 serial=7 proc=66",
  "virThreadJobSet:93 : Thread 5107 (rpc-libvirtd) is now running job remoteDispatchDomainGetInfo",
  "virThreadJobSet:93 : Thread 5107 (prio-rpc-virtqemud) is now running job remoteDispatchDomainDestroy",
  "virThreadJobClear:118 : Thread 5107 (rpc-libvirtd) finished job remoteDispatchDomainGetInfo with ret=0",
  "virThreadJobClear:118 : Thread 5107 (prio-rpc-virtqemud) finished job remoteDispatchDomainDestroy with ret=-1",
];

const record = (message: string, ms = 100, tid = 5107): string => `2018-03-05 14:09:20.${ms.toString()}+0000: ${tid.toString()}: debug : ${message}`;

/** Two threads; time passes now and then, enough for a monitor command to count. */
const notedRecord = fc.tuple(fc.constantFrom(...noted), fc.constantFrom(5107, 5108), fc.constantFrom(0, 0, 1, 30));
const notedRecords = fc.array(notedRecord, { minLength: 1, maxLength: 40 }).map((list) => {
  let ms = 100;
  return list.map(([message, tid, passed]) => record(message, (ms = Math.min(999, ms + passed)), tid));
});

/** Lines of one sample, in order, or of several in any order. */
const stretch = fc.oneof(
  fc
    .constantFrom(...samples.map(({ lines }) => lines))
    .chain((lines) => fc.tuple(fc.nat(lines.length), fc.integer({ min: 1, max: 60 })).map(([from, count]) => lines.slice(from, from + count))),
  fc.array(fc.constantFrom(...dated.flatMap(({ lines }) => lines)), { maxLength: 60 }),
  notedRecords,
);

/** What is put into lines: pieces of heads and of values. */
const fillers = [
  " ", "  ", "\r", "\t", "-", "é", "ü", "0", "00", "0x", "0x0", "(nil)", ":", ": ", " : ", "=", "\"", "\"}", "}", "{", "<", "<6>", "Mar  5 14:09:20 host libvirtd[5107]: ", "2018-03-05 14:09:20.799+0000: ",
  "14:09:20.799: ", "2018-03-05T14:09:20.799Z ", "+0100: ", "debug : ", "5107: ", "virObjectRef:365 : ", "qemuMonitorSend:861 : ", " type=0 ", " rx=", "client=", "99999999999999999999", "abcdef0123456789", "-5",
  "Starting job: modify (vm=0x7f name=web, current job=none async=none)", "libvirt version: 9.0.0", "hostname: compute-3", "\"id\":\"libvirt-2\"}", "\"execute\":\"stop\"", "(rpc-virtlogd)",
];

type Damage = (line: string) => string;

const flip = fc.tuple(fc.nat(260), fc.nat(7)).map<Damage>(([at, bit]) => (line) => {
  const flipped = (line.charCodeAt(at) || 0) ^ (1 << bit);
  return at >= line.length || flipped === 10 ? line : line.slice(0, at) + String.fromCharCode(flipped) + line.slice(at + 1);
});

const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Damage>((line) => line) },
  { weight: 4, arbitrary: flip },
  fc.tuple(fc.nat(200), fc.nat(40)).map<Damage>(([at, length]) => (line) => line.slice(0, at) + line.slice(at + length)),
  fc.nat(260).map<Damage>((length) => (line) => line.slice(0, length)),
  fc.tuple(fc.nat(200), fc.constantFrom(...fillers)).map<Damage>(([at, filler]) => (line) => line.slice(0, at) + filler + line.slice(at)),
  fc.constantFrom(...fillers).map<Damage>((filler) => (line) => line + filler),
  fc.constantFrom(...fillers).map<Damage>((filler) => () => filler),
);

const damaged = fc
  .tuple(stretch, fc.array(damage, { minLength: 1, maxLength: 8 }), fc.constantFrom("\n", "\r\n"))
  // A log of a domain is told by its first record, so a daemon's begins with one of its own.
  .map(([lines, damages, lineEnd]) => Buffer.from([banner, ...lines.map((line, index) => damages[index % damages.length]?.(line) ?? line)].join(lineEnd), "latin1"));

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
const cuts: fc.Arbitrary<Cuts> = fc.record({ pieces: sizes, batches: sizes, returns: fc.constantFrom("judged", "cut") });

describe("heads and lines", () => {
  it("are told apart in every dated log", () => {
    expect(dated.length).toBeGreaterThanOrEqual(8);
  });

  it.each(["0.9.7-dateless", "journal-cannot-start-job", "kubevirt-json", "journal-json", "syslog-libvirtd", "qemu-domain-log"])("are not told apart in %s", (name) => {
    expect(headSieveOf(libvirtd, samples.find((sample) => sample.name === name)?.lines ?? [])).toBeUndefined();
  });

  it.each(dated)("of $name tell what its lines alone do", ({ bytes }) => {
    expect(byHeads(bytes)).toEqual(byLines(bytes));
  });

  it("tell what lines alone do, whatever is wrong with the lines and wherever they are cut into batches", () => {
    fc.assert(
      fc.property(damaged, cuts, (bytes, cut) => {
        expect(byHeads(bytes, cut)).toEqual(byLines(bytes));
      }),
      { numRuns: 1500 },
    );
  });

  it("tell what lines alone do of every message that is noted without its text", () => {
    fc.assert(
      fc.property(notedRecords, cuts, (lines, cut) => {
        const bytes = Buffer.from([banner, ...lines].join("\n"));
        expect(byHeads(bytes, cut)).toEqual(byLines(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it.each(noted)("tell what lines alone do, whatever is put anywhere into %s", (message) => {
    const lines = noted.map((one) => record(one));
    const spoilt = fillers.flatMap((filler) => Array.from({ length: message.length + 1 }, (_, at) => record(message.slice(0, at) + filler + message.slice(at))));
    const bytes = Buffer.from([banner, ...spoilt.flatMap((one) => [...lines.slice(0, 4), one])].join("\n"));
    expect(byHeads(bytes)).toEqual(byLines(bytes));
  });

  it("leave no text of the messages that fill a debug log", () => {
    const { tally } = parseByHeads(libvirtd, sieve, Buffer.from(noted.map((message) => record(message)).join("\n")));
    expect(tally).toEqual({ heads: noted.length, lines: 0, left: 0 });
  });

  it("leave out records that no rule reads, and the lines that go on with any", () => {
    const lines = [
      record("virObjectRef:365 : OBJECT_REF: obj=0x7f21a40b7c90"),
      record("virThreadJobSetter:93 : Thread 5107 (rpc-libvirtd) is now running job remoteDispatchDomainGetInfo"),
      record("virThreadJobSet:93 : Treads 5107"),
      "  <name>web</name>",
      "",
      " fd=-1",
    ];
    const { tally } = parseByHeads(libvirtd, sieve, Buffer.from(lines.join("\n")));
    expect(tally).toEqual({ heads: 0, lines: 0, left: lines.length });
  });

  it.each([
    "2018-03-05 14:09:20.799+0100: 5107: debug : virObjectRef:365 : OBJECT_REF: obj=0x7f21a40b7c90",
    "14:02:11.318: 2207: debug : virDomainCreate:5241 : dom=0x7f1c24000bd0, (VM: name=web, uuid=80fba588-1c3d-44e5-9c79-d5f18c82a052)",
    "Mar  5 14:09:20 host libvirtd[5107]: hostname: compute-3",
    record("hostname: compute-3"),
    record("libvirt version: 9.0.0, package: 9.0.0-4+deb12u2 (Debian)"),
    record("virDomainObjBeginJob:382 : Started job: async nested (async=start vm=0x7ffa50009010 name=instance-00000023)"),
  ])("keep %s", (line) => {
    const { tally } = parseByHeads(libvirtd, sieve, Buffer.from(line));
    expect(tally).toEqual({ heads: 0, lines: 1, left: 0 });
  });
});

describe("templates", () => {
  it("of one rule name the same values in the same order", () => {
    for (const { noted: one } of RULES) {
      const values = (one?.templates ?? []).map((template) => [...template.matchAll(/\{(\w+):(\w+)\}/g)].map(([, name, kind]) => `${name ?? ""} ${kind ?? ""}`));
      expect(new Set(values.map((list) => list.join())).size).toBeLessThanOrEqual(1);
    }
  });
});
