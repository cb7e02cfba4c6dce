import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeFence, codeSpan, codeSpanCell, escapeControls, escapeInline, escapeMarkdown } from "../../src/lib/escape.ts";

describe("escapeControls", () => {
  for (const [text, safe] of [
    ["\u001b[31mred", "\\x1b[31mred"],
    ["\u0000\u0007\u007f\u0085\u009b", "\\x00\\x07\\x7f\\x85\\x9b"],
    ["a\nb\r\tc", "a\\nb\\r\\tc"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["a\u2028b\u200bc\ufeff", "a\\u2028b\\u200bc\\ufeff"],
    ["\ud800x", "\\ud800x"],
    ["\u{e0041}", "\\u{e0041}"],
    ["Grüße 日本 🚀 – é", "Grüße 日本 🚀 – é"],
  ] as const) {
    it(`writes ${JSON.stringify(text)} as ${safe}`, () => {
      expect(escapeControls(text)).toBe(safe);
    });
  }

  it("leaves no control or format character in any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(escapeControls(text))));
  });
});

describe("escapeMarkdown", () => {
  for (const [text, safe] of [
    ["a|b", "a\\|b"],
    ["<script>", "&lt;script&gt;"],
    ["`x`", "\\`x\\`"],
    ["[here](https://example.org)", "\\[here\\](https\\://example.org)"],
    ["www.example.org", "www\\.example.org"],
    ["**bold** _slanted_", "\\*\\*bold\\*\\* \\_slanted\\_"],
    ["update_resources_interval", "update_resources_interval"],
    ["&lt; & x", "\\&lt; & x"],
    ["# title", "\\# title"],
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["12.4 s", "12.4 s"],
    ["    code", "code"],
    ["a\n# b", "a\\\\n# b"],
  ] as const) {
    it(`writes ${JSON.stringify(text)} as ${safe}`, () => {
      expect(escapeMarkdown(text)).toBe(safe);
    });
  }

  it("escapes a block start only where a line starts", () => {
    expect(escapeInline("# - 1. x")).toBe("# - 1. x");
  });
});

describe("codeSpan", () => {
  it("is longer than any run of backticks inside", () => {
    expect(codeSpan("a``b`c")).toBe("```a``b`c```");
  });

  it("keeps backticks and spaces at the ends apart from its own", () => {
    expect([codeSpan("`a"), codeSpan(" a ")]).toEqual(["`` `a ``", "`  a  `"]);
  });

  it("shows an empty text as a dash", () => {
    expect(codeSpan("")).toBe("–");
  });

  it("stays on one line", () => {
    expect(codeSpan("a\n\n# b")).toBe("`a\\n\\n# b`");
  });

  it("leaves a pipe as it is outside a table", () => {
    expect(codeSpan("a|b")).toBe("`a|b`");
  });

  it("escapes a pipe in a table", () => {
    expect(codeSpanCell("a|b")).toBe("`a\\|b`");
  });

  it("escapes a pipe in a table even after a backslash", () => {
    expect(codeSpanCell("a\\|b||")).toBe("`a\\\\x7cb\\|\\|`");
  });
});

describe("codeFence", () => {
  it("is longer than any run of backticks inside", () => {
    expect(codeFence(["a", "````", "b"])).toBe("`````text\na\n````\nb\n`````");
  });

  it("keeps each line one line", () => {
    expect(codeFence(["a\n```\nb"])).toBe("````text\na\\n```\\nb\n````");
  });
});
