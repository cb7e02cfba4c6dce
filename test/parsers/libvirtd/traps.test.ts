import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../../src/model/event.ts";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { parse, type Parsed } from "../../support/parse.ts";

const DAY = "2018-03-05 14:09:";
const record = (at: string, tid: number, rest: string, level = "debug"): string => `${DAY}${at}+0000: ${tid.toString()}: ${level} : ${rest}`;
const read = (...lines: string[]): Parsed => parse(libvirtd, lines.join("\n"));
const of = <K extends LogEvent["kind"]>({ events }: Parsed, kind: K) => events.filter((event): event is Extract<LogEvent, { kind: K }> => event.kind === kind);
const iso = (us: number | undefined) => (us === undefined ? undefined : new Date(us / 1000).toISOString());

describe("records without a date (libvirt ≤ 0.9.7)", () => {
  const job = (time: string, tid = 7) => `${time}: ${tid.toString()}: debug : qemuDomainObjBeginJobInternal:747 : Starting job: query (async=none)`;
  const parsed = (modified: string, ...times: string[]) => of(parse(libvirtd, times.map((time, index) => job(time, index)).join("\n"), { modifiedUs: Date.parse(modified) * 1000 }), "lock-acquired");

  it("are dated by the file's last modification", () => {
    expect(parsed("2011-10-05T10:00:01Z", "09:59:59.500").map((event) => iso(event.head.atUs))).toEqual(["2011-10-05T09:59:59.500Z"]);
  });

  it("are on a clock that is local", () => {
    expect(parsed("2011-10-05T10:00:01Z", "09:59:59.500")[0]?.head.clock).toBe("local");
  });

  it("roll over at midnight, so that the last is on the last day", () => {
    expect(parsed("2011-10-05T00:10:00Z", "23:59:59.999", "00:00:00.001").map((event) => iso(event.head.atUs))).toEqual([
      "2011-10-04T23:59:59.999Z",
      "2011-10-05T00:00:00.001Z",
    ]);
  });

  it("stay on the day before when a thread writes late at midnight", () => {
    expect(parsed("2011-10-05T00:10:00Z", "23:59:59.990", "00:00:00.001", "23:59:59.999", "00:00:00.002").map((event) => iso(event.head.atUs)?.slice(8, 10))).toEqual(["04", "05", "04", "05"]);
  });

  it("roll over once for each night", () => {
    expect(parsed("2011-10-05T09:00:00Z", "10:00:00.000", "08:00:00.000", "06:00:00.000").map((event) => iso(event.head.atUs)?.slice(8, 10))).toEqual(["03", "04", "05"]);
  });

  it("say so when nothing tells the day", () => {
    expect(read(job("09:59:59.500")).notes.map((note) => note.code)).toEqual(["libvirt-no-date"]);
  });
});

describe("a record on two lines", () => {
  it("is paired by its first line when the message of the monitor ends in a line break", () => {
    const parsed = read(
      record("20.000", 7, 'qemuMonitorSend:995 : QEMU_MONITOR_SEND_MSG: mon=0x1 msg={"execute":"stop","id":"libvirt-14"}', "info"),
      " fd=-1",
      record("20.050", 8, 'qemuMonitorJSONIOProcessLine:240 : QEMU_MONITOR_RECV_REPLY: mon=0x1 reply={"return": {}, "id": "libvirt-14"}', "info"),
    );
    expect(of(parsed, "operation-completed")).toMatchObject([{ operation: "monitor-command", name: "stop", durationUs: 50_000, head: { tid: 7 } }]);
  });

  it("is read the same when its line ends are those of DOS", () => {
    const session: LogEvent[] = [];
    const open = libvirtd.open({ path: "x", modifiedUs: undefined, year: undefined, emit: (event) => session.push(event), note: () => undefined });
    open.line(`${record("20.000", 7, "virThreadJobSet:93 : Thread 7 (rpc-worker) is now running job x")}\r`, 1);
    expect(session).toMatchObject([{ name: "x" }]);
  });
});

describe("monitor commands", () => {
  const send = (at: string, mon: string, id: string) => record(at, 7, `qemuMonitorSend:9 : QEMU_MONITOR_SEND_MSG: mon=${mon} msg={"execute":"stop"${id}}`);
  const reply = (at: string, mon: string, id: string) => record(at, 8, `qemuMonitorJSONIOProcessLine:9 : QEMU_MONITOR_RECV_REPLY: mon=${mon} reply={"return": {}${id}}`);

  it("are paired in order where they have no id", () => {
    expect(of(read(send("20.000", "0x1", ""), reply("20.020", "0x1", "")), "operation-completed")).toMatchObject([{ durationUs: 20_000 }]);
  });

  it("of two monitors with the same id are kept apart", () => {
    const parsed = read(send("20.000", "0x1", ', "id":"libvirt-1"'), send("20.000", "0x2", ', "id":"libvirt-1"'), reply("20.030", "0x2", ', "id": "libvirt-1"'), reply("20.090", "0x1", ', "id": "libvirt-1"'));
    expect(of(parsed, "operation-completed").map((event) => event.durationUs)).toEqual([30_000, 90_000]);
  });

  it("that took less than 10 ms are left out", () => {
    expect(read(send("20.000", "0x1", ""), reply("20.009", "0x1", "")).events).toEqual([]);
    expect(read(send("20.000", "0x1", ""), reply("20.010", "0x1", "")).events).toHaveLength(1);
  });

  it("are not answered by the reply to another", () => {
    const parsed = read(send("20.000", "0x1", ', "id":"libvirt-1"'), reply("20.030", "0x1", ', "id": "libvirt-2"'), reply("20.060", "0x1", ', "id": "libvirt-1"'));
    expect(of(parsed, "operation-completed").map((event) => event.durationUs)).toEqual([60_000]);
  });
});

describe("records that repeat what was", () => {
  const starts = (at: string) => record(at, 5107, "virCommandRunAsync:2459 : About to run /bin/true");

  it("are left out when a command's stderr holds the log of the child", () => {
    const parsed = read(
      starts("20.100"),
      record("20.104", 5107, "virCommandRunAsync:2462 : Command result 0, with PID 5160"),
      record("20.931", 5107, `virCommandRun:2310 : Result exit status 3, stdout: '' stderr: '${record("20.206", 5160, "libvirt version: 3.0.0", "info")}`),
      record("20.207", 5160, "virCommandRunAsync:1 : About to run /sbin/apparmor_parser"),
      record("20.300", 5160, "virCommandRun:1 : Result status 0, stdout: '' stderr: ''"),
      "'",
    );
    expect(parsed.events).toMatchObject([{ kind: "operation-completed", name: "/bin/true", durationUs: 831_000, outcome: "3" }]);
  });

  it("do not make a new process of a child's banner", () => {
    const parsed = read(
      record("20.000", 1, "libvirt version: 3.0.0", "info"),
      record("20.931", 5107, "virThreadJobSet:93 : Thread 5107 (rpc-worker) is now running job a"),
      record("20.206", 5160, "libvirt version: 3.0.0", "info"),
    );
    expect(of(parsed, "banner")).toHaveLength(1);
  });

  it("are left out, and counted, in a dump of the log buffer", () => {
    const job = (at: string) => record(at, 7, "qemuDomainObjEndJob:1 : Stopping job: query (async=none vm=0x1 name=a)");
    const parsed = read(job("20.000"), job("22.000"), "    ====== start of log =====", job("20.000"), "     ====== end of log =====");
    expect(of(parsed, "lock-released")).toHaveLength(2);
    expect(parsed.notes.map((note) => note.code)).toEqual(["libvirt-repeated-record"]);
  });
});

describe("levels and misprints", () => {
  it("do not matter: the calls of an info log of 1.2.12 or later are told by request and reply", () => {
    const parsed = read(
      record("20.000", 1, "virNetServerClientDispatchRead:9 : RPC_SERVER_CLIENT_MSG_RX: client=0x5 len=28 prog=536903814 vers=1 proc=12 type=0 status=0 serial=3", "info"),
      record("20.001", 1, "virObjectRef:365 : OBJECT_REF: obj=0x7f21a40b7c90", "info"),
      record("22.000", 4, "virNetServerClientSendMessageLocked:9 : RPC_SERVER_CLIENT_MSG_TX_QUEUE: client=0x5 len=28 prog=536903814 vers=1 proc=12 type=1 status=0 serial=3", "info"),
    );
    expect(parsed.events).toMatchObject([{ kind: "operation-completed", operation: "rpc-served", name: "remoteDispatchDomainDestroy", durationUs: 2_000_000 }]);
    expect(parsed.facts.hasDebug).toBe(false);
  });

  it("of `timeout` in 0.9.7 to 0.9.10 do no harm", () => {
    const parsed = read(record("20.000", 1, "virEventPollRunOnce:613 : EVENT_POLL_RUN: nhandles=14 imeout=1000"));
    expect(parsed.facts.records).toBe(1);
    expect(parsed.notes).toEqual([]);
  });
});

describe("`Starting job`", () => {
  it("means acquired where no domain is named (before 1.1.4)", () => {
    expect(read(record("20.000", 7, "qemuDomainObjBeginJobInternal:1 : Starting job: modify (async=none)")).events).toMatchObject([{ kind: "lock-acquired", lock: "tid:7" }]);
  });

  it("means the domain that the thread's API call named, before 1.1.4", () => {
    const parsed = read(
      record("20.000", 7, "virDomainDestroy:1 : dom=0x1, (VM: name=web, uuid=4b0f7c52-93de-4a61-8c0e-1f6a2d9b7e35)"),
      record("20.000", 7, "qemuDomainObjBeginJobInternal:1 : Starting job: destroy (async=none)"),
    );
    expect(of(parsed, "lock-acquired")).toMatchObject([{ lock: "web" }]);
  });

  it.each([
    ["1.1.4", "Starting job: modify (async=none vm=0x1 name=my vm)", "job", undefined],
    ["1.1.4, asynchronous", "Starting async job: dump (async=none vm=0x1 name=my vm)", "async", undefined],
    ["1.1.4, behind an asynchronous one", "Starting job: modify (async=dump vm=0x1 name=my vm)", "job", "dump"],
    ["1.1.4, not behind an asynchronous one that lets it pass", "Starting job: query (async=dump vm=0x1 name=my vm)", "job", undefined],
    ["1.3.0", "Starting job: modify (vm=0x1 name=my vm, current job=query async=none)", "job", "query"],
    ["1.3.0, asynchronous", "Starting async job: migration out (vm=0x1 name=my vm, current job=migration operation async=none)", "async", "migration operation"],
    ["4.7", "Starting job: job=modify agentJob=none asyncJob=none (vm=0x1 name=my vm, current job=async nested agentJob=none async=start)", "job", "async nested"],
    ["4.7, of the agent", "Starting job: job=none agentJob=query asyncJob=none (vm=0x1 name=my vm, current job=none agentJob=modify async=none)", "agent", "modify"],
    ["9.0, nested", "Starting job: API=x job=async nested agentJob=none asyncJob=none (vm=0x1 name=my vm, current job=none agentJob=none async=start)", "nested", undefined],
    ["9.0, asynchronous", "Starting job: API=x job=none agentJob=none asyncJob=start (vm=0x1 name=my vm, current job=none agentJob=none async=none)", "async", undefined],
  ])("means asking from 1.1.4 on: %s", (_, message, slot, holder) => {
    const parsed = read(record("20.000", 7, `qemuDomainObjBeginJobInternal:1 : ${message}`));
    expect(of(parsed, "lock-requested").map((event) => [event.lock, event.key, event.holder])).toEqual([["my vm", `7:${slot}:my vm`, holder]]);
    expect(of(parsed, "lock-acquired")).toEqual([]);
  });

  it("takes the API from the line, else from the thread's job", () => {
    const job = record("20.000", 7, "virThreadJobSet:93 : Thread 7 (rpc-worker) is now running job remoteDispatchA");
    const asking = (api: string) => record("20.000", 7, `virDomainObjBeginJobInternal:1 : Starting job: API=${api} job=query agentJob=none asyncJob=none (vm=0x1 name=a, current job=none agentJob=none async=none)`);
    expect(of(read(job, asking("remoteDispatchB"), asking("<null>")), "lock-requested").map((event) => event.by)).toEqual(["remoteDispatchB", "remoteDispatchA"]);
  });
});

describe("pointers that are used again", () => {
  const queue = (at: string) => record(at, 1, "virNetServerDispatchNewMessage:203 : server=0x1 client=0x5 message=0x6");
  const handle = (at: string, tid: number) => record(at, tid, "virNetServerHandleJob:152 : server=0x1 client=0x5 message=0x6 prog=0x2");

  it("pair with the nearest next, also for the same worker", () => {
    const parsed = read(queue("20.000"), handle("20.004", 4), queue("21.000"), handle("21.001", 4));
    expect(parsed.events.map((event) => [event.kind, event.head.line])).toEqual([
      ["lock-requested", 1],
      ["lock-acquired", 2],
      ["lock-requested", 3],
      ["lock-released", 2],
      ["lock-acquired", 4],
    ]);
  });

  it("of a monitor name no domain once it is closed", () => {
    const event = (at: string) => record(at, 8, 'qemuMonitorJSONIOProcessLine:9 : QEMU_MONITOR_RECV_EVENT: mon=0x1 event={"event": "STOP"}');
    const parsed = read(
      record("20.000", 7, "qemuDomainObjEnterMonitorInternal:1 : Entering monitor (mon=0x1 vm=0x2 name=a)"),
      event("20.001"),
      record("20.002", 7, "qemuMonitorClose:9 : QEMU_MONITOR_CLOSE: mon=0x1"),
      event("20.003"),
    );
    expect(of(parsed, "milestone")).toMatchObject([{ milestone: "guest-paused", domain: "a", head: { line: 2 } }]);
  });

  it("mean nothing in the next life of the daemon", () => {
    const parsed = read(
      record("20.000", 1, "libvirt version: 9.0.0", "info"),
      record("20.001", 7, 'qemuMonitorSend:9 : QEMU_MONITOR_SEND_MSG: mon=0x1 msg={"execute":"stop","id":"libvirt-1"}'),
      record("29.000", 2, "libvirt version: 9.0.0", "info"),
      record("29.500", 7, 'qemuMonitorJSONIOProcessLine:9 : QEMU_MONITOR_RECV_REPLY: mon=0x1 reply={"return": {}, "id": "libvirt-1"}'),
    );
    expect(of(parsed, "operation-completed")).toEqual([]);
    expect(of(parsed, "banner").map((event) => event.life)).toEqual(["start", "start"]);
  });
});

describe("the steps of a start whose announcement no line has", () => {
  const began = (...lines: readonly (readonly [at: string, rest: string])[]) =>
    of(read(...lines.map(([at, rest]) => record(at, 7, rest))), "operation-began").map(({ operation, name }) => `${operation} ${name}`);

  it("are read from the first step of its launch on", () => {
    expect(began(["20.000", "qemuProcessLaunch:7795 : Setting up domain cgroup (if required)"], ["20.500", "qemuProcessLaunch:7800 : Setting domain security labels"])).toEqual([
      "domain-start start", "domain-step Setting up domain cgroup (if required)", "domain-step Setting domain security labels",
    ]);
  });

  it("are none where the function is one that others call as well", () => {
    expect(began(["20.000", "qemuProcessRefreshState:6201 : Fetching list of active devices"])).toEqual([]);
  });
});
