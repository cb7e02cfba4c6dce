import { describe, expect, it } from "vitest";
import { markup, verbatim } from "../../src/lib/markup.ts";

describe("markup", () => {
  it("escapes text for an element and for an attribute", () => {
    expect(markup`<p title="${'"a" & \'b\''}">${"<b>\u0000"}</p>`.markup).toBe('<p title="&quot;a&quot; &amp; &#39;b&#39;">&lt;b&gt;\\x00</p>');
  });

  it("takes markup as it is, lists one after another, and undefined as nothing", () => {
    expect(markup`${[markup`<i>${1}</i>`, "<", undefined]}${verbatim("<br>")}`.markup).toBe("<i>1</i>&lt;<br>");
  });
});
