import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { progressText, type ReadingState } from "../../src/commands/progress-text.ts";
import { displayWidth } from "../../src/lib/display-width.ts";

const half: ReadingState = { total: 213e6, done: 57.2e6, rate: 95e6, path: "logs/c1/nova-compute.log" };

function text(changes: Partial<ReadingState>, width = 79): string {
  return progressText({ ...half, ...changes }, width);
}

describe("progressText", () => {
  it("says bytes done, rate, time left and the file being read", () => {
    expect(text({})).toBe("57.2 MB of 213 MB, 95.0 MB/s, 2 s left  logs/c1/nova-compute.log");
  });

  it.each([
    [95e6, "2 s left"],
    [1.5e6, "1 min 44 s left"],
    [20e3, "2 h 10 min left"],
    [155.8e6, "1 s left"],
    [1e12, "1 s left"],
  ])("at %d bytes a second rounds the time left up", (rate, left) => {
    expect(text({ rate })).toContain(`, ${left}  `);
  });

  it.each([[undefined], [0], [0.2]])("gives no rate and no time left where the rate is %s", (rate) => {
    expect(text({ rate })).toBe("57.2 MB of 213 MB  logs/c1/nova-compute.log");
  });

  it("gives no time left where the total is not known", () => {
    expect(text({ total: 0 })).toBe("57.2 MB read, 95.0 MB/s  logs/c1/nova-compute.log");
  });

  it("says what follows when all is read", () => {
    expect(text({ done: 213e6 })).toBe("213 MB read, analysing");
    expect(text({ done: 214e6 })).toBe("213 MB read, analysing");
  });

  it("shortens the file name in the middle", () => {
    expect(text({ path: "/mnt/nfs/case-4711/compute-node-17/var/log/nova/nova-compute.log.3.gz" }, 70)).toBe(
      "57.2 MB of 213 MB, 95.0 MB/s, 2 s left  /mnt/nfs/c … -compute.log.3.gz",
    );
  });

  it("leaves out a name of which too little would be seen, but not a short name", () => {
    expect(text({}, 50)).toBe("57.2 MB of 213 MB, 95.0 MB/s, 2 s left");
    expect(text({ path: "nova.log" }, 50)).toBe("57.2 MB of 213 MB, 95.0 MB/s, 2 s left  nova.log");
  });

  it("leaves out figures that do not fit", () => {
    expect(text({}, 36)).toBe("57.2 MB of 213 MB, 95.0 MB/s");
    expect(text({}, 20)).toBe("57.2 MB of 213 MB");
    expect(text({}, 10)).toBe("57.2 MB o…");
  });

  it("measures wide characters as the terminal does", () => {
    const shown = text({ path: "ログ/計算ノード/仮想マシン起動/nova-compute.log" }, 70);
    expect(displayWidth(shown)).toBeLessThanOrEqual(70);
    expect(shown).toMatch(/ {2}ログ\/計算 … .*compute\.log$/);
  });

  it("shows control characters as escapes", () => {
    expect(text({ path: "a\u001b[2J\r\u202eb.log" })).toMatch(/ {2}a\\x1b\[2J\\r\\u202eb\.log$/);
  });

  it("fits any width and moves no cursor, whatever the file is called", () => {
    const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
    const state = fc.record({ total: amount, done: amount, rate: fc.option(amount, { nil: undefined }), path: fc.option(fc.string({ unit: "binary", maxLength: 200 }), { nil: undefined }) });
    fc.assert(
      fc.property(state, fc.integer({ min: 1, max: 200 }), (any, width) => {
        const shown = progressText(any, width);
        expect(displayWidth(shown)).toBeLessThanOrEqual(width);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
