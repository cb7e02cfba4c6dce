import { field } from "./message-text.ts";
import { procedureName } from "./procedures.ts";

/** Pairs the lines of one call in the worker queue; pointers are used again, so a pair is the nearest next. */
export function callKey(message: string): string | undefined {
  const client = field(message, "client=");
  const pointer = field(message, "message=");
  return client === undefined || pointer === undefined ? undefined : `call ${client} ${pointer}`;
}

/** Pairs request and reply of one client. */
export function serialKey(message: string): string | undefined {
  const client = field(message, "client=");
  const serial = field(message, "serial=");
  return client === undefined || serial === undefined ? undefined : `serial ${client} ${serial}`;
}

export function procedureOf(message: string): string | undefined {
  const program = Number(field(message, "prog="));
  const procedure = Number(field(message, "proc="));
  return Number.isSafeInteger(program) && Number.isSafeInteger(procedure) ? procedureName(program, procedure) : undefined;
}
