import { remember } from "./bounded-map.ts";
import { announce } from "./access.ts";
import { completed, contextKey, milestone, NAME_LIMIT, type Message, type Out, type Rule } from "./message.ts";

/**
 * How API services tell of the requests they serve, besides access lines. Sources: nova/api/openstack/wsgi.py,
 * placement/requestlog.py. One line: `Action: 'create', calling method: <bound method ServersController.create of …>, body: {"server": {"name": …`
 */
export function requestRules(): readonly Rule[] {
  const begun = new Map<string, { readonly name: string; readonly atUs: number }>();

  /** `POST http://10.0.0.1:8774/v2/9f…/servers`; the end is `<url> returned with HTTP 202` */
  function readMethod(message: Message): boolean {
    const match = METHOD_AND_URL.exec(message.text);
    if (match === null) return false;
    remember(begun, contextKey(message.head), { name: `${match[1] ?? ""} ${match[2] ?? ""}`, atUs: message.head.atUs });
    return false;
  }

  function readReturned(message: Message, out: Out): boolean {
    const status = RETURNED.exec(message.text)?.[1];
    const key = contextKey(message.head);
    const request = begun.get(key);
    begun.delete(key);
    if (status === undefined || request === undefined) return false;
    const durationUs = Math.max(0, message.head.atUs - request.atUs);
    const [method = "", uri = ""] = request.name.split(" ");
    announce(message.head, method, uri, status, durationUs, out);
    out.emit(completed(message.head, "http-served", request.name, durationUs, status));
    return true;
  }

  return [
    { starts: "Action: 'create', ", read: readCreate },
    ...["GET http", "POST http", "PUT http", "DELETE http", "PATCH http"].map((starts) => ({ starts, read: readMethod })),
    { starts: "http://", read: readReturned },
    { starts: "https://", read: readReturned },
    { starts: "Starting request: ", read: readStarting },
  ];
}

// POST http://10.0.0.1:8774/v2/9f1d/servers
const METHOD_AND_URL = /^([A-Z]+) https?:\/\/[^\s/]+(\/\S*)/;
// http://10.0.0.1:8774/v2/9f1d/servers returned with HTTP 202
const RETURNED = / returned with HTTP (\d{3})$/;

function readCreate(message: Message, out: Out): boolean {
  const at = message.text.indexOf('body: {"server": ');
  if (at < 0) return false;
  out.emit(milestone(message.head, "create-requested"));
  const instanceName = singleName(message.text.slice(at + 6));
  if (instanceName !== undefined) {
    out.emit({
      kind: "identity", head: message.head, instanceId: undefined, instanceName, domain: undefined, portId: undefined, requestId: undefined,
      tid: undefined, qemuPid: undefined, node: undefined,
    });
  }
  return true;
}

/** The name asked for; undefined if several instances were, as each gets a name of its own, or if the line is cut before it. */
function singleName(body: string): string | undefined {
  try {
    const { server } = JSON.parse(body) as { readonly server: Readonly<Record<string, unknown>> };
    const count = Math.max(Number(server["max_count"] ?? 1), Number(server["min_count"] ?? 1));
    return typeof server["name"] === "string" && !(count > 1) ? server["name"] : undefined;
  } catch {
    return body.includes('_count"') ? undefined : NAME_FIELD.exec(body)?.[1];
  }
}

// {"server": {"name": "bench-001"
const NAME_FIELD = /^\{"server": \{"name": "([^"\\]+)"/;

/** placement's `Starting request: 127.0.0.1 "GET /allocations/0e1f…"`; its access line, without a duration, ends it. */
function readStarting(message: Message, out: Out): boolean {
  const open = message.text.indexOf('"');
  const name = message.text.slice(open + 1, message.text.lastIndexOf('"'));
  if (open < 0 || name === "") return false;
  out.emit({
    kind: "operation-began",
    head: message.head,
    operation: "http-served",
    name: name.slice(0, NAME_LIMIT),
    key: `request ${contextKey(message.head)}`,
    domain: undefined,
  });
  return true;
}
