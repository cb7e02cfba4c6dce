import type { RequestContext } from "./body.ts";

/*
 * What stands before a message where a deployment has formats of its own: a `logging_context_format_string` without brackets, an `instance_format` other than
 * `[instance: %(uuid)s] ` (oslo_log/_options.py). Every message without the usual is asked for it, so what it begins with is looked at first.
 */

// None req-922d4cfc-f0d4-400f-9308-ebaedbe3e605 9a1b… 4c2d… - - default default     req-922d4cfc-… demo admin [instance: …       req-922d4cfc-…
const CONTEXT =
  /(?:(req-[\da-f-]{36}|None|-) )?(req-[\da-f-]{36})((?: [^\s[]{1,80}){0,6}?(?= \[instance: )|(?: (?:-|None|default|[\da-f]{32}|[\da-f]{64})){0,6}) /iy;

/** A request context without brackets. Names of users belong to it only where the instance follows: else they might be words of the message. Undefined: the message begins here. */
export function readBareContext(text: string, from: number): RequestContext | undefined {
  const code = text.charCodeAt(from);
  if (code === 45 && text.charCodeAt(from + 1) === 32 && !text.startsWith("req-", from + 2)) return NO_CONTEXT;
  if (code !== 45 && (code !== 114 || text.charCodeAt(from + 3) !== 45) && (code !== 78 || !text.startsWith("None req-", from))) return undefined;
  CONTEXT.lastIndex = from;
  const match = CONTEXT.exec(text);
  if (match === null) return undefined;
  const [whole, caller, requestId, identity = ""] = match;
  const parts = (caller === undefined ? 1 : 2) + identity.split(" ").length - 1;
  return { requestId, globalRequestId: caller?.startsWith("req-") === true ? caller : undefined, parts, length: whole.length - 1 };
}

/** `- `, which other Python programs write there as well: it makes no line one of ours. */
const NO_CONTEXT: RequestContext = { requestId: undefined, globalRequestId: undefined, parts: 0, length: 1 };

// instance: d2573b18-0e1f-4222-8333-444455556666      [d2573b18-…]      d2573b18-…:      [instance d2573b18-…]
const INSTANCE = /\[?(?:instance(?:_uuid)?[:=]? ?)?([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})\]?[:,]? /y;

/**
 * The instance in front of a message, and the index behind it; undefined: there is none. Nova alone tags records with instances; other services begin
 * messages with ids of other things.
 */
export function readOwnInstance(text: string, from: number, logger: string): { readonly id: string; readonly end: number } | undefined {
  const at = text.charCodeAt(from) === 91 ? from + 1 : from;
  const begins = (text.charCodeAt(at + 8) === 45 && text.charCodeAt(at + 13) === 45) || (text.charCodeAt(at) === 105 && text.startsWith("instance", at));
  if (!begins || !logger.startsWith("nova.")) return undefined;
  INSTANCE.lastIndex = from;
  const id = INSTANCE.exec(text)?.[1];
  return id === undefined ? undefined : { id, end: INSTANCE.lastIndex };
}

/** As the bytes of it begin: `req-`, `None`, `- `. */
export function mayBeBareContext(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  return (first === 114 && bytes[at + 3] === 45) || (first === 78 && bytes[at + 3] === 101) || (first === 45 && bytes[at + 1] === 32);
}

/** As the bytes of it begin: `inst`, or where a uuid has its dashes. */
export function mayBeOwnInstance(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 8] === 45 && bytes[at + 13] === 45) || (bytes[at] === 105 && bytes[at + 1] === 110 && bytes[at + 2] === 115 && bytes[at + 3] === 116);
}
