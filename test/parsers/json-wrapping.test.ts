import { describe, expect, it } from "vitest";
import { parseObject, readDockerEntry, readJournalEntry } from "../../src/parsers/json-wrapping.ts";

describe("an entry of the journal", () => {
  const entry = { __REALTIME_TIMESTAMP: "1740736815999999", _HOSTNAME: "cmp1", _PID: "801", SYSLOG_IDENTIFIER: "nova-compute", _COMM: "python3", MESSAGE: "Running" };

  it("says what was written, where and by whom", () => {
    expect(readJournalEntry(entry)).toEqual({ atUs: 1_740_736_815_999_999, message: "Running", host: "cmp1", ident: "nova-compute", pid: 801 });
    expect(readJournalEntry({ ...entry, SYSLOG_IDENTIFIER: undefined, _PID: undefined, SYSLOG_PID: "802" })).toMatchObject({ ident: "python3", pid: 802 });
  });

  it("was written when its sender says, as far as it does", () => {
    expect(readJournalEntry({ ...entry, _SOURCE_REALTIME_TIMESTAMP: "1740736814020000" })?.atUs).toBe(1_740_736_814_020_000);
  });

  it("may be given in bytes", () => {
    expect(readJournalEntry({ ...entry, MESSAGE: [...new TextEncoder().encode("é!")] })?.message).toBe("é!");
  });

  it("has a time and a message", () => {
    expect(readJournalEntry({ ...entry, MESSAGE: undefined })).toBeUndefined();
    expect(readJournalEntry({ ...entry, __REALTIME_TIMESTAMP: "soon" })).toBeUndefined();
  });
});

describe("an entry of Docker's json-file driver", () => {
  it("has a line, and when it was collected", () => {
    expect(readDockerEntry({ log: "Running\r\n", stream: "stderr", time: "2025-02-28T10:00:15.5Z" })).toMatchObject({ line: "Running", isCut: false, stamp: { wallUs: Date.UTC(2025, 1, 28, 10, 0, 15, 500) * 1000, offsetMin: 0 } });
    expect(readDockerEntry({ log: "Running\n" })).toEqual({ line: "Running", isCut: false, stamp: undefined });
  });

  it("goes on in the next where its line has no end", () => {
    expect(readDockerEntry({ log: "Runn" })).toMatchObject({ line: "Runn", isCut: true });
  });

  it("is none without a line", () => {
    expect(readDockerEntry({ log: 3 })).toBeUndefined();
  });
});

describe("a line of JSON", () => {
  it("is read if it is one whole object", () => {
    expect(parseObject('{"a":1}')).toEqual({ a: 1 });
    for (const text of ['{"a":1', "[1]", "null", "3", "a"]) expect(parseObject(text)).toBeUndefined();
  });
});
