import type { RecordHead } from "../../model/event.ts";
import { numberAt, secondsToUs } from "./decimal.ts";
import { completed, contextKey, milestone, type Message, type Out } from "./message.ts";

/** Loggers whose records are access lines. */
export function isAccessLogger(logger: string): boolean {
  return logger.endsWith("wsgi.server") || logger.endsWith("requestlog") || logger.endsWith(".wsgi") || logger === "eventlet.wsgi";
}

/**
 * A request served, as the services' own servers log it:
 * - `10.0.0.1 "POST /v2.1/servers HTTP/1.1" status: 202 len: 860 time: 1.9856527` (nova; oslo.service has two blanks before `len`; placement
 *   no `time`)
 * - `10.0.0.1 - - [14/May/2025 15:06:29] "GET /healthcheck HTTP/1.1" 200 142 0.003484` (eventlet's own, glance)
 */
export function readAccess(message: Message, out: Out): boolean {
  const { text, head } = message;
  const open = text.indexOf('"');
  const close = text.indexOf('" ', open + 1);
  if (open < 0 || close < 0) return false;
  const [method = "", uri = ""] = text.slice(open + 1, close).split(" ", 2);
  if (method === "" || !uri.startsWith("/")) return false;
  const labelled = text.startsWith("status: ", close + 2);
  const status = numberAt(text, labelled ? close + 10 : close + 2);
  const time = labelled ? text.indexOf(" time: ", close) : text.lastIndexOf(" ");
  const durationUs = time < close + 2 ? undefined : secondsToUs(numberAt(text, labelled ? time + 7 : time + 1));
  if (status.length !== 3) return false;
  out.uri(uri);
  if (durationUs === undefined) {
    out.emit({ kind: "operation-ended", head, key: `request ${contextKey(head)}`, outcome: status });
    return true;
  }
  announce(head, method, uri, status, durationUs, out);
  out.emit(completed(head, "http-served", `${method} ${uri}`, durationUs, status));
  return true;
}

/** The milestones that requests to the compute API are. A refused request (quota, bad input) is no boot. */
export function announce(head: RecordHead, method: string, uri: string, status: string, durationUs: number, out: Out): void {
  if (!status.startsWith("2")) return;
  const path = uri.split("?", 1)[0] ?? uri;
  const began = { ...head, atUs: head.atUs - durationUs };
  if (method === "POST" && SERVERS.test(path)) {
    out.emit(milestone(began, "create-requested"));
    out.emit(milestone(head, "create-accepted"));
  }
  const deleted = method === "DELETE" ? SERVER.exec(path)?.[1] : undefined;
  if (deleted !== undefined) out.emit(milestone({ ...began, instanceId: deleted }, "delete-requested"));
}

// /v2.1/servers, /compute/v2.1/servers, /v2/9f1d/servers
const SERVERS = /\/v2(?:\.\d+)?(?:\/[^/]+)?\/(?:servers|os-volumes_boot)$/;
// /v2.1/servers/0e1f2a3b-1111-4222-8333-444455556666
const SERVER = /\/v2(?:\.\d+)?(?:\/[^/]+)?\/servers\/([\da-f]{8}-[\da-f-]{27})$/;
