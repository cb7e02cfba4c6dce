import { describe, expect, it } from "vitest";
import { readSyslogHead } from "../../src/parsers/syslog-head.ts";
import { ANY_YEAR, openYears } from "../../src/parsers/years.ts";

const AT_US = Date.UTC(2026, 10, 22, 15, 2, 21) * 1000;

describe("the head of a line in syslog or the journal", () => {
  it.each([
    ["RFC 3339, as rsyslog writes files", "2026-11-22T16:02:21.617408+01:00 cmp1 nova-compute[4242]: Running", AT_US + 3600e6 + 617_408, 60],
    ["RFC 5424, as sent", "<14>1 2026-11-22T15:02:21.617Z cmp1 nova-compute 4242 - - Running", AT_US + 617_000, 0],
    ["RFC 5424 with structured data", '<14>1 2026-11-22T15:02:21.617Z cmp1 nova-compute 4242 id [a@1 b="c"] Running', AT_US + 617_000, 0],
    ["journalctl -o short-full", "Sun 2026-11-22 15:02:21 UTC cmp1 nova-compute[4242]: Running", AT_US, 0],
    ["journalctl -o short-full elsewhere", "Sun 2026-11-22 15:02:21 CET cmp1 nova-compute[4242]: Running", AT_US, undefined],
    ["journalctl -o short-unix", "1795359741.617408 cmp1 nova-compute[4242]: Running", AT_US + 617_408, 0],
  ])("says when, where and who: %s", (_, line, wallUs, offsetMin) => {
    const head = readSyslogHead(line, ANY_YEAR);
    expect(head).toMatchObject({ wallUs, offsetMin, host: "cmp1", ident: "nova-compute", pid: 4242 });
    expect(line.slice(head?.end)).toBe("Running");
  });

  it.each([
    ["as rsyslog writes files", "Nov 22 15:02:21 cmp1 nova-compute: Running", 0],
    ["as sent (RFC 3164)", "<14>Nov 22 15:02:21 cmp1 nova-compute: Running", 0],
    ["with a day of one digit", "Nov  2 15:02:21.617408 cmp1 nova-compute: Running", 617_408 - 20 * 86_400e6],
  ])("takes the year of a traditional stamp from the log's others: %s", (_, line, us) => {
    expect(readSyslogHead(line, { next: () => 2026 })).toMatchObject({ wallUs: AT_US + us, offsetMin: undefined, host: "cmp1", ident: "nova-compute", pid: undefined });
  });

  it.each([
    ["a service's own record", "2026-11-22 15:02:21.617 19312 INFO nova.compute.manager [-] Running"],
    ["libvirt's own record", "2026-11-22 15:02:21.617+0000: 5107: debug : qemuProcessStop:6051 : Shutting down"],
    ["a record behind a container's stamp", "2026-11-22T15:02:21.617408789Z 2026-11-22 15:02:21.617 7 INFO nova.compute.manager [-] Running"],
    ["no sender", "Nov 22 15:02:21 nothing at all"],
  ])("is not: %s", (_, line) => {
    const asked: number[] = [];
    expect(readSyslogHead(line, { next: (month) => asked.push(month) })).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

describe("the year of stamps without one", () => {
  const yearsOf = (modified: string | undefined, year: number | undefined, days: readonly (readonly [month: number, day: number])[]) => {
    const notes: string[] = [];
    const years = openYears({ path: "syslog", modifiedUs: modified === undefined ? undefined : Date.parse(modified) * 1000, year, emit: () => undefined, note: ({ code }) => notes.push(code) });
    return { years: days.map(([month, day]) => years.next(month, day, 0)), notes };
  };

  it("is the latest in which the first is not after the log's last modification, and goes on from there", () => {
    expect(yearsOf("2026-02-01", undefined, [[11, 30], [12, 31], [1, 1], [1, 31]])).toEqual({ years: [2025, 2025, 2026, 2026], notes: [] });
  });

  it("takes a line of December among those of January for one that is late", () => {
    expect(yearsOf("2026-02-01", undefined, [[12, 31], [1, 1], [12, 31], [1, 1]]).years).toEqual([2025, 2026, 2025, 2026]);
  });

  it("is the one that is given", () => {
    expect(yearsOf("2026-02-01", 2013, [[12, 31], [1, 1]]).years).toEqual([2013, 2014]);
  });

  it("is a leap year where nothing tells it, which is said once", () => {
    expect(yearsOf(undefined, undefined, [[2, 29], [3, 1]])).toEqual({ years: [2000, 2000], notes: ["year-unknown"] });
  });
});
