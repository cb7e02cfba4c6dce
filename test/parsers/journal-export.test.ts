import { describe, expect, it } from "vitest";
import { exportedEntries, isJournalExport } from "../../src/parsers/journal-export.ts";

/** What is left of a text that follows its length when NUL bytes and bytes that are not UTF-8 have been dealt with. */
function following(text: string): string {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([length, Buffer.from(text)]).filter((byte) => byte !== 0).toString();
}

const entryOf = (fields: Record<string, string>): string =>
  `__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795359601100000\n${Object.entries(fields).map(([name, value]) => (value.includes("\n") ? `${name}\n${following(value)}\n` : `${name}=${value}\n`)).join("")}_PID=7\n\n`;
const entries = (text: string): readonly unknown[] => exportedEntries(text.split("\n")).map((entry) => JSON.parse(entry) as unknown);
const FRAME = { __CURSOR: "s=1", __REALTIME_TIMESTAMP: "1795359601100000", _PID: "7" };

describe("an export of the journal", () => {
  it("is told by its first field", () => {
    expect(isJournalExport(["", "__CURSOR=s=1"])).toBe(true);
    expect(isJournalExport(["__REALTIME_TIMESTAMP=1"])).toBe(true);
    expect(isJournalExport(["MESSAGE=x", "__CURSOR=s=1"])).toBe(false);
  });

  it("has entries that a blank line ends", () => {
    expect(entries(entryOf({ MESSAGE: "a=b" }) + entryOf({ SYSLOG_IDENTIFIER: "nova-compute", MESSAGE: "c" }) + "__CURSOR=s=2\nMESSAGE=cut")).toEqual([
      { ...FRAME, MESSAGE: "a=b" },
      { ...FRAME, SYSLOG_IDENTIFIER: "nova-compute", MESSAGE: "c" },
    ]);
  });

  it.each([
    ["short", "one\ntwo"],
    ["with what looks like fields and ends", "one\n\nPATH=/bin\nMESSAGE\n__X=1\n\ntwo\n"],
    ["of as many bytes as a line end is", "12345\n7890"],
    ["of 266 bytes, whose length has a line end", `${"x".repeat(200)}\n${"y".repeat(65)}`],
    ["of 256 bytes", `${"x".repeat(200)}\n${"y".repeat(55)}`],
    ["of 200 bytes", `${"x".repeat(100)}\n${"y".repeat(99)}`],
    ["long", `${"line of a domain\n".repeat(5_000)}end`],
    ["with letters of several bytes", "é\nü"],
  ])("has texts of several lines: %s", (_, text) => {
    expect(entries(entryOf({ MESSAGE: text, SYSLOG_IDENTIFIER: "a" }) + entryOf({ MESSAGE: "next" }))).toEqual([{ ...FRAME, MESSAGE: text, SYSLOG_IDENTIFIER: "a" }, { ...FRAME, MESSAGE: "next" }]);
  });

  it("is found again at the next entry where the length of a text is wrong", () => {
    expect(entries(entryOf({ MESSAGE: "a" }).replace("MESSAGE=a", "MESSAGE\nXXab\ncd") + entryOf({ MESSAGE: "next" }))).toMatchObject([{ MESSAGE: expect.stringContaining("ab\ncd") as string }, { MESSAGE: "next" }]);
  });

  it("may have been cut within an entry", () => {
    expect(entries(entryOf({ MESSAGE: "a" }).slice(40) + entryOf({ MESSAGE: "b" }))).toMatchObject([{ MESSAGE: "a" }, { MESSAGE: "b" }]);
  });
});
