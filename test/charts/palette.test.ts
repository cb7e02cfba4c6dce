import { describe, expect, it } from "vitest";
import { DARK, LIGHT } from "../../src/charts/palette.ts";

/** Relative luminance of `#rrggbb`, and the contrast of two colours, as WCAG 2.1 defines them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([["light", LIGHT], ["dark", DARK]] as const)("the %s scheme", (_, { ground, ink, muted, rule, ...shapes }) => {
  it("has text of a contrast of at least 4.5", () => {
    for (const colour of [ink, muted, shapes.create]) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it("has shapes of a contrast of at least 3, and rules that stand back", () => {
    for (const [name, colour] of Object.entries(shapes)) expect(contrast(colour, ground), name).toBeGreaterThanOrEqual(3);
    expect(contrast(rule, ground)).toBeLessThan(2);
  });

  it("has lines that stand out from every area they cross, by their edge in the colour of the ground", () => {
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(7);
  });
});
