import { describe, expect, it } from "vitest";
import { cpuMs } from "../support/cpu-ms.ts";
import { attacksOn, attackText, type Attack } from "./support/attack-strings.ts";
import { regularExpressionsOf } from "./support/regular-expressions.ts";

/**
 * Characters of the trials. The short ones come first and close together: what grows by a factor with each character would never end a
 * long one, and takes a few seconds at most where it first takes long enough to be seen.
 */
const LENGTHS = [16, 20, 26, 34, 44, 60, 100, 600, 3000, 8000];
/** A linear expression needs far less than this for any of the trials, and a squared one more for the longest, ms. */
const SUSPICIOUS_MS = 4;
/** Four times the text may take this many times as long: linear is 4, squared 16. */
const MAX_RATIO = 9;

const { literals, built } = regularExpressionsOf("src");

/** Every way an expression is used at once: one match, and all matches in a row, as `replace`, `split` and `match` look for them. */
function use(expression: RegExp, everywhere: RegExp, text: string): void {
  expression.lastIndex = 0;
  expression.test(text);
  text.replace(everywhere, "");
}

/** Least processor time of some trials, ms: what else the process does only ever adds to it. */
function leastMs(trials: number, work: () => void): number {
  let least = Infinity;
  for (let trial = 0; trial < trials; trial++) {
    const from = cpuMs();
    work();
    least = Math.min(least, cpuMs() - from);
  }
  return least;
}

function superLinear(literal: string): Attack | undefined {
  const end = literal.lastIndexOf("/");
  const flags = literal.slice(end + 1);
  const expression = new RegExp(literal.slice(1, end), flags);
  const everywhere = new RegExp(expression.source, flags.includes("g") ? flags : `${flags}g`);
  const timeOf = (attack: Attack, length: number, trials: number): number => {
    const text = attackText(attack, length);
    return leastMs(trials, () => {
      use(expression, everywhere, text);
    });
  };
  return attacksOn(literal).find((attack) => {
    for (const length of LENGTHS) {
      if (timeOf(attack, length, 1) <= SUSPICIOUS_MS) continue;
      // Growth that another look does not show was the machine's.
      const grows = (): boolean => timeOf(attack, length, 3) > MAX_RATIO * timeOf(attack, length / 4, 5);
      if (timeOf(attack, length, 3) > SUSPICIOUS_MS) return grows() && grows() && grows();
    }
    return false;
  });
}

describe("regular expressions of the program", () => {
  it("are literals, which the linter and this test can read, or made of one, or of fixed words", () => {
    expect(built).toEqual(['new RegExp(UUID, "g")', 'new RegExp(`${before}(?:${alternatives})${after}`, "gi")']);
  });

  it.each(literals)("$place $literal takes time in proportion to the text", ({ literal }) => {
    const attack = superLinear(literal);
    expect(attack, `${literal} does not`).toBeUndefined();
  });
});

describe("the search for slow expressions", () => {
  it.each([["/x+y/"], ["/^\\w+\\s*\\w+$/"], ["/^.*foo.*bar.*baz$/"], ["/\\s+$/"], ["/(?:a|a)+b/"], ["/a(.{0,500})b.*c.*d/"]])("finds %s", (literal) => {
    expect(superLinear(literal)).toBeDefined();
  });
});
