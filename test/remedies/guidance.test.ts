import { describe, expect, it } from "vitest";
import { anyRelease, inRelease } from "../../src/remedies/guidance.ts";

const forms = [
  { to: "Newton", text: "old." },
  { from: "Ocata", to: "2025.2", text: "middle." },
  { from: "2026.1", text: "new." },
] as const;

describe("guidance by release", () => {
  it("is the one form of the release found, and says for which it is", () => {
    expect(inRelease({ from: "Zed", to: "Zed" }, forms)).toEqual({ text: "middle.", appliesTo: "Zed" });
    expect(inRelease({ from: "Folsom", to: "Grizzly" }, forms)).toEqual({ text: "old.", appliesTo: "Folsom or Grizzly" });
  });

  it("is every possible form, each with its releases, where the logs leave several", () => {
    expect(inRelease({ from: "Zed", to: undefined }, forms)).toEqual({ text: "Zed to 2025.2: middle. 2026.1 or later: new.", appliesTo: null });
    expect(inRelease({ from: "Newton", to: "Ocata" }, forms)).toEqual({ text: "Newton: old. Ocata: middle.", appliesTo: null });
  });

  it("is all forms where the release is unknown", () => {
    expect(inRelease(undefined, forms)).toEqual({ text: "Up to Newton: old. Ocata to 2025.2: middle. 2026.1 or later: new.", appliesTo: null });
  });

  it("names no release where it holds in all", () => {
    expect(anyRelease("do it.")).toEqual({ text: "do it.", appliesTo: null });
  });

  it("says so where nothing helps in that release", () => {
    expect(inRelease({ from: "2026.1", to: "2026.1" }, forms.slice(0, 2))).toEqual({ text: "No option of this release helps.", appliesTo: "2026.1" });
  });
});
