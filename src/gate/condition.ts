import { TraceRankError } from "../model/error.ts";

/** What a figure is measured in, which decides what it may be compared with. */
export type Unit = "duration" | "share" | "count" | "word";

/** One condition of `--fail-on`: `hotspot[compute_resources].wait > 30s`, `diff.makespan > +10%`, `diff.verdict == worse`. */
export interface Condition {
  /** As it was given. */
  readonly text: string;
  /** Words before, between and after dots, without what stands in brackets: `hotspot.wait`. */
  readonly quantity: string;
  /** What stands in brackets; undefined: any. */
  readonly of: string | undefined;
  readonly operator: Operator;
  /** Durations in µs, shares as such; a word for `word`. */
  readonly value: number | string;
}

type Operator = ">" | ">=" | "<" | "<=" | "==" | "!=";

/** Of a duration, in µs. */
const DURATION_US: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1e3, s: 1e6, min: 60e6, h: 3600e6 };

// hotspot[nova-compute build slots].wait >= 1.5 min
const QUANTITY = /[a-z][a-z0-9]*/y;
const OPERATOR = />=|<=|==|!=|>|</y;
const NUMBER = /[+-]?\d+(?:\.\d+)?/y;
const WORD = /[a-zµ%]+(?: [a-z]+)?/y;

/**
 * Reads a condition on quantities of these names and units.
 *
 * @throws TraceRankError `bad-condition`, which shows where it stops making sense
 */
export function parseCondition(text: string, units: ReadonlyMap<string, Unit>): Condition {
  let at = 0;
  const fail = (what: string, hint: string): never => {
    throw new TraceRankError("bad-condition", `--fail-on: ${what}`, hint, [text, `${" ".repeat([...text.slice(0, at)].length)}^`]);
  };
  const skip = (): void => {
    while (text[at] === " ") at++;
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };

  skip();
  const begin = at;
  const words: string[] = [];
  let of: string | undefined;
  do {
    words.push(take(QUANTITY) ?? fail("the name of a quantity is needed here", known(units)));
    if (text[at] === "[") {
      const end = text.indexOf("]", at);
      if (end < 0) fail("this bracket is never closed", "Such as hotspot[compute_resources].wait.");
      of = text.slice(at + 1, end).trim();
      at = end + 1;
    }
  } while (text[at] === "." && ++at > 0);
  const quantity = words.join(".");
  const unit = units.get(quantity);
  if (unit === undefined) {
    at = begin;
    return fail(`no quantity is called ${quantity}`, known(units));
  }
  if (of !== undefined && !quantity.includes("hotspot")) {
    at = text.indexOf("[");
    fail(`${quantity} is not of one among several`, "Only hotspots take a name in brackets.");
  }

  skip();
  const operator = take(OPERATOR) as Operator | undefined;
  if (operator === undefined) return fail("a comparison is needed here", "One of > >= < <= == !=.");
  if (unit === "word" && operator !== "==" && operator !== "!=") fail("words are equal or not", "One of == and !=.");
  skip();
  const value = unit === "word" ? (take(WORD) ?? fail("a word is needed here", "One of better, worse, mixed, no change.")) : numberIn(unit);
  skip();
  if (at < text.length) fail("nothing more is understood here", "One condition at a time: repeat --fail-on for others.");
  return { text: text.trim(), quantity, of, operator, value };

  function numberIn(wanted: Exclude<Unit, "word">): number {
    const number = take(NUMBER);
    if (number === undefined) return fail("a number is needed here", EXAMPLE[wanted]);
    skip();
    const from = at;
    const given = take(WORD) ?? "";
    const factor = wanted === "duration" ? DURATION_US[given] : wanted === "share" ? (given === "%" ? 0.01 : undefined) : given === "" ? 1 : undefined;
    if (factor !== undefined) return Number(number) * factor;
    at = from;
    return fail(given === "" ? "a unit is needed here" : `${wanted === "count" ? "a count has no unit" : `not a unit of a ${wanted}`}: ${given}`, EXAMPLE[wanted]);
  }
}

const EXAMPLE: Readonly<Record<Exclude<Unit, "word">, string>> = {
  duration: "Such as 500ms, 30s, 2min, 1h.",
  share: "Such as 25% or +10%.",
  count: "Such as 0 or 3.",
};

function known(units: ReadonlyMap<string, Unit>): string {
  return `One of ${[...units.keys()].join(", ")}.`;
}

/** Whether a figure meets the condition. */
export function meets(figure: number | string, { operator, value }: Pick<Condition, "operator" | "value">): boolean {
  switch (operator) {
    case ">": return figure > value;
    case ">=": return figure >= value;
    case "<": return figure < value;
    case "<=": return figure <= value;
    case "==": return figure === value;
    case "!=": return figure !== value;
  }
}
