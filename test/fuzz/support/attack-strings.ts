import { parseRegExpLiteral, type AST } from "@eslint-community/regexpp";

/** A text that a regular expression may need more than linear time for: `pump` over and over between the two ends. */
export interface Attack {
  readonly before: string;
  readonly pump: string;
  readonly after: string;
}

/** The attack of about `length` characters. */
export function attackText({ before, pump, after }: Attack, length: number): string {
  return before + pump.repeat(Math.ceil(length / pump.length)) + after;
}

/** Characters that classes are tried with: one of each kind that the patterns of log lines tell apart. */
const PALETTE = [..."a0fAF _-.,:;/\\\"'=+*#(){}[]<>|@~?&%^\t\n\r\u00e9\u001b", "\u{1fa70}"];

/** Ends that make a match fail late: nothing, a character few classes have, and one that anchors trip over. */
const FAILING_ENDS = ["", "\u0000", "\n\u0000"];

/**
 * For each quantifier without a small bound: every kind of character that it takes, and examples of what it repeats, after nothing
 * and after what leads up to it, before ends that make the match fail.
 */
export function attacksOn(literal: string): readonly Attack[] {
  const { pattern, flags } = parseRegExpLiteral(literal);
  const attacks = new Map<string, Attack>();
  const whole = exampleOf(pattern);
  for (const quantifier of quantifiersOf(pattern)) {
    const before = leadingUpTo(quantifier);
    const pumps = new Set([...charactersOf(quantifier, flags), exampleOf(quantifier.element), before + exampleOf(quantifier.element), whole, whole.slice(0, -1)]);
    for (const pump of pumps) {
      if (pump === "") continue;
      for (const start of new Set(["", before])) {
        for (const end of [...FAILING_ENDS, whole]) attacks.set(JSON.stringify([start, pump, end]), { before: start, pump, after: end });
      }
    }
  }
  return [...attacks.values()];
}

/** Repetitions beyond this count as unbounded. */
const SMALL = 16;

function quantifiersOf(node: AST.Node): AST.Quantifier[] {
  switch (node.type) {
    case "Pattern":
    case "Group":
    case "CapturingGroup":
      return node.alternatives.flatMap(quantifiersOf);
    case "Assertion":
      return "alternatives" in node ? node.alternatives.flatMap(quantifiersOf) : [];
    case "Alternative":
      return node.elements.flatMap(quantifiersOf);
    case "Quantifier":
      return [...(node.max > SMALL ? [node] : []), ...quantifiersOf(node.element)];
    default:
      return [];
  }
}

/** Characters that the repeated element takes as a whole. */
function charactersOf({ element }: AST.Quantifier, flags: AST.Flags): readonly string[] {
  const alone = new RegExp(`^(?:${element.raw})$`, flags.raw.replace(/[gy]/g, ""));
  return PALETTE.filter((character) => alone.test(character));
}

/** An example of all that stands before the quantifier on its way from the beginning of the pattern. */
function leadingUpTo(node: AST.Node): string {
  const { parent } = node;
  if (parent === null || parent.type === "RegExpLiteral") return "";
  const within = parent.type === "Alternative" ? parent.elements.slice(0, parent.elements.findIndex((each) => each === node)).map(exampleOf).join("") : "";
  return leadingUpTo(parent) + within;
}

/** A text that the node matches, as far as can be told without regard to what assertions and references ask. Optional parts are there once. */
export function exampleOf(node: AST.Node): string {
  switch (node.type) {
    case "Pattern":
    case "Group":
    case "CapturingGroup":
      return node.alternatives[0] === undefined ? "" : exampleOf(node.alternatives[0]);
    case "Alternative":
      return node.elements.map(exampleOf).join("");
    case "Quantifier":
      return exampleOf(node.element).repeat(Math.max(1, Math.min(node.min, 64)));
    case "Character":
      return String.fromCodePoint(node.value);
    case "CharacterSet":
    case "CharacterClass": {
      const alone = new RegExp(`^${node.raw}$`, "u");
      return PALETTE.find((character) => alone.test(character)) ?? "";
    }
    default:
      return "";
  }
}
