import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clipEnd, clipMiddle, clipStart, cutAt, displayWidth, escapeUnmeasured, wrap } from "../../src/lib/display-width.ts";
import { escapeControls } from "../../src/lib/escape.ts";

const anyText = fc.string({ unit: "binary", maxLength: 60 }).map((text) => escapeUnmeasured(escapeControls(text)));

describe("displayWidth", () => {
  it("counts wide East Asian characters as two columns", () => {
    expect(displayWidth("日本x")).toBe(5);
  });
});

describe("escapeUnmeasured", () => {
  it("writes wide characters that it cannot measure as escapes", () => {
    expect(escapeUnmeasured("🚀\u{1fae0}")).toBe("🚀\\u{1fae0}");
  });
});

describe("clipEnd", () => {
  it("leaves alone what fits", () => {
    expect(clipEnd("nova", 4)).toBe("nova");
  });

  it("shows what was cut off as an ellipsis", () => {
    expect(clipEnd("compute_resources", 8)).toBe("compute…");
  });

  it("never splits a wide character", () => {
    expect(clipEnd("日本語", 4)).toBe("日…");
  });
});

describe("clipStart", () => {
  it("keeps the end", () => {
    expect(clipStart("/var/log/nova/nova-compute.log", 17)).toBe("…nova-compute.log");
  });
});

describe("clipMiddle", () => {
  it("keeps both ends, of whole words", () => {
    expect(clipMiddle("2026-11-22 14:57:23 DEBUG lock acquired, waited 9.4s", 15, 28)).toBe("2026-11-22 … waited 9.4s");
  });

  it("keeps the end of a long word", () => {
    const path = `/usr/lib/${"nested/".repeat(20)}nova.log`;
    expect(clipMiddle(`read ${path}`, 4, 30)).toBe("read … /nested/nested/nova.log");
  });
});

describe("cutAt", () => {
  it("cuts at the last space of a line, or at the one behind it", () => {
    expect(cutAt("DEBUG lock acquired", 12)).toEqual(["DEBUG lock", "acquired"]);
    expect(cutAt("DEBUG lock acquired", 10)).toEqual(["DEBUG lock", "acquired"]);
  });

  it("fills the line where the next word needs several anyway", () => {
    expect(cutAt("at /usr/lib/nova.py end", 8)).toEqual(["at /usr/", "lib/nova", ".py end"]);
  });
});

describe("wrap", () => {
  it("breaks at spaces", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  });

  it("keeps a number with its unit", () => {
    expect(wrap("waited 12.4 s", 11)).toEqual(["waited", "12.4 s"]);
  });

  it("keeps the parts of a duration together", () => {
    expect(wrap("ready after 2 min 46 s or 1 h 5 min", 19)).toEqual(["ready after", "2 min 46 s or", "1 h 5 min"]);
  });

  it("keeps a date with its time", () => {
    expect(wrap("from 2026-11-22 14:57:10Z to 15:00", 24)).toEqual(["from", "2026-11-22 14:57:10Z to", "15:00"]);
  });

  it("keeps a number, its times sign and what there is so many of together", () => {
    expect(wrap("errors 7 × broken, 1 × closed", 12)).toEqual(["errors", "7 × broken,", "1 × closed"]);
  });

  it("cuts a word longer than the line", () => {
    expect(wrap("a bcdefgh i", 3)).toEqual(["a", "bcd", "efg", "h i"]);
  });
});

describe("any text", () => {
  it("is clipped to the width", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 30 }), (text, width) => {
        expect(displayWidth(clipEnd(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(clipStart(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(clipMiddle(text, 4, width + 10))).toBeLessThanOrEqual(width + 10);
      }),
    );
  });

  it("is wrapped to the width", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 30 }), (text, width) => {
        for (const line of wrap(text, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("loses nothing but spaces when cut into lines of that width", () => {
    fc.assert(
      fc.property(anyText.map((text) => text.replaceAll("a", " ")), fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = cutAt(text, width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
