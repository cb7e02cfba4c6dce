import { describe, expect, it } from "vitest";
import type { LockAcquired, LockReleased } from "../../../src/model/event.ts";
import { lockTrace } from "../../../src/parsers/lock-trace/lock-trace.ts";
import { layouts } from "../../../src/parsers/lock-trace/layouts.ts";
import { parse } from "../../support/parse.ts";

const HEADER = "# trace-rank lock-trace 1 clock=realtime pid=801 comm=libvirtd";
const COLUMNS = "# at_s\tevent\tpid\ttid\tcomm\tlock\tdur_us\tcaller";

function acquired(text: string): LockAcquired[] {
  return parse(lockTrace, text).events.filter((event) => event.kind === "lock-acquired");
}

function released(text: string): LockReleased[] {
  return parse(lockTrace, text).events.filter((event) => event.kind === "lock-released");
}

describe("rows of recording scripts", () => {
  const WAIT = "1795360022509071280 28370 libvirtd WAIT 0x7f6a24496b40 25047 0x7f6a240f10f9 virLogMessage+0x209 [libvirt.so.0.9000.0]";

  it("puts an acquisition at the end of its wait", () => {
    // 022509071.280 us + 25.047 us = 022509096.327 us
    expect(acquired(WAIT)[0]?.head.atUs).toBe(1_795_360_022_509_096);
  });

  it("rounds a wait to the nearest microsecond", () => {
    expect(acquired(WAIT.replace(" 25047 ", " 25500 "))[0]?.waitUs).toBe(26);
  });

  it("counts a wait below one microsecond as none", () => {
    expect(acquired(WAIT.replace(" 25047 ", " 999 "))[0]?.waitUs).toBe(0);
  });

  it("names the caller without offset and object", () => {
    expect(acquired(WAIT)[0]?.by).toBe("virLogMessage");
  });

  it("names the caller's address where there is no symbol", () => {
    expect(acquired("1795360022509071280 28370 libvirtd WAIT 0x7f6a24496b40 25047 0x7f6a240f10f9")[0]?.by).toBe("0x7f6a240f10f9");
  });

  it("makes a release with its hold of a HOLD row", () => {
    expect(released(WAIT.replace("WAIT", "HOLD"))[0]?.holdUs).toBe(25);
  });

  it("leaves condition waits out and says how many in one note", () => {
    const { events, notes } = parse(lockTrace, [WAIT, WAIT, WAIT].join("\n").replaceAll("WAIT", "COND"));
    expect(events).toEqual([]);
    expect(notes.map((note) => [note.code, note.text])).toEqual([["condition-waits-left-out", "rows: 3"]]);
  });

  it("reads a thread name with spaces", () => {
    const text = "1795360022509071280 28370 CPU 0/KVM 3 WAIT 0x7f6a24496b40 25047 0x7f6a240f10f9";
    expect(acquired(text)[0]).toMatchObject({ lock: "0x7f6a24496b40", waitUs: 25, head: { tid: 28370, service: "CPU 0/KVM 3" } });
  });

  it("names the process after its lowest thread, which is the main one", () => {
    const worker = WAIT.replace("28370 libvirtd", "28380 worker");
    expect(acquired([worker, WAIT].join("\n")).map((event) => event.head.service)).toEqual(["libvirtd", "libvirtd"]);
  });

  it("takes a worker of libvirt for libvirtd where the main thread does not appear", () => {
    expect(acquired(WAIT.replace("28370 libvirtd", "28380 prio-rpc-libvir"))[0]?.head.service).toBe("libvirtd");
  });

  it("takes a clock too small for a date as one that starts at boot", () => {
    expect(acquired(WAIT.replace("1795360022509071280", "2824949130761"))[0]?.head).toMatchObject({ clock: "boottime", atUs: 2_824_949_156 });
  });

  it("infers a threshold from fifty rows or more", () => {
    const rows = Array.from({ length: 50 }, (_, index) => WAIT.replace(" 25047 ", ` ${23_000 + index} `));
    expect(parse(lockTrace, rows.join("\n")).facts.minWaitUs).toBe(20);
  });

  it("infers no threshold from fewer rows", () => {
    const rows = Array.from({ length: 49 }, () => WAIT);
    expect(parse(lockTrace, rows.join("\n")).facts.minWaitUs).toBeUndefined();
  });

  it("infers no threshold below five microseconds", () => {
    const rows = Array.from({ length: 60 }, () => WAIT.replace(" 25047 ", " 4900 "));
    expect(parse(lockTrace, rows.join("\n")).facts.minWaitUs).toBeUndefined();
  });

  it("says that a threshold was inferred", () => {
    const rows = Array.from({ length: 50 }, () => WAIT);
    expect(parse(lockTrace, rows.join("\n")).notes.map((note) => note.code)).toContain("trace-threshold-inferred");
  });

  it("rejects no line of the tracer itself", () => {
    const text = ["Attaching 18 probes...", "Pass 5: starting run.", WAIT, "", "^C", "@waitns: 42406901134", "@w[1]: 2", "@h:", "[1K, 2K)  11 |@@@|",
      "WARNING: Missing unwind data for a module", "WARNING: Number of errors: 0, skipped probes: 0"].join("\n");
    expect(parse(lockTrace, text).notes).toEqual([]);
  });

  it("says so when the tracer lost events", () => {
    expect(parse(lockTrace, `${WAIT}\nLost 311 events`).notes.map((note) => note.code)).toEqual(["trace-events-lost"]);
  });

  it("reads a row behind an interrupt echoed by the terminal", () => {
    expect(acquired(`${WAIT}\n^C${WAIT}`)).toHaveLength(2);
  });

  it("counts a line it does not understand", () => {
    expect(parse(lockTrace, `${WAIT}\nsomething else`).notes[0]).toMatchObject({ code: "lock-trace-line-unknown", line: 2 });
  });
});

describe("rows under a comment that names their fields", () => {
  const row = (fields: string, text: string): LockAcquired | undefined => acquired(`# virt-lock-trace pid=5150; fields: ${fields}\n${text}`)[0];

  it("takes the columns from the comment, whatever their order", () => {
    const event = row("lock_addr kind ns caller tid wall comm", "0x7f3568296b40 WAIT 23586 virLogMessage 5163 2026-11-22T15:16:20.038117 rpc-libvirtd");
    expect(event).toMatchObject({ lock: "0x7f3568296b40", by: "virLogMessage", waitUs: 24, head: { pid: 5150, tid: 5163, service: "libvirtd" } });
  });

  it("reads a wall clock without a zone as local", () => {
    expect(row("wall tid comm kind lock ns", "2026-11-22T15:16:20.038117 1 x WAIT 0x1 9000")?.head).toMatchObject({ clock: "local", atUs: Date.UTC(2026, 10, 22, 15, 16, 20) * 1000 + 38_126 });
  });

  it("reads a wall clock with a zone as UTC", () => {
    expect(row("wall tid comm kind lock ns", "2026-11-22T15:16:20.038117+01:00 1 x WAIT 0x1 9000")?.head).toMatchObject({ clock: "utc", atUs: Date.UTC(2026, 10, 22, 14, 16, 20) * 1000 + 38_126 });
  });

  it("reads a wall clock with a space between date and time", () => {
    expect(row("wall tid comm kind lock ns caller", "2026-11-22 15:16:20.038117 1 x WAIT 0x1 9000 f+0x1 [lib.so]")?.by).toBe("f");
  });

  it("leaves a clock since boot unplaced", () => {
    expect(row("mono_ns tid comm kind lock ns", "2824949130761 1 x WAIT 0x1 9000")?.head.clock).toBe("boottime");
  });

  it("ignores columns it does not know", () => {
    expect(row("cpu mono_ns prio tid comm kind lock ns", "3 2824949130761 120 7 x WAIT 0x1 9000")).toMatchObject({ waitUs: 9, head: { tid: 7 } });
  });

  it("takes a length in microseconds", () => {
    expect(row("mono_ns tid comm kind lock us", "2824949130761 1 x WAIT 0x1 9000")?.waitUs).toBe(9000);
  });

  it("takes a futex call for a lock's wait only if it waited for a lock", () => {
    const text = ["# futex-trace pid=9; fields: mono_ns tid comm cmd uaddr val wait_ns ret",
      "1000000 1 x 128 0x10 2 5000 0", "1000000 1 x 137 0x20 0 5000 0", "1000000 1 x 128 0x10 2 5000 -110", "1000000 1 x 129 0x10 1 5000 1"].join("\n");
    expect(acquired(text).map((event) => event.lock)).toEqual(["0x10"]);
  });
});

describe("trace-rank's own layout", () => {
  it("reads at_s as the instant of the acquisition, to the microsecond", () => {
    const text = [HEADER, COLUMNS, "1371029405.992805\tacquire\t801\t19398\tlibvirtd\t0x7f10a4000b60\t873318\tf"].join("\n");
    expect(acquired(text)[0]).toMatchObject({ waitUs: 873_318, head: { atUs: 1_371_029_405_992_805, clock: "utc" } });
  });

  it("takes thresholds from the header", () => {
    const { facts } = parse(lockTrace, `${HEADER} min_wait_us=20 min_hold_us=1000\n${COLUMNS}`);
    expect(facts).toMatchObject({ minWaitUs: 20, minHoldUs: 1000 });
  });

  it("knows no threshold where the header states none, however long the waits", () => {
    const rows = Array.from({ length: 60 }, () => "1371029405.992805\tacquire\t801\t19398\tlibvirtd\t0x1\t50\tf");
    expect(parse(lockTrace, [HEADER, COLUMNS, ...rows].join("\n")).facts.minWaitUs).toBeUndefined();
  });

  it("places a clock since boot by the epoch of its zero", () => {
    const text = ["# trace-rank lock-trace 1 boot_epoch_s=1000000000.5 clock=monotonic", COLUMNS, "100.25\tacquire\t1\t1\tx\t0x1\t5\tf"].join("\n");
    expect(acquired(text)[0]?.head).toMatchObject({ atUs: 1_000_000_100_750_000, clock: "utc" });
  });

  it("leaves a clock since boot unplaced without that epoch", () => {
    const text = ["# trace-rank lock-trace 1 clock=boottime", COLUMNS, "100.25\tacquire\t1\t1\tx\t0x1\t5\tf"].join("\n");
    expect(acquired(text)[0]?.head).toMatchObject({ atUs: 100_250_000, clock: "boottime" });
  });

  it("takes a lock by name", () => {
    expect(acquired([HEADER, COLUMNS, "100.25\tacquire\t1\t1\tx\tdomain list\t5\tf"].join("\n"))[0]?.lock).toBe("domain list");
  });

  it("does not count a wait in the kernel again that the lock's own row tells of", () => {
    const rows = ["100.2\tfutex\t1\t1\tx\t0x1\t4\tf", "100.25\tacquire\t1\t1\tx\t0x1\t5\tf"];
    expect(acquired([HEADER, COLUMNS, ...rows].join("\n")).map((event) => event.waitUs)).toEqual([5]);
  });

  it("names each process of a trace of several after its main thread", () => {
    const rows = ["1.0\tacquire\t7\t8\tworker\t0x1\t5\tf", "1.1\tacquire\t9\t9\tnova\t0x1\t5\tf", "1.2\tacquire\t7\t7\tneutron\t0x1\t5\tf"];
    const header = "# trace-rank lock-trace 1 clock=realtime";
    expect(acquired([header, COLUMNS, ...rows].join("\n")).map((event) => event.head.service)).toEqual(["neutron", "nova", "neutron"]);
  });
});

describe("times of day", () => {
  const line = (time: string, name: string): string =>
    `[${time}] (+0.1) h lttng_ust_pthread:pthread_mutex_${name}: { cpu_id = 2 }, { vpid = 1, vtid = 2, procname = "x" }, { mutex = 0x1, status = 0 }`;

  it("goes on to the next day at midnight", () => {
    const text = [line("23:59:59.500000000", "lock_req"), line("00:00:00.500000000", "lock_acq")].join("\n");
    expect(acquired(text)[0]?.waitUs).toBe(1_000_000);
  });

  it("puts the first on the day that is closest to the last modification", () => {
    const modifiedUs = Date.UTC(2026, 10, 22, 0, 5) * 1000;
    const { events } = parse(lockTrace, line("23:59:59.500000000", "lock_acq"), { modifiedUs });
    expect(events[0]?.head.atUs).toBe(Date.UTC(2026, 10, 21, 23, 59, 59, 500) * 1000);
  });
});

describe("recognising a lock trace", () => {
  it.each(layouts.map((layout) => [layout.id, layout] as const))("claims the example line of %s for no other layout", (_, layout) => {
    const others = layouts.filter((other) => other !== layout && other.recognises(layout.example));
    expect(others.map((other) => other.id)).toEqual([]);
  });

  it.each([
    ["an oslo log", "2026-11-22 15:07:02.509 1204 DEBUG oslo_concurrency.lockutils [-] Lock \"compute_resources\" acquired by \"x\" :: waited 0.001s inner lockutils.py:402"],
    ["a libvirtd log", "2026-11-22 15:07:02.509+0000: 28378: debug : virThreadJobSet:94 : Thread 28378 (rpc-libvirtd) is now running job remoteDispatchDomainCreateXML"],
    ["a table of phases", "name,uuid,request_id,create_s,active_s"],
    ["atop -P", "CPU compute1 1795360022 2026/11/22 15:07:02 2 100 2 10 20 0 300 4 0 1 0 0 2400 98 0 0"],
    ["JSON", '{"timestamp": "2026-11-22T15:07:02.509Z", "message": "lock 0x1 contended 3 times"}'],
    ["prose", "The lock was contended 158 times, and the process waited for the mutex."],
    ["folded stacks of a CPU profile", "nova-compute;main;run;poll 120"],
  ])("leaves %s to others", (_, line) => {
    expect(lockTrace.sniff([line, line, line])).toBe(0);
  });

  it("does not claim a document that quotes one row", () => {
    const prose = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} explains how waits are recorded.`);
    expect(lockTrace.sniff([...prose, "libvirtd[801] lock 0x7f48 contended 158 times, 34624 avg us", ...prose])).toBe(0);
  });
});

describe("a mutex that its thread takes again", () => {
  const line = (atMs: number, tid: number, probe: string): string => `${1_795_359_600_000_000 + atMs * 1000} ${tid} ${probe} 0x7f10a4000c00`;
  const lock = (atMs: number, tid: number): string => `${line(atMs, tid, "mutex_entry")}\n${line(atMs, tid, "mutex_acquired")}`;
  const unlock = (atMs: number, tid: number): string => line(atMs, tid, "mutex_release");
  const holds = (...lines: readonly string[]): (readonly [number | undefined, number | undefined])[] => released(lines.join("\n")).map(({ head, holdUs }) => [head.tid, holdUs] as const);

  it("is held until it was given back as often", () => {
    expect(holds(lock(0, 1), lock(500, 1), unlock(2000, 1), unlock(4000, 1))).toEqual([[1, 4_000_000]]);
  });

  it("was acquired once", () => {
    expect(acquired([lock(0, 1), lock(500, 1), unlock(2000, 1), unlock(4000, 1)].join("\n"))).toHaveLength(1);
  });

  it("was given back in between, unseen, where another thread had it or where it took a while", () => {
    expect(holds(lock(0, 1), lock(500, 2), unlock(600, 2), lock(1000, 1), unlock(2000, 1))).toEqual([[2, 100_000], [1, 1_000_000]]);
    expect(holds(lock(0, 1), line(500, 1, "mutex_entry"), line(800, 1, "mutex_acquired"), unlock(2000, 1))).toEqual([[1, 1_200_000]]);
  });
});
