import { remember } from "./bounded-map.ts";
import { numberAt, secondsToUs } from "./decimal.ts";
import { completed, NAME_LIMIT, type Message, type Out, type Rule } from "./message.ts";

/**
 * The message bus. Source: oslo_messaging/_drivers/amqpdriver.py, 2.6.0 – now; mostly silent, as the library's default level is INFO.
 * One line: `sending reply msg_id: 9f2c… reply queue: reply_1a2b time elapsed: 0.0312s`
 */
export function rpcRules(): readonly Rule[] {
  const receivedUs = new Map<string, number>();

  function readReceived(message: Message, _out: Out, from: number): boolean {
    const id = word(message.text, from);
    if (id !== "") remember(receivedUs, id, message.head.atUs);
    return false;
  }

  /** 4.5.0 on states the time; before, it is the time since the message came in. */
  function readReplied(message: Message, out: Out, from: number): boolean {
    const id = word(message.text, from);
    const elapsed = message.text.lastIndexOf(" time elapsed: ");
    const since = receivedUs.get(id);
    receivedUs.delete(id);
    const durationUs = elapsed >= 0 ? secondsToUs(numberAt(message.text, elapsed + 15)) : since === undefined ? undefined : Math.max(0, message.head.atUs - since);
    if (durationUs === undefined) return false;
    out.emit({ ...completed(message.head, "rpc-served", "reply", durationUs), ...messageIdOf(id) });
    return true;
  }

  return [
    { starts: "CALL msg_id: ", read: readCall },
    { starts: "Expecting reply to msg ", read: readExpecting },
    { starts: "received reply msg_id: ", read: (message, out, from) => end(message, word(message.text, from), undefined, out) },
    { starts: "received message msg_id: ", read: readReceived },
    { starts: "sending reply msg_id: ", read: readReplied },
    { starts: "Timed out waiting for a reply to message ID ", read: (message, out, from) => end(message, word(message.text, from), "timeout", out) },
    { starts: "Timeout in RPC method ", read: readSleep },
  ];
}

/** `CALL msg_id: 9f2c… exchange 'nova' topic 'conductor'` */
function readCall(message: Message, out: Out, from: number): boolean {
  const id = word(message.text, from);
  const topic = message.text.lastIndexOf(" topic '");
  return begin(message, id, topic < 0 ? "call" : message.text.slice(topic + 8, message.text.indexOf("'", topic + 8)), out);
}

/** `Expecting reply to msg 9f2c… in queue reply_1a2b` (14.7.0 on) */
function readExpecting(message: Message, out: Out, from: number): boolean {
  return begin(message, word(message.text, from), "call", out);
}

function begin(message: Message, id: string, name: string, out: Out): boolean {
  if (id === "") return false;
  out.emit({ kind: "operation-began", head: message.head, operation: "rpc-call", name: name.slice(0, NAME_LIMIT), key: `rpc ${id}`, domain: undefined, ...messageIdOf(id) });
  return true;
}

/** None where the line has none. */
function messageIdOf(id: string): { readonly messageId?: string } {
  return id === "" ? {} : { messageId: id };
}

function end(message: Message, id: string, outcome: string | undefined, out: Out): boolean {
  if (id === "") return false;
  out.emit({ kind: "operation-ended", head: message.head, key: `rpc ${id}`, outcome });
  return true;
}

/** neutron (Newton – Rocky): `Timeout in RPC method report_state. Waiting for 17 seconds before next attempt.` */
function readSleep(message: Message, out: Out, from: number): boolean {
  const at = message.text.indexOf(". Waiting for ");
  const durationUs = at < 0 ? undefined : secondsToUs(numberAt(message.text, at + 14));
  if (durationUs === undefined) return false;
  out.emit(completed({ ...message.head, atUs: message.head.atUs + durationUs }, "rpc-call", message.text.slice(from, at), durationUs, "retry"));
  return true;
}

function word(text: string, from: number): string {
  const blank = text.indexOf(" ", from);
  return blank < 0 ? text.slice(from) : text.slice(from, blank);
}
