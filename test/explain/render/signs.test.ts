import { describe, expect, it } from "vitest";
import { escapeMarkup, subscripts, superscript } from "../../../src/explain/render/signs.js";

describe("escapeMarkup", () => {
  it("escapes markup, drops characters that XML forbids, and keeps all others", () => {
    expect(escapeMarkup(`<a href="x" id='y'>&amp;</a>`)).toBe(
      "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;",
    );
    expect(escapeMarkup("a\u0000\u001b\ud800\uffff\tb\n")).toBe("a\tb\n");
    expect(escapeMarkup("δ₁ 😀")).toBe("δ₁ 😀");
  });
});

describe("indices", () => {
  it("have commas between them once one has two digits", () => {
    expect([subscripts([]), subscripts([4]), subscripts([2, 1]), subscripts([2, 10])]).toEqual(["", "₄", "₂₁", "₂,₁₀"]);
    expect(superscript(12)).toBe("¹²");
  });
});
