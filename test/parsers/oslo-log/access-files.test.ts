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
