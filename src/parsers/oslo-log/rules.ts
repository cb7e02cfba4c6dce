import type { RecordHead } from "../../model/event.ts";
import { bootRules } from "./boot-messages.ts";
import { openCommands } from "./command-messages.ts";
import { deleteRules } from "./delete-messages.ts";
import { eventRules } from "./event-messages.ts";
import { failureRules } from "./failure-messages.ts";
import { fileLockRules } from "./file-locks.ts";
import { openFunctionLocks } from "./function-locks.ts";
import { httpCallRules } from "./http-calls.ts";
import { lockRules } from "./locks.ts";
import type { Message, Out, Rule } from "./message.ts";
import { neutronRules } from "./neutron-messages.ts";
import { periodicRules } from "./periodic-messages.ts";
import { requestRules } from "./request-messages.ts";
import { routerRules } from "./router-messages.ts";
import { rpcRules } from "./rpc-messages.ts";
import { schedulingRules } from "./scheduling-messages.ts";
import { selfRules } from "./self-messages.ts";

/** The table of messages of one source, asked by the first four characters. */
export interface RuleIndex {
  /** Rules of which at least one may read the message. */
  readonly find: (message: string) => readonly Rule[] | undefined;
  /** What messages that a rule may read begin with. */
  readonly starts: readonly string[];
  /** Whether `before` has anything to say about the next record, whatever it is. */
  readonly pending: () => boolean;
  /** To be called before each record is read: some messages mean something only together with the next of their thread of work. */
  readonly before: (head: RecordHead, message: string, out: Out) => void;
}

/**
 * Messages are told apart by their own text, not by logger: the same templates moved through `nova.utils`, incubator copies in every
 * project, and the oslo libraries. Each source has rules of its own, since some remember what came before.
 */
export function openRules(): RuleIndex {
  const index = new Map<number, Rule[]>();
  const functionLocks = openFunctionLocks();
  const commands = openCommands();
  const rules = [
    functionLocks.rules, lockRules(), fileLockRules(), bootRules(), eventRules(), deleteRules(), failureRules(), schedulingRules(),
    requestRules(), commands.rules, httpCallRules(), rpcRules(), neutronRules(), routerRules(), periodicRules(), selfRules(),
  ].flat();
  for (const rule of rules) {
    const key = keyOf(rule.starts);
    const row = index.get(key);
    if (row === undefined) index.set(key, [rule]);
    else row.push(rule);
  }
  return {
    starts: rules.map(({ starts }) => starts),
    pending: () => functionLocks.pending() || commands.pending(),
    find: (message) => {
      const rules = index.get(keyOf(message));
      if (rules !== undefined) for (const { starts } of rules) if (message.startsWith(starts)) return rules;
      return undefined;
    },
    before: (head, message, out) => {
      functionLocks.before(message, out);
      commands.before(head, message, out);
    },
  };
}

/** Gives the message to the first rule that fits and reads it. */
export function applyRules(rules: readonly Rule[], message: Message, out: Out): boolean {
  for (const { starts, read } of rules) if (message.text.startsWith(starts) && read(message, out, starts.length)) return true;
  return false;
}

/** Four characters in one small integer. */
function keyOf(text: string): number {
  return (text.charCodeAt(0) & 127) | ((text.charCodeAt(1) & 127) << 7) | ((text.charCodeAt(2) & 127) << 14) | ((text.charCodeAt(3) & 127) << 21);
}
