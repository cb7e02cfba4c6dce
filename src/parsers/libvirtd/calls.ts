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
  return client === undefined || message === undefined ? undefined : { client, message, key: `call ${client} ${message}` };
}

/** Pairs request and reply of one client. */
export function serialKey({ text, from }: LibvirtRecord, client: string): string | undefined {
  const serial = field(text, "serial=", from);
  return serial === undefined ? undefined : `serial ${client} ${serial}`;
}

/** Whether the message is of one of these types. */
export function isOfType({ text, from }: LibvirtRecord, one: string, other: string): boolean {
  for (let at = text.indexOf(TYPE, from); at >= 0; at = text.indexOf(TYPE, at + 1)) {
    const type = text[at + TYPE.length];
    if ((type === one || type === other) && text[at + TYPE.length + 1] === " ") return true;
  }
  return false;
}

const TYPE = " type=";

export function procedureOf({ text, from }: LibvirtRecord): string | undefined {
  const program = numberField(text, "prog=", from);
  const procedure = numberField(text, "proc=", from);
  return Number.isSafeInteger(program) && Number.isSafeInteger(procedure) ? procedureName(program, procedure) : undefined;
}
