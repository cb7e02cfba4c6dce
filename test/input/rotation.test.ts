import { describe, expect, it } from "vitest";
import { rotationOf } from "../../src/input/rotation.ts";

describe("rotationOf", () => {
  it.each([
    "logs/nova-compute.log",
    "logs/nova-compute.log.1",
    "logs/nova-compute.log.2.gz",
    "logs/nova-compute.log.12.xz",
    "logs/nova-compute.log.bz2",
    "logs/nova-compute.log.old",
    "logs/nova-compute.log-20260101",
    "logs/nova-compute.log-20260101.gz",
    "logs/nova-compute.log-20260101.1.zst",
    "logs/nova-compute.log-2026010113.gz",
    "logs/nova-compute.log-20260101-1767225600",
    "logs/nova-compute.log.2026-01-01",
    "logs/nova-compute.log.2026-01-01_13",
    "logs/nova-compute.log.2026-01-01_13-05-59",
    "logs/nova-compute-20260101.log",
    "logs/nova-compute-20260101.log.gz",
  ])("puts %s into the set of logs/nova-compute.log", (path) => {
    expect(rotationOf(path).lineage).toBe("logs/nova-compute.log");
  });

  it("takes a date before the ending of a trace for one before that of a log", () => {
    expect(["t/stap-lock-20260101.txt.gz", "t/stap-lock-20260102.txt", "t/stap-lock.txt"].map((path) => rotationOf(path).lineage)).toEqual(Array.from({ length: 3 }, () => "t/stap-lock.txt"));
    expect(rotationOf("t/phases-20260101.csv")).toEqual({ lineage: "t/phases-20260101.csv", rotation: 0 });
  });

  it.each(["libvirtd.log", "atop-P.txt", "screen-n-api.txt", "futexes.stp", "logs/20260101.log", "logs/.1", "host1/syslog", "run.2026/a"])(
    "takes %s for the newest of its own set",
    (path) => {
      expect(rotationOf(path)).toEqual({ lineage: path, rotation: 0 });
    },
  );

  it("keeps the same name in different folders apart", () => {
    expect(rotationOf("a/syslog.1").lineage).not.toBe(rotationOf("b/syslog.1").lineage);
  });

  it.each([
    ["numbers", ["a.log.10.gz", "a.log.9", "a.log.2.gz", "a.log.1", "a.log"]],
    ["days", ["a.log-20251231.gz", "a.log-20260101.gz", "a.log-20260102", "a.log"]],
    ["hours", ["a.log.2026-01-01_09", "a.log.2026-01-01_10", "a.log"]],
    ["days before the extension", ["a-20251231.log", "a-20260101.log", "a.log"]],
    ["days, then numbers", ["a.log-20260101", "a.log.2", "a.log.1", "a.log"]],
  ])("orders %s oldest first", (_, paths) => {
    const shuffled = [...paths].sort();
    expect(shuffled.sort((a, b) => rotationOf(a).rotation - rotationOf(b).rotation)).toEqual(paths);
  });
});
