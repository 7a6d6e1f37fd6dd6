import { type Trace, toHtml, toLatex, toMarkdown, toText } from "deltarule/explain";
import { describe, expect, it } from "vitest";
import { notesTrace } from "../../helpers/explain.js";

describe("every renderer", () => {
  it.each([toText, toMarkdown, toLatex, toHtml])("refuses anything but a trace, and bad options: %o", (render) => {
    const trace = notesTrace();
    const { name } = render;
    expect(() => render({} as Trace)).toThrow(`${name}: the trace is an object, wanted what explain returned`);
    expect(() => render(trace, { digits: 18 })).toThrow(`${name}: digits is 18, wanted a whole number from 1 to 17`);
    expect(() => render(trace, { notation: "greek" as "general" })).toThrow(
      `${name}: notation is "greek", wanted "lectureNotes" or "general"`,
    );
    expect(() => render(trace, { color: true } as object)).toThrow(
      `${name}: there is no option "color"; there are digits, notation, language`,
    );
    expect(() => render(trace, { language: "de" as "en" })).toThrow(`${name}: language is "de", wanted "en" or "zh"`);
  });
});
