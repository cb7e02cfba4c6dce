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
 * For each quantifier without a small bound: one of every kind of character that it takes, and examples of what it repeats, after
 * nothing and after what leads up to it, before ends that make the match fail.
 */
export function attacksOn(literal: string): readonly Attack[] {
  const { pattern, flags } = parseRegExpLiteral(literal);
  const attacks = new Map<string, Attack>();
  const whole = exampleOf(pattern);
  const kinds = kindsOfCharacters(pattern, flags);
  for (const quantifier of quantifiersOf(pattern)) {
    const before = leadingUpTo(quantifier);
    const pumps = new Set([...charactersOf(quantifier, flags, kinds), exampleOf(quantifier.element), before + exampleOf(quantifier.element), whole, whole.slice(0, -1)]);
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

function quantifiersOf(pattern: AST.Pattern): readonly AST.Quantifier[] {
  return nodesOf(pattern).flatMap((node) => (node.type === "Quantifier" && node.max > SMALL ? [node] : []));
}

/** A node and all below it, but for what makes up a class of characters. */
function nodesOf(node: AST.Node): readonly AST.Node[] {
  switch (node.type) {
    case "Pattern":
    case "Group":
    case "CapturingGroup":
      return [node, ...node.alternatives.flatMap(nodesOf)];
    case "Assertion":
      return [node, ...("alternatives" in node ? node.alternatives.flatMap(nodesOf) : [])];
    case "Alternative":
      return [node, ...node.elements.flatMap(nodesOf)];
    case "Quantifier":
      return [node, ...nodesOf(node.element)];
    default:
      return [node];
  }
}

/** What assertions of position ask of a character beside them. */
const ASSERTED = [/\w/, /[\n\r\u2028\u2029]/];

/** One character of each kind: those that everything in the pattern takes alike, it cannot tell apart however often they are repeated. */
function kindsOfCharacters(pattern: AST.Pattern, flags: AST.Flags): readonly string[] {
  const takers = nodesOf(pattern).filter(({ type }) => type === "Character" || type === "CharacterSet" || type === "CharacterClass");
  const tests = [...ASSERTED, ...takers.map(({ raw }) => aloneTest(raw, flags))];
  return [...new Map(PALETTE.map((character) => [tests.map((one) => (one.test(character) ? "1" : "0")).join(""), character])).values()];
}

/** Those of the characters that the repeated element takes as a whole. */
function charactersOf({ element }: AST.Quantifier, flags: AST.Flags, characters: readonly string[]): readonly string[] {
  const alone = aloneTest(element.raw, flags);
  return characters.filter((character) => alone.test(character));
}

function aloneTest(raw: string, flags: AST.Flags): RegExp {
  return new RegExp(`^(?:${raw})$`, flags.raw.replace(/[gy]/g, ""));
}

/** An example of all that stands before the quantifier on its way from the beginning of the pattern. */
function leadingUpTo(node: AST.Node): string {
  const { parent } = node;
  if (parent === null || parent.type === "RegExpLiteral") return "";
  const within = parent.type === "Alternative" ? parent.elements.slice(0, parent.elements.findIndex((each) => each === node)).map(exampleOf).join("") : "";
  return leadingUpTo(parent) + within;
}

/** A text that the node matches, as far as can be told without regard to what assertions and references ask. Optional parts are there once. */
function exampleOf(node: AST.Node): string {
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
