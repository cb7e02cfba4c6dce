import { describe, expect, it } from "vitest";
import type { Gauge } from "../../../src/model/event.ts";
import { atop } from "../../../src/parsers/atop/atop.ts";
import { parse } from "../../support/parse.ts";

const header = (label: string, epoch = 1700000010, intervalS = 10): string => `${label} node-7 ${String(epoch)} 2023/11/14 23:13:30 ${String(intervalS)}`;

function gauges(...lines: readonly string[]): readonly Gauge[] {
  return parse(atop, lines.join("\n")).events.filter((event) => event.kind === "gauge");
}

function shares(kind: Gauge["gauge"], ...lines: readonly string[]): readonly (readonly [string | undefined, number])[] {
  return gauges(...lines).filter(({ gauge }) => gauge === kind).map(({ subject, share }) => [subject, share]);
}

describe("atop -P, CPU", () => {
  it("counts neither idling nor waiting for I/O as busy", () => {
    // 4 cores, 10 s of 100 ticks: 4000 in all; 300 system + 900 user + 20 nice + 30 irq + 40 softirq + 10 steal, 2700 not busy.
    expect(shares("cpu", `${header("CPU")} 100 4 300 900 20 2600 100 30 40 10 0 2400 100`)).toEqual([[undefined, 1300 / 4000]]);
  });

  it("gives the wait for I/O a gauge of its own", () => {
    expect(shares("iowait", `${header("CPU")} 100 4 300 900 20 2600 100 30 40 10 0 2400 100`)).toEqual([[undefined, 100 / 4000]]);
  });

  it("does not add guest time, which is part of user time", () => {
    expect(shares("cpu", `${header("CPU")} 100 4 0 1000 0 3000 0 0 0 0 1000 2400 100`)).toEqual([[undefined, 0.25]]);
  });

  it("takes the ticks counted for the interval where both agree to a second", () => {
    // A second by the clock of whole seconds, 1.9 s by the ticks.
    expect(shares("cpu", `${header("CPU", 1700000010, 1)} 100 1 0 95 0 95 0 0 0 0 0 2400 100`)).toEqual([[undefined, 0.5]]);
  });

  it("takes the interval where idle ticks were not counted", () => {
    expect(shares("cpu", `${header("CPU")} 100 4 0 1000 0 0 0 0 0 0 0 2400 100`)).toEqual([[undefined, 0.25]]);
  });

  it("never exceeds the whole machine", () => {
    expect(shares("cpu", `${header("CPU")} 100 1 0 9000 0 0 0 0 0 0 0 2400 100`)).toEqual([[undefined, 1]]);
  });

  it("counts a missing counter (-1) as nothing", () => {
    expect(shares("cpu", `${header("CPU")} 100 1 0 500 -1 500 -1 -1 -1 -1 -1 2400 100`)).toEqual([[undefined, 0.5]]);
  });

  it("says how many cores there are", () => {
    expect(gauges(`${header("CPU")} 100 4 0 1000 0 3000 0 0 0 0 0 2400 100`)[0]).toMatchObject({ cores: 4, intervalUs: 10_000_000 });
  });

  it("sums the cores where the line of the whole machine was not asked for", () => {
    const lines = [`${header("cpu")} 100 0 0 1000 0 0 0 0 0 0 0 2400 100`, `${header("cpu")} 100 1 0 0 0 500 500 0 0 0 0 2400 100`, "SEP"];
    expect(gauges(...lines)).toMatchObject([
      { gauge: "cpu", share: 0.5, cores: 2 },
      { gauge: "iowait", share: 0.25 },
    ]);
  });

  it("ignores the cores where the whole machine is there", () => {
    const lines = [`${header("CPU")} 100 1 0 500 0 500 0 0 0 0 0 2400 100`, `${header("cpu")} 100 0 0 500 0 500 0 0 0 0 0 2400 100`, "SEP"];
    expect(shares("cpu", ...lines)).toHaveLength(1);
  });
});

describe("atop -P, frames", () => {
  const cpu = (epoch: number, intervalS: number): string => `${header("CPU", epoch, intervalS)} 100 1 0 ${String(50 * intervalS)} 0 ${String(50 * intervalS)} 0 0 0 0 0 2400 100`;
  const times = (...lines: readonly string[]): number[] => gauges(...lines).filter(({ gauge }) => gauge === "cpu").map(({ head }) => head.atUs / 1e6);

  it("takes the time from the epoch, as UTC, not from the local date", () => {
    expect(gauges(cpu(1700000010, 10))[0]?.head).toMatchObject({ atUs: 1_700_000_010_000_000, clock: "utc", host: "node-7", line: 1 });
  });

  it("leaves out the sample after RESET", () => {
    expect(times("RESET", cpu(1000, 900), "SEP", cpu(1010, 10), "SEP")).toEqual([1010]);
  });

  it("leaves out the sample after RESET where SEP lines were filtered away", () => {
    expect(times("RESET", cpu(1000, 900), cpu(1010, 10))).toEqual([1010]);
  });

  it("leaves out a later sample since boot as well", () => {
    expect(times(cpu(1000, 10), "SEP", "RESET", cpu(5000, 90), "SEP", cpu(5010, 10), "SEP")).toEqual([1000, 5010]);
  });

  it("leaves out a far longer first sample where the RESET line was filtered away", () => {
    expect(times(cpu(1000, 900), cpu(1010, 10))).toEqual([1010]);
  });

  it("keeps a first sample as long as the second", () => {
    expect(times(cpu(1000, 10), cpu(1010, 10))).toEqual([1000, 1010]);
  });

  it("tells that a sample was left out", () => {
    expect(parse(atop, ["RESET", cpu(1000, 900), "SEP"].join("\n")).notes).toMatchObject([{ code: "atop-since-boot", line: 2 }]);
  });

  it("gives no share for an interval of zero seconds", () => {
    const { events, notes } = parse(atop, [cpu(1000, 0), `${header("DSK", 1000, 0)} sda 10 1 1 1 1`].join("\n"));
    expect([events, notes.map(({ code }) => code)]).toEqual([[], ["atop-no-interval"]]);
  });

  it("counts foreign lines and goes on", () => {
    const { events, notes } = parse(atop, ["sudo: atop started", cpu(1000, 10)].join("\n"));
    expect([events.length, notes.map(({ code, line }) => [code, line])]).toEqual([2, [["atop-foreign-line", 1]]]);
  });

  it("names no host for the whole source where there are two", () => {
    expect(parse(atop, [cpu(1000, 10), cpu(1000, 10).replace("node-7", "node-8")].join("\n")).facts.host).toBeUndefined();
  });
});

describe("atop -P, disks and pressure", () => {
  it.each(["DSK", "LVM", "MDD"])("takes the busy milliseconds of %s lines", (label) => {
    expect(shares("disk", `${header(label)} sda 9500 12 96 611 38360`)).toEqual([["sda", 0.95]]);
  });

  it("clips a disk that was busy for longer than the interval", () => {
    expect(shares("disk", `${header("DSK")} sda 10480 12 96 611 38360`)).toEqual([["sda", 1]]);
  });

  it("takes the stalled time of each pressure line", () => {
    const totals = "y 1.0 0 0 500000 0 0 0 1000000 0 0 0 2000000 0 0 0 4000000 0 0 0 20000000";
    expect(shares("pressure", `${header("PSI")} ${totals}`)).toEqual([
      ["cpu some", 0.05],
      ["mem some", 0.1],
      ["mem full", 0.2],
      ["io some", 0.4],
      ["io full", 1],
    ]);
  });

  it("has no pressure where the kernel has none", () => {
    expect(shares("pressure", `${header("PSI")} n 0.0 0.0 0.0 0 0.0 0.0 0.0 0 0.0 0.0 0.0 0 0.0 0.0 0.0 0 0.0 0.0 0.0 0`)).toEqual([]);
  });

  it("takes the average of 10 s where the totals are missing", () => {
    expect(shares("pressure", `${header("PSI")} y 25.0`)).toEqual([["cpu some", 0.25]]);
  });
});

describe("atop -P, processes", () => {
  const process = (text: string): readonly (readonly [string | undefined, number])[] => shares("process-cpu", `${header("PRC")} ${text}`);

  it("takes user and system time as a share of one core", () => {
    expect(gauges(`${header("PRC")} 812 (libvirtd) S 100 900 600 0 120 0 0 0 0 812 y`)).toMatchObject([{ subject: "libvirtd", pid: 812, share: 1.5 }]);
  });

  it.each([
    ["rs:main Q:Reg", "blanks"],
    ["(sd-pam)", "parentheses"],
    ["a) b", "a closing parenthesis and a blank"],
    ["a) S 1", "what looks like a state"],
    ["x (", "an open parenthesis"],
  ])("reads the name %j, with %s", (name) => {
    expect(process(`812 (${name}) S 100 90 10 0 120 0 0 0 0 812 y`)).toEqual([[name, 0.1]]);
  });

  it("leaves an empty name out", () => {
    expect(process("812 () S 100 90 10 0 120 0 0 0 0 812 y")).toEqual([[undefined, 0.1]]);
  });

  it("reads the names of -Z, which have no parentheses", () => {
    expect(process("812 rs:main_Q:Reg S 100 90 10 0 120 0 0 0 0 812 y 0 do_poll 0 -3 -3")).toEqual([["rs:main_Q:Reg", 0.1]]);
  });

  it("leaves threads out, whose time their process has", () => {
    expect(process("852 (worker) S 100 90 10 0 120 0 0 0 0 812 n")).toEqual([]);
  });

  it("leaves out what used less than 1 % of a core", () => {
    expect([process("852 (idle) S 100 5 4 0 120 0 0 0 0 852 y"), process("852 (not) S 100 5 5 0 120 0 0 0 0 852 y")]).toEqual([[], [["not", 0.01]]]);
  });

  it.each([
    ["1.26", ""],
    ["2.1", " 812 y"],
    ["2.6", " 812 y 120034 (futex_wait_queue_me)"],
    ["2.8", " 812 y 120034 () 0 -3 -3"],
    ["2.9", " 812 y 120034 () 0 -3 -3 812 44"],
    ["a later release", " 812 y 120034 () 0 -3 -3 812 44 1 2 3"],
  ])("reads the fields of %s", (_release, more) => {
    expect(process(`812 (libvirtd) S 100 90 10 0 120 0 0 0 0${more}`)).toEqual([["libvirtd", 0.1]]);
  });

  it("counts a row that is cut", () => {
    expect(parse(atop, `${header("PRC")} 812 (libv`).notes).toMatchObject([{ code: "atop-bad-row", line: 1 }]);
  });
});

describe("atop -J", () => {
  const sample = (more: string, elapsed = 10): string => `{"host": "node-7", "timestamp": 1700000010, "elapsed": ${String(elapsed)}, ${more}}`;
  const cpu = '"CPU": {"hertz": 100, "nrcpu": 2, "stime": 100, "utime": 400, "ntime": 0, "itime": 1300, "wtime": 200, "Itime": 0, "Stime": 0, "steal": 0, "guest": 0}';

  it("has the shares that -P has", () => {
    const line = `${header("CPU")} 100 2 100 400 0 1300 200 0 0 0 0 2400 100`;
    expect(gauges(sample(cpu))).toEqual(gauges(line));
  });

  it.each([["DSK", "dskname"], ["LVM", "lvmname"], ["MDD", "mddname"]])("names the devices of %s by %s", (label, key) => {
    expect(shares("disk", sample(`"${label}": [{"${key}": "sda", "io_ms": 2500}, {"${key}": "sdb", "io_ms": 0}]`))).toEqual([["sda", 0.25], ["sdb", 0]]);
  });

  it("leaves out the first sample where it is far longer than the second: no RESET announces it", () => {
    const lines = [sample(cpu, 5000), sample(cpu, 10)];
    expect(gauges(...lines).map(({ head }) => head.line)).toEqual([2, 2]);
  });

  it("leaves threads out", () => {
    const processes = '"PRC": [{"pid": 8, "cmd": "a", "utime": 90, "stime": 10, "isproc": 1}, {"pid": 9, "cmd": "b", "utime": 90, "stime": 10, "isproc": 0}]';
    expect(shares("process-cpu", sample(processes))).toEqual([["a", 0.1]]);
  });

  it("takes the parentheses off where all names have them", () => {
    const processes = '"PRC": [{"pid": 8, "cmd": "(a)", "utime": 90, "stime": 10}, {"pid": 9, "cmd": "((sd-pam))", "utime": 90, "stime": 10}]';
    expect(shares("process-cpu", sample(processes))).toEqual([["a", 0.1], ["(sd-pam)", 0.1]]);
  });

  it("reads a line that is no JSON for the backslashes of its cgroup paths", () => {
    expect(shares("process-cpu", sample('"PRC": [{"pid": 8, "cmd": "a", "utime": 90, "stime": 10, "cgroup": "/a\\x2db"}]'))).toEqual([["a", 0.1]]);
  });

  it("counts an object that is cut", () => {
    expect(parse(atop, sample(cpu).slice(0, -20)).notes).toMatchObject([{ code: "atop-bad-row" }]);
  });
});

describe("what wrote it", () => {
  const versions = (...lines: readonly string[]): readonly string[] => parse(atop, lines.join("\n")).facts.versions;
  const filled = (label: string, fields: number): string => `${header(label)} ${Array.from({ length: fields }, () => "1").join(" ")}`;

  it.each([
    ["atop 1.26", [filled("MEM", 7)]],
    ["atop 2.1-2.5", [filled("MEM", 15)]],
    ["atop 2.4-2.5", [filled("CPU", 15), filled("MEM", 15)]],
    ["atop 2.6", [filled("MEM", 16)]],
    ["atop 2.7", [filled("DSK", 8)]],
    ["atop 2.8", [`${header("PRC")} 8 (a b) S 100 0 0 0 120 0 0 0 0 8 y 0 () 0 -3 -3`]],
    ["atop 2.9", [filled("MEM", 21), `${header("PRC")} 8 (a b) S 100 0 0 0 120 0 0 0 0 8 y 0 () 0 -3 -3 1 2`]],
    ["atop >= 2.10", [filled("MEM", 26)]],
    ["atop >= 2.12", [filled("NET", 19)]],
  ])("is %s by the number of fields", (name, lines) => {
    expect(versions(...lines)).toEqual([name]);
  });

  it("is not named where rows of several releases are mixed", () => {
    expect(versions(filled("MEM", 7), filled("DSK", 10))).toEqual([]);
  });
});

describe("recognising atop", () => {
  it("is sure of its lines", () => {
    expect(atop.sniff(["RESET", `${header("CPU")} 100 4 300 900 0`, `${header("XYZ")} 1 2`])).toBeGreaterThan(0.9);
  });

  it("is sure of its JSON", () => {
    expect(atop.sniff(['{"host": "node-7", "timestamp": 1700000010, "elapsed": 10, "CPU": {"her'])).toBeGreaterThan(0.9);
  });

  it("does not take other logs", () => {
    expect(atop.sniff(["2023-11-14 22:13:30.123 7 INFO nova.compute.manager [-] CPU", '{"message": "host timestamp elapsed"}', "SEP"])).toBe(0);
  });
});
