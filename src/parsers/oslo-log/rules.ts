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

/** The table of messages of one source, asked by the characters in which they differ. */
export interface RuleIndex {
  /** Rules of which at least one may read the message. */
  readonly find: (message: string) => readonly Rule[] | undefined;
  /** What messages that a rule may read begin with. */
  readonly starts: readonly Pick<Rule, "starts" | "unlessOslo">[];
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
  const functionLocks = openFunctionLocks();
  const commands = openCommands();
  const rules = [
    functionLocks.rules, lockRules(), fileLockRules(), bootRules(), eventRules(), deleteRules(), failureRules(), schedulingRules(),
    requestRules(), commands.rules, httpCallRules(), rpcRules(), neutronRules(), routerRules(), periodicRules(), selfRules(),
  ].flat();
  const choice = choiceOf(rules, 0);
  return {
    starts: rules,
    pending: () => functionLocks.pending() || commands.pending(),
    find: (message) => {
      const fitting = choose(choice, message);
      for (const { starts } of fitting) if (message.startsWith(starts)) return fitting;
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

const ASCII = 128;

/** Rules told apart by the character at `at`. */
interface Choice {
  readonly at: number;
  /** By ASCII character; made when one is first met, for a log has few kinds of messages. */
  readonly by: (Choice | undefined)[];
  /** For other characters: the rules that begin with less. Undefined: they are told apart no further. */
  readonly others: Choice | undefined;
  readonly rules: readonly Rule[];
}

function choiceOf(rules: readonly Rule[], from: number): Choice {
  const longest = Math.max(0, ...rules.map(({ starts }) => starts.length));
  for (let at = from; at < longest; at++) {
    const codes = new Set(rules.filter(({ starts }) => starts.length > at).map(({ starts }) => starts.charCodeAt(at)));
    if (codes.size < 2) continue;
    return { at, by: new Array<undefined>(ASCII).fill(undefined), others: choiceOf(rules.filter(({ starts }) => starts.length <= at), longest), rules };
  }
  return { at: 0, by: [], others: undefined, rules };
}

/** Those of the rules that may fit, in their order. */
function choose(choice: Choice, message: string): readonly Rule[] {
  let last = choice;
  while (last.others !== undefined) {
    const code = message.charCodeAt(last.at);
    last = code < ASCII ? (last.by[code] ?? addChoice(last, code)) : last.others;
  }
  return last.rules;
}

function addChoice({ at, by, rules }: Choice, code: number): Choice {
  return (by[code] = choiceOf(rules.filter(({ starts }) => starts.length <= at || starts.charCodeAt(at) === code), at + 1));
}
