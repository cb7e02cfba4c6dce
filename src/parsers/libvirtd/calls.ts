import { numberAt, type Values } from "./columns.ts";
import { field, numberField } from "./message-text.ts";
import type { Names } from "./names.ts";
import { procedureName } from "./procedures.ts";
import type { LibvirtRecord } from "./record.ts";

/** A call in the worker queue. */
export interface QueuedCall {
  readonly client: string;
  /** Pointer of its message. */
  readonly message: string;
  /** Pairs the lines of one call; pointers are used again, so a pair is the nearest next. */
  readonly key: string;
}

export function queuedCall({ text, from }: LibvirtRecord, names: Names): QueuedCall | undefined {
  const client = names.field(text, "client=", from);
  const message = names.field(text, "message=", from);
  return client === undefined || message === undefined ? undefined : callOf(client, message);
}

/** The same of the values of a template that names client and message. */
export function queuedCallAt(values: Values, names: Names): QueuedCall {
  return callOf(names.pointer(numberAt(values, 0)), names.pointer(numberAt(values, 1)));
}

function callOf(client: string, message: string): QueuedCall {
  return { client, message, key: `call ${client} ${message}` };
}

/** Pairs request and reply of one client. */
export function serialKey({ text, from }: LibvirtRecord, client: string): string | undefined {
  const serial = field(text, "serial=", from);
  return serial === undefined ? undefined : keyOf(client, serial);
}

function keyOf(client: string, serial: string): string {
  return `serial ${client} ${serial}`;
}

/** Whether the message is of one of these types, each of one digit. */
export function isOfType({ text, from }: LibvirtRecord, types: Types): boolean {
  for (let at = text.indexOf(TYPE, from); at >= 0; at = text.indexOf(TYPE, at + 1)) {
    const type = text.charCodeAt(at + TYPE.length) - ZERO;
    if ((type === types[0] || type === types[1]) && text[at + TYPE.length + 1] === " ") return true;
  }
  return false;
}

type Types = readonly [number, number];
const ZERO = 0x30;

const TYPE = " type=";

/** A call or reply, as virNetServerClientDispatchRead and virNetServerClientSendMessage log it. */
export const MESSAGE_OF_CLIENT =
  "client={client:pointer} len={:number} prog={program:number} vers={:number} proc={procedure:number} type={type:number} status={:number} serial={serial:number}";

/** The same of the values of MESSAGE_OF_CLIENT. */
export function keyAt(values: Values, client: string): string {
  return keyOf(client, numberAt(values, 4).toString());
}

export function isType(values: Values, types: Types): boolean {
  const type = numberAt(values, 3);
  return type === types[0] || type === types[1];
}

export function procedureAt(values: Values): string {
  return procedureName(numberAt(values, 1), numberAt(values, 2));
}

export function procedureOf({ text, from }: LibvirtRecord): string | undefined {
  const program = numberField(text, "prog=", from);
  const procedure = numberField(text, "proc=", from);
  return Number.isSafeInteger(program) && Number.isSafeInteger(procedure) ? procedureName(program, procedure) : undefined;
}
