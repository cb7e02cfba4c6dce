import { describe, expect, it } from "vitest";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";
import { linesOf, parse } from "../../support/parse.ts";

const ID = "req-5f1e2d3c-0b1a-4928-8374-6f5e4d3c2b1a";
const CALLER = "req-11112222-3333-4444-8555-666677778888";
const UUID = "7c1d2e3f-4a5b-4c6d-8e7f-0a1b2c3d4e5f";
const MARCH = Date.UTC(2025, 2, 1) * 1000;

function heads(text: string, context: { modifiedUs?: number; year?: number } = {}) {
  return parse(osloLog, text, context).events.map(({ head }) => head);
}

function iso(us: number | undefined): string {
  return us === undefined ? "" : new Date(us / 1000).toISOString();
}

describe("the request context", () => {
  const line = (bracket: string): string => `2026-11-22 14:57:21.021 7 INFO nova.x [${bracket}] [instance: ${UUID}] hello`;

  it.each([
    ["-", undefined, undefined],
    [`${ID} `, ID, undefined],
    [`${ID} None None`, ID, undefined],
    [`${ID} user project - domain domain`, ID, undefined],
    [`None ${ID} user project - - default default`, ID, undefined],
    [`${CALLER} ${ID} - - - - - -`, ID, CALLER],
  ])("[%s] gives the last id as local and the one before as global", (bracket, local, global) => {
    const [head] = heads(line(bracket));
    expect([head?.requestId, head?.globalRequestId, head?.instanceId]).toEqual([local, global, UUID]);
  });

  it("is not looked for in a bracket of the message", () => {
    const [head] = heads(`2026-11-22 14:57:21.021 7 ERROR nova.x [instance: ${UUID}] Traceback [req-not-mine]`);
    expect(head).toMatchObject({ requestId: undefined, instanceId: UUID });
  });
});

describe("a request context without brackets", () => {
  const USER = "9a1b2c3d4e5f60718293a4b5c6d7e8f9";
  // A message that is understood only where it begins where it should.
  const message = 'Lock "compute_resources" acquired by "instance_claim" :: waited 1.000s inner /x/lockutils.py:1';
  const told = (context: string, tag: string) => parse(osloLog, `2026-11-22 14:57:21.021 7 DEBUG nova.x ${context} ${tag}${message}`).events.map(({ kind, head: { requestId, globalRequestId, instanceId } }) => [kind, requestId, globalRequestId, instanceId]);

  it.each([
    [ID, undefined],
    [`${ID} ${USER} ${USER}`, undefined],
    [`${ID} ${USER} ${USER} - default default`, undefined],
    [`${ID} None None`, undefined],
    [`None ${ID} - - - - - -`, undefined],
    [`${CALLER} ${ID} ${USER} ${USER} - - default default`, CALLER],
  ])("%s is read", (context, caller) => {
    expect(told(context, "")).toEqual([["lock-acquired", ID, caller, undefined]]);
    expect(told(context, `[instance: ${UUID}] `)).toEqual([["lock-acquired", ID, caller, UUID]]);
  });

  it("with names of users is read where an instance ends it", () => {
    expect(told(`${ID} demo admin`, `[instance: ${UUID}] `)).toEqual([["lock-acquired", ID, undefined, UUID]]);
  });

  it("may be a dash, which other programs write, too", () => {
    expect(told("-", "")).toEqual([["lock-acquired", undefined, undefined, undefined]]);
    expect(osloLog.sniff(["2026-11-22 14:57:21.021 7 INFO some.program - hello"])).toBe(0);
  });
});

describe("an instance in a format of its own", () => {
  const instanceOf = (tag: string, logger = "nova.compute.manager") => parse(osloLog, `2026-11-22 14:57:21.021 7 INFO ${logger} [${ID} - - - - -] ${tag}Instance spawned successfully.`).events.map((event) => [event.kind, event.head.instanceId]);

  it.each([`instance: ${UUID} `, `[${UUID}] `, `${UUID} `, `${UUID}: `, `[instance ${UUID}] `, `[instance_uuid=${UUID}] `])("%s is read", (tag) => {
    expect(instanceOf(tag)).toEqual([["milestone", UUID]]);
  });

  it("is told by nova alone: ids with which other services begin a message are of other things", () => {
    expect(instanceOf(`${UUID} `, "neutron.db.x")).toEqual([["activity", undefined]]);
  });
});

describe("builds without instances", () => {
  const build = (tag: string): string => ["Attempting claim on node cmp1: memory 512 MB", "Claim successful on node cmp1", `Took 2.10 seconds to build instance.`].map((text) => `2026-11-22 14:57:21.021 7 INFO nova.compute.manager [${ID} - - - - -] ${tag}${text}\n`).join("");
  const codes = (text: string) => parse(osloLog, text).notes.map(({ code, line }) => [code, line]);

  it("are complained of once, with the first line", () => {
    expect(codes(`2026-11-22 14:57:20.000 7 INFO nova.x [-] hello\n${build("").repeat(3)}`)).toEqual([["untagged-builds", 2]]);
  });

  it("are no complaint where any has one, or where there are next to none", () => {
    expect(codes(build("").repeat(3) + build(`[instance: ${UUID}] `))).toEqual([]);
    expect(codes("2026-11-22 14:57:21.021 7 INFO nova.compute.manager [-] Starting instance...\n".repeat(2))).toEqual([]);
  });
});

describe("what oslo.log's own handler gives to syslog", () => {
  const record = `2016-11-22 10:00:00.123 42 INFO nova.x [${ID} u p] [instance: ${UUID}] hello`;

  it.each([
    ["with its program's name alone", `Nov 22 10:00:00 h nova-compute ${record}`],
    ["with that after what rsyslog puts in front", `Nov 22 10:00:00 h nova-compute[42]: nova-compute ${record}`],
    ["without its program's name", `Nov 22 10:00:00 h ${record}`],
    ["by the program in the form for files", `2016-11-22T10:00:00.123456+00:00 h nova-compute ${record}`],
  ])("is read %s", (_, line) => {
    expect(heads(line)[0]).toMatchObject({ requestId: ID, instanceId: UUID, pid: 42 });
    expect(iso(heads(line)[0]?.atUs)).toBe("2016-11-22T10:00:00.123Z");
  });
});

describe("colours", () => {
  const coloured = `\u001b[00;32mDEBUG nova.x [\u001b[01;36mNone ${ID} demo demo\u001b[00;32m] \u001b[01;35m[instance: ${UUID}] \u001b[00;32mhello {{(pid=11) f /opt/x.py:1}}\u001b[00m`;
  const inJournal = (message: unknown): string => JSON.stringify({ __REALTIME_TIMESTAMP: "1795341600363544", _HOSTNAME: "h", SYSLOG_IDENTIFIER: "nova-compute", _PID: "7", LOGGER_NAME: "nova.x", LOGGER_LEVEL: "DEBUG", MESSAGE: message });

  it.each([
    ["printed by the journal", `Nov 22 10:00:00 h nova-compute[7]: ${coloured}`],
    ["written out by rsyslog", `Nov 22 10:00:00 h nova-compute[7]: ${coloured.replaceAll("\u001b", "#033")}`],
    ["in the journal as JSON", inJournal(coloured)],
    ["in the journal as bytes", inJournal([...new TextEncoder().encode(coloured)])],
    ["in what Docker keeps", JSON.stringify({ log: `2026-11-22 10:00:00.000 7 ${coloured}\n`, stream: "stderr", time: "2026-11-22T10:00:00.1Z" })],
  ])("are left out %s", (_, line) => {
    expect(heads(line)[0]).toMatchObject({ requestId: ID, instanceId: UUID });
  });
});

describe("the pid", () => {
  it("may be missing from lines with a context while lines without one have it", () => {
    const found = heads(
      `2013-04-09 10:11:12.345 AUDIT nova.compute.manager [${ID} u t] [instance: ${UUID}] Starting instance...\n` +
        `2013-04-09 10:11:12.346 21562 INFO nova.compute.manager [-] [instance: ${UUID}] Terminating instance`,
    );
    expect(found.map(({ pid }) => pid)).toEqual([undefined, 21562]);
  });

  it("of the debug suffix wins over that of the journal, which names the parent", () => {
    const [head] = heads(`May 26 20:44:39.837651 h cinder-volume[27348]: DEBUG cinder.x [${ID} p u] hi {{(pid=27788) f /a/b.py:3}}`, { modifiedUs: MARCH });
    expect(head?.pid).toBe(27788);
  });
});

describe("times", () => {
  it("without milliseconds, with a comma, and with doubled milliseconds are read", () => {
    const found = heads(
      ["10:11:12", "10:11:12,345", "10:11:12,345.345", "10:11:12.345678"]
        .map((time) => `2013-04-09 ${time} INFO nova.x [${ID} u t] x`)
        .join("\n"),
    );
    expect(found.map(({ atUs }) => atUs % 1_000_000)).toEqual([0, 345_000, 345_000, 345_678]);
  });

  it("are local where no zone is printed", () => {
    expect(heads(`2013-04-09 10:11:12.345 INFO nova.x [${ID} u t] x`)[0]?.clock).toBe("local");
  });

  it("take the zone from the wrapping and the milliseconds from the record", () => {
    const [head] = heads(`2025-02-28T11:00:14+0100 h nova-compute[1]: 2025-02-28 11:00:14.924 1 INFO nova.x [${ID} u t] x`);
    expect([head?.clock, iso(head?.atUs)]).toEqual(["utc", "2025-02-28T10:00:14.924Z"]);
  });

  it("are those of the wrapping where the record's fit no zone", () => {
    const [head] = heads(`2025-02-28T11:00:14Z [nova-compute] 2025-02-28 03:07:14.924 1 INFO nova.x [${ID} u t] x`);
    expect(iso(head?.atUs)).toBe("2025-02-28T11:00:14.000Z");
  });

  it.each([
    ["--timestamps", "2025-02-28T11:00:14.999999999Z "],
    ["--prefix", "[pod/nova-compute-default-x7k2p/nova-compute] "],
    ["--prefix --timestamps", "[pod/nova-compute-default-x7k2p/nova-compute] 2025-02-28T11:00:14.999999999Z "],
  ])("are the record's own behind kubectl logs %s", (_, prefix) => {
    const { events, facts } = parse(osloLog, `${prefix}2025-02-28 11:00:14.924 1 INFO nova.x [${ID} u t] x`);
    expect([events[0]?.head.atUs, facts.layout]).toEqual([Date.UTC(2025, 1, 28, 11, 0, 14, 924) * 1000, "kubectl"]);
  });

  it.each([
    ["docker compose", "compose", "nova_scheduler-1  | "],
    ["stern", "stern", "nova-scheduler-default-x7k2p nova-scheduler "],
  ])("are the record's own, and the service is the container's, behind %s", (_, layout, prefix) => {
    const { events, facts } = parse(osloLog, `${prefix}2025-02-28 11:00:14.924 1 INFO oslo.x [${ID} u t] x`);
    expect([events[0]?.head.atUs, events[0]?.head.service, facts.layout]).toEqual([Date.UTC(2025, 1, 28, 11, 0, 14, 924) * 1000, "nova-scheduler", layout]);
  });

  it("that no calendar has start no record", () => {
    expect(parse(osloLog, `2013-13-09 10:11:12.345 INFO nova.x [${ID} u t] x`).facts.records).toBe(0);
  });
});

describe("years left out", () => {
  const journal = (date: string): string => `${date} h nova-compute[1]: INFO nova.x [${ID} p u] x`;

  it("follow from the last modification, rolling over from December to January", () => {
    const found = heads([journal("Dec 31 23:59:59"), journal("Jan  1 00:00:01")].join("\n"), { modifiedUs: Date.UTC(2026, 0, 1, 1) * 1000 });
    expect(found.map(({ atUs }) => iso(atUs).slice(0, 10))).toEqual(["2025-12-31", "2026-01-01"]);
  });

  it("lie in the year before if the date has not come yet", () => {
    expect(iso(heads(journal("Jun  1 10:00:00"), { modifiedUs: MARCH })[0]?.atUs).slice(0, 4)).toBe("2024");
  });

  it("are what the user says", () => {
    expect(iso(heads(journal("Jun  1 10:00:00"), { modifiedUs: MARCH, year: 2019 })[0]?.atUs).slice(0, 4)).toBe("2019");
  });

  it("on 29 February are leap years", () => {
    expect(iso(heads(journal("Feb 29 10:00:00"), { modifiedUs: MARCH })[0]?.atUs).slice(0, 10)).toBe("2024-02-29");
  });

  it("are noted where nothing tells them", () => {
    expect(parse(osloLog, journal("Jun  1 10:00:00")).notes.map(({ code }) => code)).toEqual(["year-unknown"]);
  });
});

describe("order", () => {
  const at = (time: string): string => `2022-02-10 ${time} 1 INFO nova.x [${ID} - - - - -] x`;

  it("of the lines is kept when time steps back, and more than a second is noted", () => {
    const { events, notes } = parse(osloLog, [at("10:00:05.000"), at("10:00:04.500"), at("10:00:01.000")].join("\n"));
    expect([events.map(({ head }) => head.line), notes.map(({ code, line }) => [code, line])]).toEqual([[1, 2, 3], [["time-backwards", 3]]]);
  });
});

describe("sniffing", () => {
  const libvirtd = "2026-11-22 14:57:10.123+0000: 19234: debug : virThreadJobSet:93 : Thread 19236 is now running job remoteDispatch";

  it.each([
    ["libvirtd's log", [libvirtd, libvirtd]],
    ["an old libvirtd's log", ["14:57:10.123: 19234: debug : qemudStart:93 : x"]],
    ["an atop table", ["PRG lab1 1795361455 2026/11/22 15:30:55 10 1 (systemd) S 0 0"]],
    ["a table", ["name,id,create_start", "bench-001,d2573b18,2026-11-22T14:57:10.920Z"]],
    ["another Python program's log", ["2026-01-01 10:00:00,123 INFO django.server ready"]],
    ["libvirt's JSON", ['{"component":"virt-launcher","level":"info","msg":"hi","pos":"x:1","timestamp":"2023-01-01T00:00:00Z"}']],
    ["noise", ["", "\u0000\u0001", "{", "[", "<1>", "Feb"]],
    ["nothing", []],
  ])("does not claim %s", (_, head) => {
    expect(osloLog.sniff(head)).toBe(0);
  });

  it("claims a syslog in which one line is ours", () => {
    const other = Array.from({ length: 100 }, () => "Feb 10 00:00:01 compute4 systemd[1]: logrotate.service: Succeeded.");
    expect(osloLog.sniff([...other, `Feb 10 00:00:01 compute4 nova-compute: 2022-02-10 00:00:01.575 7 INFO nova.x [${ID} - - - - -] x`])).toBeGreaterThan(0.5);
  });

  it("claims a log of which most lines are a domain's XML", () => {
    const xml = Array.from({ length: 300 }, () => "    <feature name='popcnt'/>");
    expect(osloLog.sniff([`2022-02-10 00:00:01.575 7 DEBUG nova.virt.libvirt.driver [${ID} - - - - -] End _get_guest_xml xml=<domain>`, ...xml])).toBeGreaterThan(0.5);
  });

  it("claims uWSGI's start-up chatter", () => {
    expect(osloLog.sniff(linesOf("*** Starting uWSGI 2.0.21-debian (64bit) on [Sun Nov 22 14:56:38 2026] ***\nos: Linux"))).toBeGreaterThan(0.5);
  });
});
