import { secondsToUs, numberAt } from "./decimal.ts";
import { completed, contextKey, NAME_LIMIT, type Message, type Out, type Rule } from "./message.ts";

/**
 * Requests sent to other services. Sources: keystoneauth1/session.py, keystoneclient/session.py, the http modules of the old clients.
 * One line: `REQ: curl -g -i -X GET http://10.0.0.1:8778/allocations/0e1f… -H "Accept: application/json"`
 */
export function httpCallRules(): readonly Rule[] {
  return [
    { starts: "REQ: curl ", read: readRequest },
    { starts: "curl -", read: readRequest },
    // `RESP: [200] …`, `RESP: [200] CaseInsensitiveDict({…})`, `RESP:200`, `RESP:{'status': '200', …}`; the body has a line of its own
    { starts: "RESP:", read: readResponse },
    { starts: "HTTP/1.1 ", read: readResponse },
    { starts: "Failure: ", read: readRetry },
    { starts: "Retriable status code ", read: readRetry },
    ...["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"].map((method) => ({ starts: `${method} call to `, read: readUsedRequest })),
  ];
}

/** `keystoneauth.session.request` and `.response` are one conversation. */
function keyOf(message: Message): string {
  return `http ${contextKey(message.head)} ${message.logger.replace(/\.(?:request|response|body)$/, "")}`;
}

function readRequest(message: Message, out: Out): boolean {
  const url = URL_PART.exec(message.text)?.[0];
  if (url === undefined) return false;
  const method = METHOD.exec(message.text)?.[1] ?? "GET";
  out.emit({
    kind: "operation-began", head: message.head, operation: "http-call", name: `${method} ${url}`.slice(0, NAME_LIMIT), key: keyOf(message), domain: undefined,
  });
  return true;
}

// -X GET http://…
const METHOD = /-X '?([A-Z]+)/;
// https://10.0.0.1:8778/allocations/0e1f
const URL_PART = /https?:\/\/[^\s'"]+/;

function readResponse(message: Message, out: Out): boolean {
  const match = STATUS.exec(message.text);
  if (match === null) return false;
  out.emit({ kind: "operation-ended", head: message.head, key: keyOf(message), outcome: match[1] });
  return true;
}

// RESP: [200], RESP:200, HTTP/1.1 200 OK, RESP:{'date': 'Fri', 'status': '200'
const STATUS = /^(?:RESP: ?\[?|HTTP\/1\.1 |RESP: ?\{.*'status': ')(\d{3})\b/;

/**
 * How the service that was asked calls the request: `PUT call to neutron for http://10.0.0.1:9696/v2.0/ports/0e1f… used request id req-…`; of one
 * that passed through another first, `used request id1 req-… request id2 req-…`.
 */
function readUsedRequest(message: Message, out: Out): boolean {
  const at = message.text.indexOf(USED);
  if (at < 0) return false;
  for (const [requestId] of message.text.slice(at + USED.length).matchAll(REQUEST_ID)) out.emit({ kind: "request-caused", head: message.head, requestId });
  return true;
}

const USED = " used request id";
// req-d8abe8f9-841b-bf39-012f-cf86d5dd1d97
const REQUEST_ID = /\breq-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** keystoneauth sleeps, then asks again: the sleep counts as a call of its own that ends when it is over. */
function readRetry(message: Message, out: Out): boolean {
  const at = message.text.indexOf(" Retrying in ");
  const durationUs = at < 0 ? undefined : secondsToUs(numberAt(message.text, at + 13));
  if (durationUs === undefined) return false;
  out.emit(completed({ ...message.head, atUs: message.head.atUs + durationUs }, "http-call", "sleep before retry", durationUs, "retry"));
  return true;
}
