import { describe, expect, it } from "vitest";
import { inline } from "../../src/reports/markdown-inline.ts";

describe("a sentence in Markdown", () => {
  it("shows what our words quote in backticks as code", () => {
    expect(inline(["Set `debug = True` in nova.conf."])).toBe("Set `debug = True` in nova.conf.");
  });

  it("shows any other backtick as a backtick", () => {
    expect(inline(["a `b"])).toBe("a \\`b");
    expect(inline(["a `<b>` c"])).toBe("a \\`&lt;b&gt;\\` c");
    expect(inline(["``a``"])).not.toMatch(/^``a``$/);
  });

  it("shows them so where a sentence begins with one, or has quotes in it", () => {
    expect(inline(["Shorter holds. ", "`compute_resources` was waited for. Cost: ", '`security_driver = "none"` frees guests.'])).toBe('Shorter holds. `compute_resources` was waited for. Cost: `security_driver = "none"` frees guests.');
  });

  it("does not let quoted words touch the code of a name", () => {
    expect(inline(["by `a`", { logged: "b" }])).toBe("by \\`a\\``b`");
  });
});
