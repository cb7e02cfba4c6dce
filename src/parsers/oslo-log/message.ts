import type { Note } from "../../model/diagnostic.ts";
import type { LogEvent, Milestone, MilestoneName, OperationCompleted, RecordHead } from "../../model/event.ts";
import type { Operation } from "../../model/operation.ts";

/** One record, as the readers of messages see it. */
export interface Message {
  readonly head: RecordHead;
  readonly level: string;
  readonly logger: string;
  /** First line of the message, without instance tag and debug suffix. */
  readonly text: string;
  /** The function that logged, where the record is of debug level. */
  readonly func: string | undefined;
}

/** Where readers leave what they found. */
export interface Out {
  readonly emit: (event: LogEvent) => void;
  readonly note: (note: Note) => void;
  /** A fingerprint of the release that wrote the log, e.g. `oslo.concurrency >= 5.0 (Zed or later)`. */
  readonly release: (fingerprint: string) => void;
  /** A name the log gives to its own host. */
  readonly host: (name: string) => void;
  /** A function of the service's own code took part. */
  readonly caller: (name: string) => void;
  /** The service answered a request for this path. */
  readonly uri: (uri: string) => void;
  /** The service says its own name. */
  readonly service: (name: string) => void;
}

/** One row of the table of messages: what begins like this is read by that. False: it was something else after all. */
export interface Rule {
  /** At least four characters. */
  readonly starts: string;
  /** The oslo libraries write such a message too, of which it reads nothing. */
  readonly unlessOslo?: true;
  /** `from`: index after the words it starts with. */
  readonly read: (message: Message, out: Out, from: number) => boolean;
}

/** Whether a logger is one of the oslo libraries. */
export function isOslo(logger: string): boolean {
  return logger.startsWith("oslo");
}

export function completed(head: RecordHead, operation: Operation, name: string, durationUs: number, outcome?: string): OperationCompleted {
  return { kind: "operation-completed", head, operation, name: name.slice(0, NAME_LIMIT), durationUs, outcome };
}

export function milestone(head: RecordHead, name: MilestoneName, detail?: string): Milestone {
  return { kind: "milestone", head, milestone: name, domain: undefined, detail };
}

/** Row for a message that means one milestone, and at most the release that wrote it beside. */
export function milestoneRule(starts: string, name: MilestoneName, fingerprint?: string): Rule {
  return {
    starts,
    read: ({ head }, out) => {
      out.emit(milestone(head, name));
      if (fingerprint !== undefined) out.release(fingerprint);
      return true;
    },
  };
}

/** The head with the instance the text names, where the record is not tagged with one. */
export function withInstance(head: RecordHead, text: string): RecordHead {
  if (head.instanceId !== undefined) return head;
  const instanceId = UUID.exec(text)?.[0];
  return instanceId === undefined ? head : { ...head, instanceId };
}

/** Process and request: what one thread of work is known by. */
export function contextKey(head: RecordHead): string {
  return `${head.host ?? ""}|${head.service ?? ""}|${head.pid ?? ""}|${head.requestId ?? ""}`;
}

/** Names of operations are cut here, characters. */
export const NAME_LIMIT = 200;

// 0e1f2a3b-1111-4222-8333-444455556666
export const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/;
