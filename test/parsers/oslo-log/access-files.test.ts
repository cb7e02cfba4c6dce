import { describe, expect, it } from "vitest";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";
import { parse } from "../../support/parse.ts";

const line = (request: string, rest: string): string => `10.1.0.50 - - [22/Nov/2026:15:02:21 +0000] "${request} HTTP/1.1" ${rest}`;

describe("a file of Apache's access lines alone", () => {
  it.each([
    ["combined, with a duration", line("POST /v3/auth/tokens", '201 2511 "-" "python-requests/2.31" 45123')],
    ["as keystone's own template has it", line("GET /identity/v3/auth/tokens", '200 2511 "-" "python-requests/2.31" 45123(us)')],
    ["as kolla has it, the duration behind the size", line("GET /allocation_candidates?limit=1000", '200 631 45123 "-" "nova-scheduler"')],
  ])("is read where it is of OpenStack's interfaces: %s", (_, text) => {
    expect(osloLog.sniff([text, text])).toBeGreaterThan(0);
    expect(parse(osloLog, text).events).toMatchObject([{ kind: "operation-completed", operation: "http-served", durationUs: 45_123, inWholeSeconds: true }]);
  });

  it.each(["GET /index.html", "GET /v1/metrics", "POST /api/v3/charge", "GET /dashboard/auth/login/"])("is left to others where it is not: %s", (request) => {
    expect(osloLog.sniff([line(request, '200 12 "-" "curl" 45123')])).toBe(0);
  });
});

describe("an access line", () => {
  const served = "[pid: 12|app: 0|req: 1/2] 10.0.0.1 () {64 vars in 1200 bytes} [Sun Nov 22 15:00:01 2026] POST /v2.1/servers => generated 400 bytes in 1211 msecs (HTTP/1.1 202) 9 headers in 400 bytes (1 switches on core 0)";
  const read = (text: string) => parse(osloLog, text, { modifiedUs: Date.UTC(2026, 10, 23) * 1000 }).events.filter(({ kind }) => kind === "operation-completed");
  const at = (second: number, ms = 0): number => Date.UTC(2026, 10, 22, 15, 0, second, ms) * 1000;

  it.each([
    ["the daemon's syslog", `Nov 22 15:00:02 ctl nova-api[77]: ${served}`, at(2), "local", "nova-api"],
    ["uWSGI's syslog", `Nov 22 15:00:02 ctl uwsgi[77]: ${served}`, at(2), "local", undefined],
    ["docker logs -t", `2026-11-22T15:00:02.250Z ${served}`, at(2, 250), "utc", undefined],
    ["a date with a blank", `2026-11-22 15:00:02.250 ${served}`, at(2, 250), "local", undefined],
    ["log-date with a format", `2026-11-22 15:00:02 - ${served}`, at(2), "local", undefined],
    ["log-date without one, of which the line's own start is as good", `Sun Nov 22 15:00:02 2026 - ${served}`, at(2, 211), "local", undefined],
    ["stern", `nova-api-0 nova-api ${served}`, at(2, 211), "local", "nova-api"],
  ])("of uWSGI is read behind %s", (_, text, atUs, clock, service) => {
    expect(osloLog.sniff([text])).toBeGreaterThan(0);
    expect(read(text)).toMatchObject([{ operation: "http-served", durationUs: 1_211_000, head: { atUs, clock, service, pid: 12 } }]);
  });

  it("of Apache is read behind the stamp of docker logs -t", () => {
    expect(read(`2026-11-22T15:02:22.250Z ${line("POST /v3/auth/tokens", '201 2511 "-" "curl" 45123')}`)).toMatchObject([{ operation: "http-served", durationUs: 45_123 }]);
  });
});
